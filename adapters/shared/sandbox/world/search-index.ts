/**
 * Search over a registry's rows on disk: SQLite with one word per character and pair of characters.
 * Built once for a world, reused afterwards. A file that is not whole is built again.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SearchFilter } from '../../contract.ts'
import { newDraft } from './draft-files.ts'
import { INDEX_VERSION, buildSearchFile, type SearchRow } from './search-build.ts'
import { findRows, type Found } from './search-query.ts'

export interface SearchIndex {
  /** Rows ascending by key, see {@link Found}. */
  find(filter: SearchFilter, offset: number, limit: number): Found
  close(): void
}

export interface IndexLog {
  building(): void
  built(rowCount: number, seconds: number): void
}

/**
 * Opens `file`; when it is missing or not whole, `rows` builds it first. Two processes that build at
 * once each make a file of their own and the last one stays: they are equal.
 */
export function openSearchIndex(
  file: string,
  rows: () => Iterable<SearchRow>,
  log: IndexLog,
): SearchIndex {
  const database = openWhole(file) ?? openBuilt(file, rows, log)
  return {
    find: (filter, offset, limit) => findRows(database, filter, offset, limit),
    close: () => database.close(),
  }
}

function openBuilt(file: string, rows: () => Iterable<SearchRow>, log: IndexLog): DatabaseSync {
  log.building()
  const began = performance.now()
  const draft = newDraft(dirname(file), basename(file))
  try {
    const count = buildSearchFile(draft, rows())
    renameSync(draft, file)
    log.built(count, (performance.now() - began) / 1_000)
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
