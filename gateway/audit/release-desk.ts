/** The decision to release what is withheld from companies (解除查询保密): a person's, for his province's agencies. */
import { createHash } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { actorOf } from '../grants/actor.ts'
import type { Principal } from '../principal.ts'
import { findWithheld, keepRelease } from '../store/lookup-store.ts'
import type { KeptRelease } from '../store/lookup-store.ts'
import type { StoredEntry } from '../store/log-search.ts'
import type { Release, ReleaseInput } from './desk.ts'
import { openPurposes } from './lookup-desk.ts'
import type { LogDeskOptions } from './options.ts'
import { readRelease } from './release-input.ts'
import type { ReadRelease } from './release-input.ts'

/** Of one decision: a person has to be able to say what it is about. */
const MOST_RELEASED = 10_000

/** @throws {FederationError} `LOOKUP_RELEASE_…`, `AUDIT_ARGUMENT_INVALID`, `LOG_UNAVAILABLE`, what realm GRANTS refuses. */
export async function releaseLookups(
  options: LogDeskOptions,
  who: Principal,
  input: ReleaseInput,
): Promise<Release> {
  const { database, rules = DEFAULT_RULES, newId, now } = options
  const {
    person: actor,
    agency,
    administers: province,
  } = await actorOf(who, rules, options.provinceOf)
  if (province === null) throw new FederationError('LOOKUP_RELEASE_ROLE_WRONG')
  const asked = readRelease(input)
  const withheld = await findWithheld(database, {
    which: whichOf(asked, options),
    agencies: await options.agenciesOf(province),
    open: openPurposes(rules.purposes),
    most: MOST_RELEASED,
  })
  if (withheld.length === 0) throw new FederationError('LOOKUP_RELEASE_EMPTY')
  const [id, at, { reason }] = [newId(), now(), asked]
  const kept = { id, province, actor, reason, content: contentOf(id, reason, withheld), at }
  // Written into the log first: what a company can see, an auditor can find the decision of.
  await record(options, kept, agency, withheld.length)
  await keepRelease(
    database,
    kept,
    withheld.map(({ index }) => index),
  )
  return { id, count: withheld.length, at }
}

function whichOf({ caseNumber, indexes }: ReadRelease, { terms }: LogDeskOptions) {
  return caseNumber === null ? { indexes } : { caseTerms: terms.of('CASE', caseNumber, PROVINCES) }
}

function contentOf(release: string, reason: string, withheld: readonly StoredEntry[]): string {
  const leaves = withheld.map(({ hash }) => hash.toString('base64url'))
  return JSON.stringify({ release, reason, leaves })
}

function record(
  { service }: LogDeskOptions,
  { content, actor, province, at }: KeptRelease,
  agency: string,
  count: number,
): Promise<void> {
  const document = createHash('sha256').update(content).digest('base64url')
  const act = { act: 'RELEASE_LOOKUPS', role: 'PROVINCE_ADMINISTRATOR', agency }
  return service.act({ ...act, actor, province, at, count, document })
}
