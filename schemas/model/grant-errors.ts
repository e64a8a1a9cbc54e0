/** Part of the catalogue in errors.ts. */
export const GRANT_ERRORS = {} as const
