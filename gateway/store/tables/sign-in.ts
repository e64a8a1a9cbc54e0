export type SignInTables = object
