/** Part of the catalogue in errors.ts. */
export const SIGN_IN_ERRORS = {} as const
