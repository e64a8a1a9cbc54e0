/** Questions to the file that search-build.ts wrote. */
import type { DatabaseSync } from 'node:sqlite'
import type { SearchFilter } from '../../contract.ts'
import { searchText } from '../memory-data.ts'
import type { RowName } from './search-build.ts'
import { stateWord, wantedWords, type Field } from './search-words.ts'

/** Counting goes on to here: a common word must not cost a scan of millions of rows. */
export const COUNT_LIMIT = 10_000

export interface Found {
  /**
   * Exact below {@link COUNT_LIMIT}. From there on "at least": never less than what was passed and
   * found, and one more where there is more, so that whoever pages by it does not stop too early.
   */
  readonly total: number
  readonly rows: readonly RowName[]
}

/** Rows ascending by key, `limit` of them from `offset`. */
export function findRows(
  database: DatabaseSync,
  filter: SearchFilter,
  offset: number,
  limit: number,
): Found {
  const condition = conditionOf(filter)
  if (condition === null) return { total: 0, rows: [] }
  const { from, values } = condition
  const ids = `SELECT gram.rowid AS id ${from} ORDER BY gram.rowid LIMIT ? OFFSET ?`
  const found = database
    .prepare(`SELECT uscc, number, nth FROM (${ids}) JOIN row USING (id) ORDER BY id`)
    .all(...values, limit + 1, offset) as unknown as StoredName[]
  const { counted } = database
    .prepare(`SELECT count(*) AS counted FROM (SELECT 1 ${from} LIMIT ${COUNT_LIMIT})`)
    .get(...values) as { counted: number }
  return {
    total: counted < COUNT_LIMIT ? counted : Math.max(counted, offset + found.length),
    rows: found
      .slice(0, limit)
      .map(({ uscc, number, nth }) => ({ uscc, registrationNumber: number, nth })),
  }
}

interface StoredName {
  readonly uscc: string | null
  readonly number: string | null
  readonly nth: number
}

interface Condition {
  readonly from: string
  readonly values: readonly string[]
}

/** Null where nothing is asked for. */
function conditionOf({ name, principal, state }: SearchFilter): Condition | null {
  const parts = [partOf('name', name), partOf('principal', principal)]
  const words = parts.flatMap((part) => part.words)
  if (state !== undefined) words.push(stateWord(state))
  if (words.length === 0) return null
  const checks = parts.filter((part) => !part.exact)
  return {
    from: [
      'FROM gram',
      // Without checks the rows themselves stay unread: far cheaper for common words.
      checks.length === 0 ? '' : 'JOIN row ON row.id = gram.rowid',
      'WHERE gram MATCH ?',
      ...checks.map(({ column }) => `AND instr(row.${column}, ?) > 0`),
    ].join(' '),
    values: [words.join(' '), ...checks.map(({ text }) => text)],
  }
}

function partOf(field: Field, typed: string | undefined) {
  const text = searchText(typed ?? '')
  const { words, exact } = wantedWords(field, text)
  return { words: [...words], exact, text, column: field === 'name' ? 'names' : 'principal' }
}
