/** Requests about one company that it may see, and decisions to release what is withheld. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Province } from '../../schemas/model/province.ts'
import type { Database } from './database.ts'
import { byteaArray } from './log-binary-arrays.ts'
import type { EntryPage, StoredEntry } from './log-search.ts'

export interface LookupsAsked {
  /** What the company is found by, one of them. */
  readonly terms: readonly Buffer[]
  /** Asked before this; what is later is not shown yet. */
  readonly before: Date
  /** One bit each: provinces that let companies see who asked them. */
  readonly shownBy: number
  /** Purposes that are shown to whom they are about. Every other one is withheld. */
  readonly open: readonly string[]
  /** Withheld, and shown when asked before. */
  readonly byTerm: readonly { readonly purpose: string; readonly before: Date }[]
  /** Below this index; null: from the newest on. */
  readonly after: number | null
  readonly first: number
}

/** Newest first. What is withheld is left out before rows are counted: it leaves no gap. */
export async function findLookups(database: Database, asked: LookupsAsked): Promise<EntryPage> {
  const { terms, before, shownBy, after, first } = asked
  const { rows } = await sql<Row>`
    SELECT e.index, e.hash, e.leaf FROM log_entry AS e
    WHERE e.index IN (SELECT d.index FROM log_disclosure AS d
      WHERE d.terms && ${byteaArray(terms)}::bytea[])
    AND e.type = 'INTENT' AND e.at < ${before} AND e.provinces & ${shownBy} <> 0
    AND (${after}::bigint IS NULL OR e.index < ${after}) AND (${isShown(asked)})
    ORDER BY e.index DESC LIMIT ${first + 1}`.execute(database)
  return { entries: rows.slice(0, first).map(entryOf), hasMore: rows.length > first }
}

function isShown({ open, byTerm }: LookupsAsked): RawBuilder<unknown> {
  const ways = [
    sql`e.purpose = ANY(${[...open]}::text[])`,
    IS_RELEASED,
    ...byTerm.map(({ purpose, before }) => sql`(e.purpose = ${purpose} AND e.at < ${before})`),
  ]
  return sql.join(ways, sql` OR `)
}

const IS_RELEASED = sql`EXISTS (SELECT FROM lookup_released AS r WHERE r.index = e.index)`

export interface WithheldAsked {
  /** Which: of one case, by what it is found by, or by their places. */
  readonly which:
    { readonly caseTerms: readonly Buffer[] } | { readonly indexes: readonly number[] }
  readonly agencies: readonly string[]
  readonly open: readonly string[]
  readonly most: number
}

/** Intents of these agencies that are withheld and not released, oldest first. */
export async function findWithheld(
  database: Database,
  { which, agencies, open, most }: WithheldAsked,
): Promise<readonly StoredEntry[]> {
  const named =
    'indexes' in which
      ? sql`e.index = ANY(${[...which.indexes]}::bigint[])`
      : sql`e.index IN (SELECT d.index FROM log_disclosure AS d
          WHERE d.terms && ${byteaArray(which.caseTerms)}::bytea[])`
  const { rows } = await sql<Row>`
    SELECT e.index, e.hash, e.leaf FROM log_entry AS e
    WHERE ${named} AND e.type = 'INTENT' AND e.agency = ANY(${[...agencies]}::text[])
    AND e.purpose <> ALL(${[...open]}::text[]) AND NOT ${IS_RELEASED}
    ORDER BY e.index LIMIT ${most}`.execute(database)
  return rows.map(entryOf)
}

export interface KeptRelease {
  readonly id: string
  readonly province: Province
  readonly actor: string
  readonly reason: string
  readonly content: string
  readonly at: Date
}

/** What another decision has released meanwhile stays that one's. */
export async function keepRelease(
  database: Database,
  release: KeptRelease,
  indexes: readonly number[],
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.insertInto('lookup_release').values(release).execute()
    await sql`
      INSERT INTO lookup_released (index, release_id)
      SELECT index, ${release.id} FROM unnest(${[...indexes]}::bigint[]) AS index
      ON CONFLICT (index) DO NOTHING`.execute(transaction)
  })
}

interface Row {
  readonly index: string
  readonly hash: Buffer
  readonly leaf: Buffer
}

function entryOf(row: Row): StoredEntry {
  return { ...row, index: Number(row.index) }
}
