/**
 * Search over a registry's rows on disk: SQLite with one word per character and pair of characters.
 * Built once for a world, reused afterwards. A file that is not whole is built again.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SearchFilter } from '../../contract.ts'
import { searchText } from '../memory-data.ts'

/** One row to be found: what it is found by, and how its record is named. */
export interface SearchRow {
  readonly uscc: string | null
  readonly registrationNumber: string | null
  /** Names and former names. */
  readonly names: readonly string[]
  readonly principal: string | null
  readonly state: string | null
}

export interface RowName {
  readonly uscc: string | null
  readonly registrationNumber: string | null
}

export interface SearchIndex {
  /** Rows ascending by key. `total` is exact up to {@link COUNT_LIMIT}, which stands for "or more". */
  find(
    filter: SearchFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly RowName[] }
  close(): void
}

/** Counting goes on to here: a common word must not cost a scan of millions of rows. */
export const COUNT_LIMIT = 100_000

/** Raised when the file's shape changes. */
export const INDEX_VERSION = 1

/**
 * Opens `file`; when it is missing or not whole, `rows` builds it first. Two processes that build at
 * once each make a file of their own and the last one stays: they are equal.
 */
export function openSearchIndex(
  file: string,
  rows: () => Iterable<SearchRow>,
  onBuilt: (rowCount: number, seconds: number) => void,
): SearchIndex {
  const whole = existsSync(file) ? openWhole(file) : null
  if (whole !== null) return searchIn(whole)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${Math.trunc(performance.now() * 1_000)}`
  const began = performance.now()
  try {
    const count = build(draft, rows())
    renameSync(draft, file)
    onBuilt(count, (performance.now() - began) / 1_000)
  } finally {
    rmSync(draft, { force: true })
  }
  return searchIn(new DatabaseSync(file, { readOnly: true }))
}

/** Null for a file that is no index of ours, is damaged, or was never finished. */
function openWhole(file: string): DatabaseSync | null {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true })
    const check = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    const version = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (check.quick_check === 'ok' && version.user_version === INDEX_VERSION) return database
  } catch {
    // Not readable as a database: built again below.
  }
  database?.close()
  return null
}

function build(file: string, rows: Iterable<SearchRow>): number {
  const database = new DatabaseSync(file)
  try {
    database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
      PRAGMA temp_store = FILE;
      CREATE TABLE unsorted (key TEXT, uscc TEXT, number TEXT, names TEXT, principal TEXT, state TEXT);
      CREATE TABLE row (id INTEGER PRIMARY KEY, uscc TEXT, number TEXT, names TEXT, principal TEXT, state TEXT);
      CREATE VIRTUAL TABLE gram USING fts5(words, content='', detail=none, columnsize=0);
      BEGIN`)
    const count = insertAll(database, rows)
    // Row numbers ascend with the key, so that the order of the index is the order of the answer.
    database.exec(`
      INSERT INTO row (uscc, number, names, principal, state)
        SELECT uscc, number, names, principal, state FROM unsorted ORDER BY key;
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
  for (const { uscc, registrationNumber, names, principal, state } of rows) {
    const key = uscc ?? `~${registrationNumber ?? ''}`
    const folded = names.map(searchText).join('\n')
    insert.run(key, uscc, registrationNumber, folded, searchText(principal ?? ''), state)
    count += 1
  }
  return count
}

function indexWords(database: DatabaseSync): void {
  const read = database.prepare('SELECT id, names, principal FROM row')
  const write = database.prepare('INSERT INTO gram (rowid, words) VALUES (?, ?)')
  for (const row of read.iterate()) {
    const { id, names, principal } = row as { id: number; names: string; principal: string }
    write.run(id, [...wordsOf('n', names), ...wordsOf('p', principal)].join(' '))
  }
}

/** Each character and each pair of neighbours as one word the tokenizer leaves alone; `n` name, `p` principal. */
function wordsOf(kind: 'n' | 'p', text: string): Set<string> {
  const words = new Set<string>()
  for (const part of text.split('\n')) {
    const characters = Array.from(part, (character) => character.codePointAt(0)!.toString(36))
    characters.forEach((character, i) => {
      words.add(`${kind}x${character}`)
      const next = characters[i + 1]
      if (next !== undefined) words.add(`${kind}y${character}z${next}`)
    })
  }
  return words
}

/** The words a row must have: pairs where there are two characters, else the character. */
function wantedWords(kind: 'n' | 'p', text: string): string[] {
  const words = [...wordsOf(kind, text)]
  const pairs = words.filter((word) => word[1] === 'y')
  return pairs.length > 0 ? pairs : words
}

function searchIn(database: DatabaseSync): SearchIndex {
  return {
    find(filter, offset, limit) {
      const { where, values } = conditionOf(filter)
      const from = `FROM gram JOIN row ON row.id = gram.rowid WHERE ${where}`
      const rows = database
        .prepare(`SELECT row.uscc, row.number ${from} ORDER BY gram.rowid LIMIT ? OFFSET ?`)
        .all(...values, limit, offset) as { uscc: string | null; number: string | null }[]
      const counted = database
        .prepare(`SELECT count(*) AS total FROM (SELECT 1 ${from} LIMIT ${COUNT_LIMIT})`)
        .get(...values) as { total: number }
      return {
        total: counted.total,
        rows: rows.map(({ uscc, number }) => ({ uscc, registrationNumber: number })),
      }
    },
    close: () => database.close(),
  }
}

/** Pairs can all be there and not be neighbours, so the text itself is looked at last. */
function conditionOf(filter: SearchFilter): { readonly where: string; readonly values: string[] } {
  const name = searchText(filter.name ?? '')
  const principal = searchText(filter.principal ?? '')
  const words = [...wantedWords('n', name), ...wantedWords('p', principal)]
  const conditions = words.length === 0 ? ['0'] : ['gram MATCH ?']
  const values = words.length === 0 ? [] : [words.join(' ')]
  if (name !== '') {
    conditions.push('instr(row.names, ?) > 0')
    values.push(name)
  }
  if (principal !== '') {
    conditions.push('instr(row.principal, ?) > 0')
    values.push(principal)
  }
  if (filter.state !== undefined) {
    conditions.push('row.state = ?')
    values.push(filter.state)
  }
  return { where: conditions.join(' AND '), values }
}
