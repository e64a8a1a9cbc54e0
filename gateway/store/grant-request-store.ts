/** Requests for grants (共享申请) and what was done with them: acts are added, never changed. */
import type { Province } from '../../schemas/model/province.ts'
import { applyAct, fileRequest } from '../access/grant-request.ts'
import type {
  ActKind,
  GrantRequest,
  RequestAct,
  RequestContent,
  RequestState,
} from '../access/grant-request.ts'
import type { Database } from './database.ts'

/** A request, and how many of its acts have no durable leaf yet. */
export interface KeptRequest {
  readonly request: GrantRequest
  readonly filedAt: Date
  readonly unlogged: number
}

export interface RequestPosition {
  readonly filedAtMs: number
  readonly id: string
}

export type WhoseRequests = { readonly owner: Province } | { readonly agency: string }

export interface RequestPage {
  readonly state: RequestState | null
  readonly after: RequestPosition | null
  readonly limit: number
}

/** Keeps a request with its first act. */
export async function keepRequest(database: Database, request: GrantRequest): Promise<void> {
  const { id, state, agency, acts, ...content } = request
  const filed = acts[0]!
  await database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('grant_request')
      .values({
        ...{ id, owner: content.entry.owner, agency, state, acts: 1, filed_at: filed.at },
        content: JSON.stringify(content),
      })
      .execute()
    await transaction
      .insertInto('grant_request_act')
      .values(rowOf(id, 1, filed))
      .execute()
  })
}

/** Adds the last act of a request. False: another process has added one meanwhile, and nothing was done. */
export async function addAct(
  database: Database,
  { id, acts, state }: GrantRequest,
): Promise<boolean> {
  const number = acts.length
  return database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('grant_request')
      .set({ state, acts: number })
      .where('id', '=', id)
      .where('acts', '=', number - 1)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    await transaction
      .insertInto('grant_request_act')
      .values(rowOf(id, number, acts.at(-1)!))
      .execute()
    return true
  })
}

export async function readRequest(database: Database, id: string): Promise<KeptRequest | null> {
  const rows = await database.selectFrom('grant_request').selectAll().where('id', '=', id).execute()
  return (await withActs(database, rows))[0] ?? null
}

/** Newest first. */
export async function readRequests(
  database: Database,
  whose: WhoseRequests,
  { state, after, limit }: RequestPage,
): Promise<readonly KeptRequest[]> {
  let query = database
    .selectFrom('grant_request')
    .selectAll()
    .orderBy('filed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  query =
    'owner' in whose
      ? query.where('owner', '=', whose.owner)
      : query.where('agency', '=', whose.agency)
  if (state !== null) query = query.where('state', '=', state)
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('filed_at', 'id'), '<', tuple(new Date(after.filedAtMs), after.id)),
    )
  }
  return withActs(database, await query.execute())
}

export async function countRequests(
  database: Database,
  agency: string,
  states: readonly RequestState[],
): Promise<number> {
  const { count } = await database
    .selectFrom('grant_request')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('agency', '=', agency)
    .where('state', 'in', [...states])
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Ids of requests with an act whose leaf is not known to be durable. */
export async function readUnloggedRequests(
  database: Database,
  before: Date,
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('grant_request_act')
    .select('request_id')
    .distinct()
    .where('logged', '=', false)
    .where('at', '<=', before)
    .execute()
  return rows.map(({ request_id: id }) => id)
}

/** Acts up to this number have a durable leaf. */
export async function markActsLogged(database: Database, id: string, upTo: number): Promise<void> {
  await database
    .updateTable('grant_request_act')
    .set({ logged: true })
    .where('request_id', '=', id)
    .where('number', '<=', upTo)
    .where('logged', '=', false)
    .execute()
}

interface ActRow {
  readonly request_id: string
  readonly number: number
  readonly kind: string
  readonly person: string
  readonly agency: string
  readonly administers: string | null
  readonly at: Date
  readonly text: string | null
  readonly logged: boolean
}

function rowOf(id: string, number: number, { kind, by, at, text }: RequestAct): ActRow {
  return { request_id: id, number, kind, ...by, at, text, logged: false }
}

interface RequestRow {
  readonly id: string
  readonly content: string
  readonly filed_at: Date
}

async function withActs(
  database: Database,
  rows: readonly RequestRow[],
): Promise<readonly KeptRequest[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const acts = await database
    .selectFrom('grant_request_act')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('request_id')
    .orderBy('number')
    .execute()
  return rows.map(({ id, content, filed_at: filedAt }) => {
    const own = acts.filter(({ request_id: of }) => of === id)
    const request = replay(id, JSON.parse(content) as RequestContent, own)
    return { request, filedAt, unlogged: own.filter(({ logged }) => !logged).length }
  })
}

/** The state is what the acts make of it, by the rules; no column says it. */
function replay(id: string, content: RequestContent, rows: readonly ActRow[]): GrantRequest {
  const [filed, ...acts] = rows.map(actOf)
  if (filed === undefined) throw new Error(`request ${id} has no act`)
  return acts.reduce(
    (request, act) => applyAct(request, act as RequestAct & { kind: ActKind }),
    fileRequest(id, content, filed.by, filed.at),
  )
}

function actOf({ kind, person, agency, administers, at, text }: ActRow): RequestAct {
  const by = { person, agency, administers: administers as Province | null }
  return { kind: kind as RequestAct['kind'], by, at, text }
}
