export type LogTables = object
