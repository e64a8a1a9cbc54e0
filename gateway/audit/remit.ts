/**
 * An auditor's remit (审计范围): the provinces whose own grant lets him ask this. He sees entries that
 * name one of them, and entries that name none: those are the federation's own.
 */
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { decide } from '../access/decide.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { Refusal } from '../access/refusal.ts'
import { provincesOf } from './leaf-rows.ts'
import type { AuditedEntry } from './desk.ts'

/** Operations of the log, as grants name them; the last is no root field but the files below /log. */
export type LogOperation = 'logEntries' | 'logEntry' | 'exportLog'

export interface Remit {
  /** In the order of PROVINCES. */
  readonly provinces: readonly Province[]
  /** Why there are none; null: there are some. */
  readonly refusal: Refusal | null
}

export function remitOf(
  details: AccessDetails,
  operation: LogOperation,
  grounds: AccessGrounds,
  at: Date,
): Remit {
  const refusals = new Map(
    PROVINCES.map((owner) => [owner, refusalBy(owner, details, operation, grounds, at)]),
  )
  const provinces = PROVINCES.filter((province) => refusals.get(province) === null)
  if (provinces.length > 0) return { provinces, refusal: null }
  const all = [...refusals.values()].filter((each) => each !== null)
  const telling = all.find(({ code }) => code !== 'GRANT_MISSING') ?? all[0]!
  return { provinces, refusal: telling }
}

export function isWithin({ leaf }: AuditedEntry, remit: readonly Province[]): boolean {
  const named = provincesOf(leaf) as readonly Province[]
  return named.length === 0 || named.some((province) => remit.includes(province))
}

function refusalBy(
  owner: Province,
  details: AccessDetails,
  operation: LogOperation,
  grounds: AccessGrounds,
  at: Date,
): Refusal | null {
  const grants = grounds.grants.filter((grant) => grant.owner === owner)
  const field = { coordinate: `Query.${operation}`, grades: ['GENERAL'], purposes: null } as const
  const fields = [{ ...field, owner: 'FEDERATION' }] as const
  const question = {
    details,
    realm: 'LOG',
    operation,
    fields,
    subject: 'ORGANISATION',
    at,
  } as const
  const [decision] = decide(question, { ...grounds, grants })
  return decision!.outcome === 'REFUSE' ? decision!.refusal : null
}
