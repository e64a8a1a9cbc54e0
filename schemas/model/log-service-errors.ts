/** Part of the catalogue in errors.ts. */
export const LOG_SERVICE_ERRORS = {} as const
