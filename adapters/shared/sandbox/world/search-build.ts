/** Writes the file that search-index.ts reads. Needs the disk for it, not the memory. */
import { DatabaseSync } from 'node:sqlite'
import { searchText } from '../memory-data.ts'
import { stateWord, wordsOf } from './search-words.ts'

/** How a found row's record is named. */
export interface RowName {
  readonly uscc: string | null
  readonly registrationNumber: string | null
  /** Which of the records of this code, or number where there is no code: 0 unless it was given twice. */
  readonly nth: number
}

/** One row to be found: what it is found by, and how its record is named. */
export interface SearchRow extends RowName {
  /** Names and former names. */
  readonly names: readonly string[]
  readonly principal: string | null
  readonly state: string | null
}

/** Raised when the file's shape changes. */
export const INDEX_VERSION = 2

/** Pages, sorting as much again, and words not yet written. More of it is hardly faster: docs/sandbox.md. */
const CACHE_KIB = 8 * 1024
const WORDS_BYTES = 4 * 1024 * 1024

/** @returns how many rows. */
export function buildSearchFile(file: string, rows: Iterable<SearchRow>): number {
  const database = new DatabaseSync(file)
  try {
    database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
      PRAGMA cache_size = -${CACHE_KIB};
      CREATE TABLE unsorted (uscc TEXT, number TEXT, nth INTEGER, names TEXT, principal TEXT, state TEXT);
      CREATE TABLE row (id INTEGER PRIMARY KEY, uscc TEXT, number TEXT, nth INTEGER, names TEXT, principal TEXT, state TEXT);
      CREATE VIRTUAL TABLE gram USING fts5(
        words, content='', detail=none, columnsize=0, tokenize='ascii');
      INSERT INTO gram (gram, rank) VALUES ('hashsize', ${WORDS_BYTES});
      BEGIN`)
    const count = insertAll(database, rows)
    // Row numbers ascend with the key (sortKeyOf), so that the order of the index is that of the answer.
    database.exec(`
      INSERT INTO row (uscc, number, nth, names, principal, state)
        SELECT * FROM unsorted ORDER BY coalesce(uscc, '~' || coalesce(number, '')), nth;
      DROP TABLE unsorted`)
    indexWords(database)
    database.exec(`COMMIT; PRAGMA user_version = ${INDEX_VERSION}`)
    return count
  } finally {
    database.close()
  }
}

function insertAll(database: DatabaseSync, rows: Iterable<SearchRow>): number {
  const insert = database.prepare('INSERT INTO unsorted VALUES (?, ?, ?, ?, ?, ?)')
  let count = 0
  for (const { uscc, registrationNumber, nth, names, principal, state } of rows) {
    const folded = names.map(searchText).join('\n')
    insert.run(uscc, registrationNumber, nth, folded, searchText(principal ?? ''), state)
    count += 1
  }
  return count
}

function indexWords(database: DatabaseSync): void {
  const read = database.prepare('SELECT id, names, principal, state FROM row')
  const write = database.prepare('INSERT INTO gram (rowid, words) VALUES (?, ?)')
  for (const row of read.iterate()) {
    const { id, names, principal, state } = row as unknown as StoredRow
    const words = wordsOf('name', names) + wordsOf('principal', principal)
    write.run(id, state === null ? words : `${words} ${stateWord(state)}`)
  }
}

interface StoredRow {
  readonly id: number
  readonly names: string
  readonly principal: string
  readonly state: string | null
}
