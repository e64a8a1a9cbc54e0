/**
 * Records of persons and companies that do not exist (虚构), with a text of its own in every place that
 * is more than general data for somebody, so that a leak says where it came from.
 */
import { authorityOf } from '../../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../../schemas/model/coded.ts'
import type { Coded } from '../../../schemas/model/coded.ts'
import { principalRoleOf } from '../../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../../schemas/model/entity-type.ts'
import { EMPTY_RECORD } from '../../../schemas/model/record.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { makeUscc } from '../../../schemas/model/uscc.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import type { FakeAdapter } from '../../support/fake-adapter.ts'
import { penaltyNumbered } from '../../support/fictitious-decisions.ts'
import { fictitiousNumber, plainRecord } from '../../support/fictitious-records.ts'

/** By coordinate: what stands there in the clear, and nowhere else but where `ALSO` says. */
export const SECRETS: Readonly<Record<string, string>> = {
  'BusinessEntity.name': '虚构甄隐商行',
  'BusinessEntity.formerNames': '虚构旧隐商行',
  'Branch.name': '虚构分隐商行',
  'ConflictValue.value': '虚构异隐商行',
  'Principal.name': '甄隐人',
  'Principal.role': 'OPERATOR',
  'Registration.address': '虚构隐居路9号',
  'Registration.principal': '"Principal"', // its type, as selected by __typename
  'RegistrationChange.before': '变更前的隐情',
  'RegistrationChange.after': '变更后的隐情',
  'RegistrationNumberHit.name': '虚构号隐商行',
  'TimelineEvent.summary': '隐情处罚',
}

export interface SubjectCase {
  readonly title: string
  readonly first8: string
  readonly entityType: Coded<EntityKind>
  readonly isPerson: boolean
}

const kind = (code: EntityKind) => knownCode(code, code)

export const SUBJECTS: readonly SubjectCase[] = [
  { title: 'a company', first8: '91310115', entityType: kind('COMPANY'), isPerson: false },
  {
    title: 'an individual business by its code',
    first8: '92310115',
    entityType: kind('INDIVIDUAL_BUSINESS'),
    isPerson: true,
  },
  {
    title: 'an individual business by its record alone',
    first8: '91310115',
    entityType: kind('INDIVIDUAL_BUSINESS'),
    isPerson: true,
  },
  {
    title: 'a type that no table knows',
    first8: '91310115',
    entityType: unknownCode('Z9', '虚构未知类型'),
    isPerson: true,
  },
  {
    title: 'a code of another department',
    first8: '51310000',
    entityType: kind('COMPANY'),
    isPerson: true,
  },
]

export function subjectCode({ first8 }: Pick<SubjectCase, 'first8'>, i: number): Uscc {
  return makeUscc(first8, `MA97${String(i).padStart(4, '0')}`)
}

const BUREAU = authorityOf('310115000', '虚构区市场监督管理局')
const SAME_BUREAU = authorityOf('310115000', '虚构区市场局')
const day = (text: string) => text as CalendarDay

/** Registered in 上海; 江苏 knows it by another name and words one change otherwise. */
export function sensitiveRecord(
  subject: SubjectCase,
  uscc: Uscc,
  where: 'REGISTRAR' | 'ELSEWHERE',
): RegistryRecord {
  const change = {
    ...{ sourceId: 'BG-1', item: '经营者变更', changedOn: day('2022-02-22') },
    before: SECRETS['RegistrationChange.before']!,
    after: SECRETS['RegistrationChange.after']!,
  }
  if (where === 'ELSEWHERE') {
    const changes = [{ ...change, authority: SAME_BUREAU }]
    return { ...EMPTY_RECORD, uscc, name: SECRETS['ConflictValue.value']!, changes }
  }
  const plain = plainRecord(1)
  return {
    ...{ ...EMPTY_RECORD, uscc, registrationNumber: fictitiousNumber(1) },
    name: SECRETS['BusinessEntity.name']!,
    formerNames: [SECRETS['BusinessEntity.formerNames']!],
    registration: {
      ...plain.registration!,
      entityType: subject.entityType,
      principal: {
        role: principalRoleOf('INDIVIDUAL_BUSINESS'),
        name: SECRETS['Principal.name']!,
      },
      address: `上海市浦东新区${SECRETS['Registration.address']!}`,
    },
    changes: [{ ...change, authority: BUREAU }],
    penalties: [{ ...penaltyNumbered(0), violation: SECRETS['TimelineEvent.summary']! }],
    branches: [
      {
        uscc: null,
        registrationNumber: fictitiousNumber(2),
        name: SECRETS['Branch.name']!,
        authority: BUREAU,
      },
    ],
    headOffice: { uscc: headOf(uscc), name: null },
  }
}

/** Each has the next one as its head office, without end. */
export function headOf(uscc: Uscc): Uscc {
  const next = (Number(uscc.slice(12, 16)) + 1) % 10_000
  return makeUscc(uscc.slice(0, 8), `${uscc.slice(8, 12)}${String(next).padStart(4, '0')}`)
}

/** 上海 registers every code it is asked for, 江苏 knows of it, two others have never heard of it. */
export function tellOf(
  subject: SubjectCase,
  adapters: Readonly<Record<'SHANGHAI' | 'JIANGSU', FakeAdapter>>,
): void {
  adapters.SHANGHAI.say((uscc) => [sensitiveRecord(subject, uscc, 'REGISTRAR')])
  adapters.JIANGSU.say((uscc) => [sensitiveRecord(subject, uscc, 'ELSEWHERE')])
  const number = fictitiousNumber(3)
  const uscc = subjectCode(subject, 1)
  adapters.SHANGHAI.page = {
    hits: [
      { uscc, registrationNumber: null, name: SECRETS['BusinessEntity.name']! },
      { uscc: null, registrationNumber: number, name: SECRETS['RegistrationNumberHit.name']! },
    ],
    positions: [
      { key: uscc, offset: 1 },
      { key: `~${number}`, offset: 2 },
    ],
    ...{ total: 2, more: false },
  }
}
