/** Whether an asker's question is answered at all, and on what terms. */
import { FederationError } from '../../schemas/model/errors.ts'
import { checkQuestion } from '../access/check-question.ts'
import type { AccessDetails } from '../access/access-token.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { Refusal } from '../access/refusal.ts'
import type { AgencyPrincipal, Principal } from '../principal.ts'
import { Admission } from './admission.ts'
import type { AskedFields, AskedRoot } from './asked-fields.ts'
import { refusalOfRoots } from './decide-fields.ts'
import type { DataQuestion } from './decide-fields.ts'
import type { FieldTable } from './field-table.ts'
import { realmOf } from './realms.ts'
import type { RootRealm } from './realms.ts'

/** What decides. */
export interface AccessPort {
  /** Grants and rules as they are now, or later than now. @throws {FederationError} retryable, when they cannot be had. */
  grounds(): Promise<AccessGrounds>
  /** Counts subjects before they are asked for. @throws {FederationError} `QUOTA_…`. */
  count(principal: AgencyPrincipal, subjects: readonly string[]): Promise<void>
}

export type Admit = (
  principal: Principal,
  asked: AskedFields,
  at: Date,
) => Promise<Admission | null>

/**
 * The same question of the same asker on the same grounds is not decided again within one second of the
 * clock: grants begin and end with whole seconds.
 */
const SECOND_MS = 1_000
const MOST_DECIDED = 1_000

/** Null: a question that asks no registry. @throws {FederationError} the refusal. */
export function createAdmit(access: AccessPort, table: FieldTable): Admit {
  let grounds: AccessGrounds | null = null
  let decided = new WeakMap<AskedFields, Map<string, Decided>>()

  function dataAdmission(question: DataQuestion, asked: AskedFields): Admission {
    const { details, at } = question
    const kept = decided.get(asked) ?? new Map<string, Decided>()
    decided.set(asked, kept)
    const key = keyOf(details)
    const second = Math.floor(at.getTime() / SECOND_MS)
    const known = kept.get(key)
    if (known?.second === second) return known.admission
    const admission = new Admission(question, grounds!)
    if (kept.size >= MOST_DECIDED) kept.clear()
    kept.set(key, { second, admission })
    return admission
  }

  return async function admit(principal, asked, at) {
    if (principal.kind === 'UNCHECKED')
      throw new FederationError('TOKEN_CLAIM_MISSING', { claim: 'sub' })
    const roots = rootsOf(asked)
    if (principal.kind === 'ENTERPRISE') return refuseAllBut('SUBJECT', roots)
    const subjectOnly = roots.get('SUBJECT')?.[0]
    if (subjectOnly !== undefined) {
      throw new FederationError('SUBJECT_ONLY', { operation: subjectOnly.name })
    }
    const now = await access.grounds()
    if (now !== grounds) {
      grounds = now
      decided = new WeakMap()
    }
    const { details } = principal
    const ask = (realm: RootRealm) => ({ details, roots: roots.get(realm) ?? [], table, at })
    if (roots.has('GRANTS')) refuse(checkQuestion(details, 'GRANTS', grounds.rules))
    if (roots.has('LOG')) refuse(refusalOfRoots(ask('LOG'), 'LOG', grounds))
    if (!roots.has('DATA')) return null
    const admission = dataAdmission(ask('DATA'), asked)
    refuse(admission.refusal)
    return admission
  }
}

interface Decided {
  /** Since 1970. */
  readonly second: number
  readonly admission: Admission
}

/** By the token's own details and the document's own fields: both stand for many questions. */
const keys = new WeakMap<AccessDetails, string>()
const realms = new WeakMap<AskedFields, ReturnType<typeof byRealm>>()

/** What a decision rests on: who the officer is changes nothing. */
function keyOf(details: AccessDetails): string {
  const known = keys.get(details)
  if (known !== undefined) return known
  const { agency, roles, purpose, legalBasis, officer, caseNumber } = details
  const key = JSON.stringify([
    agency,
    roles,
    purpose,
    legalBasis,
    officer === null,
    caseNumber === null,
  ])
  keys.set(details, key)
  return key
}

function rootsOf(asked: AskedFields): ReturnType<typeof byRealm> {
  const known = realms.get(asked)
  if (known !== undefined) return known
  const roots = byRealm(asked.roots)
  realms.set(asked, roots)
  return roots
}

/** @throws {FederationError} `OPERATION_UNKNOWN`. */
function byRealm(roots: readonly AskedRoot[]): ReadonlyMap<RootRealm, readonly AskedRoot[]> {
  const found = new Map<RootRealm, AskedRoot[]>()
  for (const root of roots) {
    const realm = realmOf(root.name)
    if (realm === null) throw new FederationError('OPERATION_UNKNOWN', { operation: root.name })
    found.set(realm, [...(found.get(realm) ?? []), root])
  }
  return found
}

function refuseAllBut(own: RootRealm, roots: ReadonlyMap<RootRealm, readonly AskedRoot[]>): null {
  for (const [realm, [root]] of roots) {
    if (realm !== own)
      throw new FederationError('OPERATION_OUTSIDE_GRANT', { operation: root!.name })
  }
  return null
}

function refuse(refusal: Refusal | null): void {
  if (refusal !== null) throw new FederationError(refusal.code, refusal.facts)
}
