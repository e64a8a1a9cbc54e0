/** Evidence on one fictitious entity (虚构), written as what each registry said. */
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { authorityOf } from '../../schemas/model/authority.ts'
import { knownCode } from '../../schemas/model/coded.ts'
import { EMPTY_RECORD } from '../../schemas/model/record.ts'
import type {
  AbnormalListing,
  Penalty,
  Registration,
  RegistryRecord,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { NOTHING_KNOWN } from '../../gateway/survivorship/answer.ts'
import type { Evidence, Knowledge, ProvinceAnswer } from '../../gateway/survivorship/answer.ts'
import { EntityView } from '../../gateway/survivorship/entity-view.ts'
import { fictitiousUscc } from './fictitious-records.ts'

export const USCC = fictitiousUscc(1)
export const FETCHED_AT = '2026-03-10T01:00:00.000Z'

/** Bureaus of the four provinces and one outside, all invented. */
export const BUREAU = {
  SHANGHAI: authorityOf('310115000', '虚构浦东市场监督管理局'),
  JIANGSU: authorityOf('320500000', '虚构苏州市场监督管理局'),
  ZHEJIANG: authorityOf('330106000', '虚构西湖市场监督管理局'),
  ANHUI: authorityOf('340100000', '虚构合肥市场监督管理局'),
  GUANGDONG: authorityOf('440300000', '虚构深圳市场监督管理局'),
} as const

export const day = (text: string): CalendarDay => text as CalendarDay

type Silence = 'FAILED' | 'TIMED_OUT' | 'NOT_ASKED'

/** Records; none is 查无. A word: it did not answer. `stale`: it did not, and this is what it said before. */
export type Said = readonly RegistryRecord[] | Silence | { readonly stale: RegistryRecord }

/** Who is not named answers that it has no record. */
export type Saids = Readonly<Partial<Record<Province, Said>>>

export interface Circumstances {
  readonly today?: string
  readonly knowledge?: Partial<Knowledge> | null
}

export function evidenceOf(said: Saids, { today, knowledge }: Circumstances = {}): Evidence {
  return {
    uscc: USCC,
    answers: PROVINCES.map((province) => answerOf(province, said[province] ?? [])),
    knowledge: knowledge === null ? null : { ...NOTHING_KNOWN, ...knowledge },
    today: day(today ?? '2026-03-10'),
  }
}

export function viewOf(said: Saids, circumstances?: Circumstances): EntityView {
  return new EntityView(evidenceOf(said, circumstances))
}

/** A record of this entity with a registration in force. */
export function registered(
  province: Province,
  approvedOn: string | null,
  rest: Partial<Registration> = {},
): RegistryRecord {
  return recordWith({ registration: registrationIn(province, approvedOn, rest) })
}

export function recordWith(parts: Partial<RegistryRecord>): RegistryRecord {
  return { ...EMPTY_RECORD, uscc: USCC, name: '虚构示例有限公司', ...parts }
}

export function registrationIn(
  province: Province,
  approvedOn: string | null,
  rest: Partial<Registration> = {},
): Registration {
  return {
    entityType: knownCode('COMPANY', '1100'),
    state: knownCode('IN_OPERATION', '1'),
    principal: null,
    capital: null,
    establishedOn: day('2015-10-01'),
    approvedOn: approvedOn === null ? null : day(approvedOn),
    termFrom: null,
    termTo: null,
    termOpenEnded: true,
    address: null,
    scope: null,
    industry: null,
    authority: BUREAU[province],
    movedOut: null,
    movedIn: null,
    ...rest,
  }
}

/** 迁入 or 迁出: the other side, the day, the day the file was handed over. */
export function move(other: keyof typeof BUREAU, on: string | null, fileOn: string | null = null) {
  return {
    authority: BUREAU[other],
    on: on === null ? null : day(on),
    fileHandedOverOn: fileOn === null ? null : day(fileOn),
  }
}

export function abnormal(
  by: keyof typeof BUREAU | null,
  listedOn: string | null,
  rest: Partial<AbnormalListing> = {},
): AbnormalListing {
  return {
    sourceId: null,
    authority: by === null ? null : BUREAU[by],
    kind: 'LIST',
    reason: knownCode('NOT_REACHABLE', '4'),
    listedOn: listedOn === null ? null : day(listedOn),
    removedOn: null,
    removalReason: null,
    removalAuthority: null,
    ...rest,
  }
}

export function serious(
  by: keyof typeof BUREAU | null,
  documentNumber: string | null,
  rest: Partial<SeriousViolationListing> = {},
): SeriousViolationListing {
  return {
    sourceId: null,
    authority: by === null ? null : BUREAU[by],
    reason: '虚构的严重违法情形',
    documentNumber,
    listedOn: day('2025-03-10'),
    removedOn: null,
    removalReason: null,
    removalAuthority: null,
    ...rest,
  }
}

export function penalty(
  by: keyof typeof BUREAU | null,
  documentNumber: string | null,
  rest: Partial<Penalty> = {},
): Penalty {
  return {
    sourceId: null,
    authority: by === null ? null : BUREAU[by],
    documentNumber,
    violation: '虚构的违法行为',
    legalBasis: null,
    kinds: [knownCode('FINE', '2')],
    content: '罚款一元',
    fine: { fen: '100', currency: 'CNY' },
    confiscated: null,
    decidedOn: day('2025-07-01'),
    publishedOn: day('2025-07-08'),
    publicityUntil: null,
    ...rest,
  }
}

function answerOf(province: Province, said: Said): ProvinceAnswer {
  if (typeof said === 'string') return silent(province, said)
  if ('stale' in said) {
    const failed = { latencyMs: 3, code: 'PROVINCE_UNREACHABLE' } as const
    return { province, state: 'STALE', fetchedAt: FETCHED_AT, ...failed, records: [said.stale] }
  }
  const state = said.length === 0 ? 'NO_RECORD' : 'ANSWERED'
  return { province, state, fetchedAt: FETCHED_AT, latencyMs: 3, code: null, records: said }
}

function silent(province: Province, state: Silence): ProvinceAnswer {
  return { province, state, fetchedAt: null, latencyMs: null, code: CODES[state], records: [] }
}

const CODES = {
  FAILED: 'PROVINCE_ERROR',
  TIMED_OUT: 'PROVINCE_TIMEOUT',
  NOT_ASKED: 'PROVINCE_SUSPENDED',
} as const
