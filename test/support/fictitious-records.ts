/**
 * Records of entities that do not exist (虚构、示例), for tests of every registry. Between them they
 * fill every field of the model, and leave every nullable one empty.
 */
import { authorityOf } from '../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../schemas/model/coded.ts'
import { principalRoleOf } from '../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { EMPTY_RECORD } from '../../schemas/model/record.ts'
import type { Penalty, Registration, RegistryRecord } from '../../schemas/model/record.ts'
import { makeRegistrationNumber } from '../../schemas/model/registration-number.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { makeUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { fullSections, penaltyNumbered, sparseSections } from './fictitious-decisions.ts'

export interface PlainChoices {
  readonly kind?: EntityKind
  readonly state?: EntityState
  readonly name?: string
  readonly formerNames?: readonly string[]
  readonly principal?: string
  readonly approvedOn?: CalendarDay
}

/** Check-valid; the organisation code MA99… marks it as a test's. */
export function fictitiousUscc(i: number, first8 = '91310115'): Uscc {
  return makeUscc(first8, `MA99${String(i).padStart(4, '0')}`)
}

export function fictitiousNumber(i: number): string {
  return makeRegistrationNumber(`310115${String(i).padStart(8, '0')}`)
}

/** An ordinary entity: a registration without lists. */
export function plainRecord(i: number, choices: PlainChoices = {}): RegistryRecord {
  const { kind = 'COMPANY', state = 'IN_OPERATION', principal = '示例甲', approvedOn } = choices
  return {
    ...EMPTY_RECORD,
    uscc: fictitiousUscc(i),
    registrationNumber: fictitiousNumber(i),
    name: choices.name ?? `虚构第${i}号有限公司`,
    formerNames: choices.formerNames ?? [],
    registration: {
      ...emptyRegistration(kind, state),
      principal: { role: principalRoleOf(kind), name: principal },
      capital: { fen: '100000000', currency: 'CNY' },
      establishedOn: '2015-10-01' as CalendarDay,
      approvedOn: approvedOn ?? ('2024-06-01' as CalendarDay),
      address: `虚构路${i}号`,
      authority: authorityOf('310115000', '虚构区市场监督管理局'),
    },
  }
}

/** Every field of every kind of statement. */
export function richRecord(i: number): RegistryRecord {
  return {
    ...EMPTY_RECORD,
    uscc: fictitiousUscc(i),
    registrationNumber: fictitiousNumber(i),
    name: `虚构第${i}号（上海）科技股份有限公司`,
    formerNames: [`虚构旧名${i}有限公司`, '示例"曾用"名&子公司'],
    registration: richRegistration(i),
    ...fullSections(i),
    headOffice: { uscc: fictitiousUscc(7_000 + i), name: '虚构总部集团有限公司' },
  }
}

/** Everything nullable is null, in the entity and in one row of each list. */
export function sparseRecord(i: number): RegistryRecord {
  return {
    ...EMPTY_RECORD,
    uscc: fictitiousUscc(i),
    registration: emptyRegistration('COMPANY', 'MOVED_OUT'),
    ...sparseSections(),
    headOffice: { uscc: null, name: '虚构总部' },
  }
}

/** Registered elsewhere: this registry only punished and inspected it. */
export function decisionsOnlyRecord(i: number): RegistryRecord {
  const { penalties, inspections } = fullSections(i)
  const uscc = fictitiousUscc(i, '91440300')
  return { ...EMPTY_RECORD, uscc, name: `虚构外省第${i}号有限公司`, penalties, inspections }
}

/** Known by registration number alone. */
export function numberOnlyRecord(i: number): RegistryRecord {
  return {
    ...plainRecord(i, { name: `虚构老字号第${i}号商店`, kind: 'INDIVIDUAL_BUSINESS' }),
    uscc: null,
  }
}

export function manyPenaltiesRecord(i: number, count: number): RegistryRecord {
  const penalties: Penalty[] = Array.from({ length: count }, (_, n) => penaltyNumbered(n))
  return { ...plainRecord(i), penalties }
}

/** Codes that no source's table has, wherever the model keeps a code. */
export function recordWithUnknownCodes(i: number): RegistryRecord {
  const rich = richRecord(i)
  const code = (n: number) => unknownCode<never>(`Z${n}`, `虚构未知代码${n}`)
  return {
    ...rich,
    registration: {
      ...richRegistration(i),
      entityType: code(1),
      state: code(2),
      principal: { role: principalRoleOf('UNKNOWN'), name: '示例丙' },
    },
    penalties: [{ ...penaltyNumbered(0), kinds: [code(3), knownCode('FINE', '2')] }],
    abnormalListings: rich.abnormalListings.map((entry) => ({ ...entry, reason: code(4) })),
    unknownCodes: [
      { field: 'registration.entityType', value: 'Z1' },
      { field: 'registration.state', value: 'Z2' },
      { field: 'penalties.kinds', value: 'Z3' },
      { field: 'abnormalListings.reason', value: 'Z4' },
    ],
  }
}

function emptyRegistration(kind: EntityKind, state: EntityState): Registration {
  return {
    entityType: knownCode(kind, kind),
    state: knownCode(state, state),
    principal: null,
    capital: null,
    establishedOn: null,
    approvedOn: null,
    termFrom: null,
    termTo: null,
    termOpenEnded: false,
    address: null,
    scope: null,
    industry: null,
    authority: null,
    movedOut: null,
    movedIn: null,
  }
}

function richRegistration(i: number): Registration {
  const even = i % 2 === 0
  return {
    ...emptyRegistration('JOINT_STOCK_COMPANY', 'IN_OPERATION'),
    principal: { role: principalRoleOf('JOINT_STOCK_COMPANY'), name: '示例𠮷·乙' },
    capital: { fen: '123456789012345678901', currency: even ? 'EUR' : 'CNY' },
    establishedOn: '1988-07-01' as CalendarDay, // a day of Beijing's summer time
    approvedOn: '2026-02-28' as CalendarDay,
    termFrom: '2000-02-29' as CalendarDay,
    termTo: even ? ('2044-02-25' as CalendarDay) : null,
    termOpenEnded: !even,
    address: '示例市虚构区示例路1号（A座）"3"室',
    scope: '一般项目：技术服务；R&D（依法须经批准的项目除外）\n许可项目：食品销售',
    industry: { code: 'I6510', edition: even ? 'GB/T 4754-2017' : 'UNKNOWN' },
    authority: authorityOf('310115000', '虚构区市场监督管理局'),
    movedOut: {
      authority: authorityOf('340100', '虚构合肥市场监督管理局'),
      on: '2026-03-05' as CalendarDay,
      fileHandedOverOn: even ? ('2026-05-20' as CalendarDay) : null,
    },
    movedIn: {
      authority: authorityOf('440305', null),
      on: '2019-01-02' as CalendarDay,
      fileHandedOverOn: null,
    },
  }
}
