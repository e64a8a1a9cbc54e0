/** Part of the catalogue in errors.ts. */
export const GATEHOUSE_ERRORS = {} as const
