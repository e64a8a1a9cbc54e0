export type GrantsTables = object
