/**
 * Jiangsu's code tables. The published source has the texts alone (README.md): the codes beside
 * them are this project's. What a table does not know is kept as it came.
 */
import { codedFrom, knownCode, type Coded } from '../../schemas/model/coded.ts'
import { createStateMap, type EntityState } from '../../schemas/model/entity-state.ts'
import {
  createEntityTypeMap,
  PRINCIPAL_ROLE_ZH,
  type EntityKind,
  type PrincipalRole,
} from '../../schemas/model/entity-type.ts'
import type { AbnormalReason, PenaltyKind } from '../../schemas/model/record.ts'

/** CORP_STATUS_CODE. One code a state, so that a search by state is a search by one code. */
const STATES = {
  '01': 'IN_OPERATION',
  '02': 'DORMANT',
  '03': 'SUSPENDED',
  '04': 'LIQUIDATING',
  '05': 'DEREGISTRATION_PLANNED',
  '06': 'REVOKED',
  '07': 'REVOKED_DEREGISTERED',
  '08': 'ORDERED_TO_CLOSE',
  '09': 'DEREGISTERED',
  '10': 'ANNULLED',
  '11': 'MOVED_OUT',
  '99': 'UNKNOWN',
} as const satisfies Record<string, EntityState>

/** SPE_CAUSE: the four cases of 企业信息公示暂行条例. */
const REASONS: Readonly<Record<string, AbnormalReason>> = {
  '1': 'NO_ANNUAL_REPORT',
  '2': 'INFORMATION_NOT_PUBLISHED',
  '3': 'FALSE_INFORMATION',
  '4': 'NOT_REACHABLE',
}

/** The same in the words of listing decisions; first match counts. */
const REASON_TEXTS: readonly (readonly [RegExp, AbnormalReason])[] = [
  [/年度报告|年报/, 'NO_ANNUAL_REPORT'],
  [/隐瞒|弄虚作假|虚假/, 'FALSE_INFORMATION'],
  [/无法(?:取得)?联系|无法与.*联系/, 'NOT_REACHABLE'],
  [/责令的?期限|未.*公示/, 'INFORMATION_NOT_PUBLISHED'],
]

/** CF_CFLB: the six groups of 行政处罚法 art. 9. */
const PENALTIES: Readonly<Record<string, PenaltyKind>> = {
  '1': 'WARNING',
  '2': 'FINE',
  '3': 'CONFISCATION',
  '4': 'QUALIFICATION',
  '5': 'RESTRICTION',
  '6': 'DETENTION',
  '9': 'OTHER',
}

const PENALTY_TEXTS: readonly (readonly [RegExp, PenaltyKind])[] = [
  [/警告|通报批评/, 'WARNING'],
  [/罚款/, 'FINE'],
  [/没收/, 'CONFISCATION'],
  [/暂扣|降低资质|吊销/, 'QUALIFICATION'],
  [/限制|停产停业|责令关闭/, 'RESTRICTION'],
  [/拘留/, 'DETENTION'],
  [/^其他/, 'OTHER'],
]

/** ECON_KIND: CA16 style, 9600 for individual businesses, 0000 for "unknown". */
const KINDS: Readonly<Record<string, EntityKind>> = {
  '9600': 'INDIVIDUAL_BUSINESS',
  '0000': 'UNKNOWN',
}

const readState = remembering(createStateMap({ ...STATES, 未知: 'UNKNOWN' }))
const readKind = remembering(createEntityTypeMap(KINDS))

/** Both are columns as sent; where the code is blank the text is the code. */
export function entityStateOf(code: string | null, text: string | null): Coded<EntityState> {
  return code === null ? readState(text ?? '', null) : readState(code, text)
}

export function entityKindOf(code: string | null, text: string | null): Coded<EntityKind> {
  return code === null ? readKind(text ?? '', null) : readKind(code, text)
}

export function abnormalReasonOf(code: string | null, text: string | null): Coded<AbnormalReason> {
  return fromTables(REASONS, REASON_TEXTS, code, text)
}

export function penaltyKindOf(code: string | null, text: string | null): Coded<PenaltyKind> {
  return fromTables(PENALTIES, PENALTY_TEXTS, code, text)
}

/** The code to search a state by. */
export function statusCodeOf(state: EntityState): string {
  return Object.entries(STATES).find(([, each]) => each === state)![0]
}

const ROLES: ReadonlyMap<string, PrincipalRole> = new Map(
  Object.entries(PRINCIPAL_ROLE_ZH).map(([role, text]) => [text, role as PrincipalRole]),
)

/** OPER_MAN_TITLE; null for a title that no table has. */
export function principalRoleOfTitle(title: string): PrincipalRole | null {
  return ROLES.get(title) ?? null
}

/** A code counts before its text; a text counts only where it stands alone. */
function fromTables<T extends string>(
  codes: Readonly<Record<string, T>>,
  texts: readonly (readonly [RegExp, T])[],
  code: string | null,
  text: string | null,
): Coded<T> {
  if (code !== null) return codedFrom(codes, code, text)
  const word = texts.find(([pattern]) => pattern.test(text ?? ''))?.[1]
  return word === undefined ? codedFrom({}, text ?? '') : knownCode(word, text ?? '')
}

type ReadCode<T extends string> = (code: string, text: string | null) => Coded<T>

const MOST_REMEMBERED = 1_000

/** The same few codes come thousands of times a second; their reading is a function of them alone. */
function remembering<T extends string>(read: ReadCode<T>): ReadCode<T> {
  const known = new Map<string, Coded<T>>()
  return (code, text) => {
    const key = text === null ? code : `${code}\n${text}`
    const hit = known.get(key)
    if (hit !== undefined) return hit
    const coded = read(code, text)
    if (known.size < MOST_REMEMBERED) known.set(key, coded)
    return coded
  }
}
