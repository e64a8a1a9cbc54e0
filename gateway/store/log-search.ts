/** Search among the log's entries. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Database } from './database.ts'
import { byteaArray } from './log-binary-arrays.ts'

export interface StoredEntry {
  readonly index: number
  readonly hash: Buffer
  /** Canonical JSON. */
  readonly leaf: Buffer
}

export interface EntryPage {
  readonly entries: readonly StoredEntry[]
  readonly hasMore: boolean
}

export interface EntryQuestion {
  readonly agency?: string
  readonly purpose?: string
  readonly type?: string
  readonly result?: string
  readonly from?: Date
  readonly to?: Date
  /** One bit each; null: any. */
  readonly provinces: number | null
  /** One bit each: entries that name other provinces alone are left out. */
  readonly within: number
  /** Of each set one must be there. */
  readonly terms: readonly (readonly Buffer[])[]
  readonly after: number | null
  readonly first: number
  readonly newestFirst: boolean
}

export interface SealedDisclosure {
  /** Data key, wrapped for the province. */
  readonly keyId: Buffer
  readonly wrapped: Buffer
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

interface Row {
  readonly index: string
  readonly hash: Buffer
  readonly leaf: Buffer
}

export async function findEntries(database: Database, asked: EntryQuestion): Promise<EntryPage> {
  const conditions = sql.join(conditionsOf(asked), sql` AND `)
  const order = asked.newestFirst ? sql`DESC` : sql`ASC`
  const { rows } = await sql<Row>`
    SELECT e.index, e.hash, e.leaf FROM log_entry AS e
    WHERE ${conditions} ORDER BY e.index ${order} LIMIT ${asked.first + 1}`.execute(database)
  return {
    entries: rows.slice(0, asked.first).map(entryOf),
    hasMore: rows.length > asked.first,
  }
}

export async function readEntries(
  database: Database,
  by: { readonly hash: Buffer } | { readonly index: number },
): Promise<readonly StoredEntry[]> {
  const query = database.selectFrom('log_entry').select(['index', 'hash', 'leaf'])
  const one = 'hash' in by ? query.where('hash', '=', by.hash) : query.where('index', '=', by.index)
  return (await one.execute()).map((row) => ({ ...row, index: Number(row.index) }))
}

export async function readDisclosures(
  database: Database,
  index: number,
  province: string,
): Promise<SealedDisclosure | null> {
  const row = await database
    .selectFrom('log_disclosure as d')
    .innerJoin('log_data_key as k', 'k.id', 'd.key_id')
    .select(['d.key_id as keyId', 'k.wrapped', 'd.nonce', 'd.ciphertext'])
    .where('d.index', '=', index)
    .where('k.province', '=', province)
    .executeTakeFirst()
  return row ?? null
}

type Condition = RawBuilder<unknown>

function conditionsOf(asked: EntryQuestion): Condition[] {
  const { agency, purpose, type, result, from, to, provinces, within, after } = asked
  const past = asked.newestFirst ? sql`e.index < ${after}` : sql`e.index > ${after}`
  return [
    sql`(e.provinces IS NULL OR e.provinces & ${within} <> 0)`,
    ...(after === null ? [] : [past]),
    ...(agency === undefined ? [] : [sql`e.agency = ${agency}`]),
    ...(purpose === undefined ? [] : [sql`e.purpose = ${purpose}`]),
    ...(type === undefined ? [] : [sql`e.type = ${type}`]),
    ...(from === undefined ? [] : [sql`e.at >= ${from}`]),
    ...(to === undefined ? [] : [sql`e.at < ${to}`]),
    ...(provinces === null ? [] : [sql`e.provinces & ${provinces} <> 0`]),
    ...(result === undefined ? [] : [hasResult(result)]),
    ...asked.terms.map(isAbout),
  ]
}

/** An intent by the result of its outcome. */
function hasResult(result: string): Condition {
  return sql`(e.result = ${result} OR EXISTS (
    SELECT FROM log_entry AS o WHERE o.type = 'OUTCOME' AND o.link = e.hash AND o.result = ${result}))`
}

/** An outcome by what its intent was about. */
function isAbout(terms: readonly Buffer[]): Condition {
  const found = sql`SELECT d.index FROM log_disclosure AS d WHERE d.terms && ${byteaArray(terms)}::bytea[]`
  return sql`(e.index IN (${found}) OR (e.type = 'OUTCOME' AND e.link IN (
    SELECT i.hash FROM log_entry AS i WHERE i.index IN (${found}))))`
}

function entryOf(row: Row): StoredEntry {
  return { ...row, index: Number(row.index) }
}
