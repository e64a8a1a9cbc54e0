/**
 * From codes to records: the entities (JSON) and the court's list (XML) are asked for at the same
 * time and put together by `pripid`, the registry's identity of an entity, because two entities may
 * have one code (重码).
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { EntityAnswer } from '../shared/contract.ts'
import { provinceError } from '../shared/failure.ts'
import type { ShanghaiClient } from './client.ts'
import { recordOf } from './map.ts'
import { together } from './together.ts'
import { LISTS, headOf, neededText } from './wire.ts'
import type { EntityRows, Row } from './wire.ts'

/** Rows by the code they carry; under '' those whose code cannot be read. */
type RowsByCode = ReadonlyMap<string, readonly Row[]>

interface Answered {
  readonly entities: RowsByCode
  readonly debtors: RowsByCode
  /** The registry sent rows of codes that were not asked: what it says to be missing may not be. */
  readonly confused: boolean
}

/** One answer a code, in the order asked. Throws when nothing of the answer can be used. */
export async function fetchEntities(
  client: ShanghaiClient,
  usccs: readonly Uscc[],
  signal: AbortSignal,
): Promise<readonly EntityAnswer[]> {
  if (usccs.length === 0) return []
  const asked = [...new Set(usccs)]
  const [entities, debtors] = await together(signal, (both) => [
    client.entities(asked, both),
    client.debtors(asked, both),
  ])
  const answered = answeredBy(asked, entities, debtors)
  const answers = await Promise.all(asked.map((uscc) => answerOf(client, uscc, answered, signal)))
  const answerOfCode = new Map(asked.map((uscc, i) => [uscc, answers[i]!]))
  return usccs.map((uscc) => answerOfCode.get(uscc)!)
}

function answeredBy(
  asked: readonly string[],
  entityRows: readonly Row[],
  debtorRows: readonly Row[],
): Answered {
  const [entities, debtors] = [byCode(entityRows), byCode(debtorRows)]
  const known = new Set(asked)
  const confused = [...entities.keys(), ...debtors.keys()].some((code) => !known.has(code))
  return { entities, debtors, confused }
}

/** A record that cannot be read spoils the answer to its own code only. */
async function answerOf(
  client: ShanghaiClient,
  uscc: Uscc,
  answered: Answered,
  signal: AbortSignal,
): Promise<EntityAnswer> {
  try {
    return await recordsOf(client, uscc, answered, signal)
  } catch (failure) {
    if (signal.aborted) throw signal.reason
    if (failure instanceof FederationError) return failure
    return provinceError('PROVINCE_BAD_RECORD', 'SHANGHAI', failure)
  }
}

async function recordsOf(
  client: ShanghaiClient,
  uscc: Uscc,
  { entities, debtors, confused }: Answered,
  signal: AbortSignal,
): Promise<readonly RegistryRecord[]> {
  const bases = byIdentity(entities.get(uscc) ?? [])
  const listed = byIdentity(debtors.get(uscc) ?? [])
  const records: RegistryRecord[] = []
  for (const [pripid, [base]] of bases) {
    const lists = listsWithin(base!) ?? (await allLists(client, pripid, base!, signal))
    records.push(recordOf({ base: base!, lists, debtors: listed.get(pripid) ?? [] }, uscc))
    listed.delete(pripid)
  }
  if (listed.size > 0) throw new Error('the court lists an entity that the registry does not have')
  if (bases.size === 0 && confused) throw new Error('rows of codes that were not asked')
  return records
}

/** The lists of a row that holds all of them; null when some go on. */
function listsWithin(base: Row): EntityRows['lists'] | null {
  const heads = LISTS.map((name) => [name, headOf(base, name)] as const)
  if (heads.some(([, { total, rows }]) => total !== rows.length)) return null
  return Object.fromEntries(heads.map(([name, { rows }]) => [name, rows])) as EntityRows['lists']
}

async function allLists(
  client: ShanghaiClient,
  pripid: string,
  base: Row,
  signal: AbortSignal,
): Promise<EntityRows['lists']> {
  const lists = await together(signal, (all) =>
    LISTS.map(async (name) => {
      const { total, rows } = headOf(base, name)
      if (total === rows.length) return rows
      return [...rows, ...(await client.restOfList(pripid, name, rows.length, total, all))]
    }),
  )
  return Object.fromEntries(
    LISTS.map((name, i) => [name, lists[i]!]),
  ) as unknown as EntityRows['lists']
}

function byCode(rows: readonly Row[]): RowsByCode {
  return Map.groupBy(rows, (row) => (typeof row.uniscid === 'string' ? row.uniscid.trim() : ''))
}

/** By `pripid`. Of an entity that turns up on two pages, the first row counts: see `recordsOf`. */
function byIdentity(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => neededText(row, 'pripid'))
}
