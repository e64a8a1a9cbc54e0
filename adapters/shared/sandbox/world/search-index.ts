/**
 * Search over a registry's rows on disk: SQLite with one word per character and pair of characters.
 * Built once for a world, reused afterwards. A file that is not whole is built again.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SearchFilter } from '../../contract.ts'
import { newDraft } from './draft-files.ts'
import { INDEX_VERSION } from './search-build.ts'
import { findRows, type Found } from './search-query.ts'

export interface SearchIndex {
  /** Rows ascending by key, see {@link Found}. */
  find(filter: SearchFilter, offset: number, limit: number): Found
  close(): void
}

export interface IndexBuilder {
  /** Writes the whole index to `file` and says how many rows it has. */
  build(file: string): Promise<number>
  building(): void
  built(rowCount: number, seconds: number): void
}

/**
 * Opens `file`; when it is missing or not whole, it is built first. Two processes that build at once
 * each make a file of their own and the last one stays: they are equal.
 */
export async function openSearchIndex(file: string, builder: IndexBuilder): Promise<SearchIndex> {
  const database = openWhole(file) ?? (await openBuilt(file, builder))
  return {
    find: (filter, offset, limit) => findRows(database, filter, offset, limit),
    close: () => database.close(),
  }
}

async function openBuilt(file: string, builder: IndexBuilder): Promise<DatabaseSync> {
  builder.building()
  const began = performance.now()
  const draft = newDraft(dirname(file), basename(file))
  try {
    const count = await builder.build(draft)
    renameSync(draft, file)
    builder.built(count, (performance.now() - began) / 1_000)
  } finally {
    rmSync(draft, { force: true })
  }
  return new DatabaseSync(file, { readOnly: true })
}

/** Null for a file that is no index of ours, is damaged, or was never finished. */
function openWhole(file: string): DatabaseSync | null {
  if (!existsSync(file)) return null
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true })
    const version = database.prepare('PRAGMA user_version').get() as { user_version: number }
    const check = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (version.user_version === INDEX_VERSION && check.quick_check === 'ok') return database
  } catch {
    // Not readable as a database: built again.
  }
  database?.close()
  return null
}
