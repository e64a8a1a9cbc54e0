/**
 * Records of any content the model allows, for property tests of every registry. Texts are trimmed
 * and not empty, without control characters but the line feed (XML 1.0 has none) and not `\N`; their
 * brackets are full-width, because Jiangsu's registry writes half-width ones for both.
 */
import fc from 'fast-check'
import { authorityOf } from '../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../schemas/model/coded.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { ENTITY_STATE_ZH } from '../../schemas/model/entity-state.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import { ENTITY_KIND_ZH, PRINCIPAL_ROLE_ZH } from '../../schemas/model/entity-type.ts'
import type { EntityKind, PrincipalRole } from '../../schemas/model/entity-type.ts'
import type {
  AbnormalReason,
  PenaltyKind,
  Registration,
  RegistryRecord,
  UnknownCode,
} from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { fictitiousNumber, fictitiousUscc } from './fictitious-records.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const few = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 })

const text = fc
  .string({
    unit: fc.constantFrom(...'虚构示例（），,;；、:|<>&"\'\\N /+%１a0.=?#\n𠮷é'),
    maxLength: 12,
  })
  .map((inner) => `虚${inner}构`)
const label = maybe(text)

const uscc = fc.nat(9_999).map((n) => fictitiousUscc(n))
const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as CalendarDay)
const someDay = maybe(day)

const CODES = ['310115', '310115000', '340100', '100000', '440300', '11100000MB0143028R']
const authority = maybe(
  fc.tuple(fc.constantFrom(...CODES), label).map(([code, name]) => authorityOf(code, name)),
)

const money = maybe(
  fc.record({
    fen: fc.bigInt({ min: 0n, max: 10n ** 22n }).map(String),
    currency: fc.constantFrom('CNY', 'EUR', 'USD', 'HKD', 'JPY', 'THB'),
  }),
)

/** A term ends on a day, is open, or is not stated. */
const end = fc.oneof(
  someDay.map((to) => ({ to, open: false })),
  fc.constant({ to: null, open: true }),
)

/** Known words carry no code of a source: each registry writes its own. */
function coded<T extends string>(...words: readonly T[]): fc.Arbitrary<Coded<T>> {
  const unknown = fc.nat(9).map((n) => unknownCode<T>(`Z${n}`, `虚构未知代码${n}`))
  return fc.oneof(
    fc.constantFrom(...words).map((word) => knownCode<T>(word, word)),
    unknown,
  )
}

const words = <T extends string>(table: Readonly<Record<T, string>>) =>
  (Object.keys(table) as T[]).filter((word) => word !== 'UNKNOWN')
const entityType = coded<EntityKind>(...words(ENTITY_KIND_ZH))
const state = coded<EntityState>(...words(ENTITY_STATE_ZH))
const penaltyKind = coded<PenaltyKind>('WARNING', 'FINE', 'CONFISCATION', 'QUALIFICATION', 'OTHER')
const reason = coded<AbnormalReason>('NO_ANNUAL_REPORT', 'FALSE_INFORMATION', 'NOT_REACHABLE')

/** A move of which nothing is known is no move. */
const relocation = maybe(
  fc
    .record({ authority, on: someDay, fileHandedOverOn: someDay })
    .filter((move) => Object.values(move).some((part) => part !== null)),
)

const registration: fc.Arbitrary<Registration> = fc
  .record({
    entityType,
    state,
    principal: maybe(
      fc.record({
        role: fc.constantFrom(...(Object.keys(PRINCIPAL_ROLE_ZH) as PrincipalRole[])),
        name: text,
      }),
    ),
    capital: money,
    establishedOn: someDay,
    approvedOn: someDay,
    termFrom: someDay,
    end,
    address: label,
    scope: label,
    industry: maybe(
      fc.record({
        code: fc.constantFrom('I6510', 'A', '6510', 'F51'),
        edition: fc.constantFrom('GB/T 4754-2017', 'UNKNOWN'),
      }),
    ),
    authority,
    movedOut: relocation,
    movedIn: relocation,
  })
  .map(({ end: { to, open }, ...rest }) => ({ ...rest, termTo: to, termOpenEnded: open }))

const decision = { sourceId: label, authority }
const listing = {
  ...decision,
  listedOn: someDay,
  removedOn: someDay,
  removalReason: label,
  removalAuthority: authority,
}

const permit = fc
  .record({ ...decision, number: label, name: label, content: label, validFrom: someDay, end })
  .map(({ end: { to, open }, ...rest }) => ({ ...rest, validTo: to, validOpenEnded: open }))

const penalty = fc.record({
  ...decision,
  documentNumber: label,
  violation: label,
  legalBasis: label,
  kinds: few(penaltyKind),
  content: label,
  fine: money,
  confiscated: money,
  decidedOn: someDay,
  publishedOn: someDay,
  publicityUntil: someDay,
})

const debtor = fc.record({
  ...decision,
  caseNumber: label,
  basisNumber: label,
  basisUnit: label,
  filedOn: someDay,
  publishedOn: someDay,
  duty: label,
  performance: label,
  conduct: label,
})

export const anyRecord: fc.Arbitrary<RegistryRecord> = fc
  .record({
    uscc,
    registrationNumber: maybe(fc.nat(99_999).map(fictitiousNumber)),
    name: label,
    formerNames: few(text),
    registration: maybe(registration),
    permits: few(permit),
    penalties: few(penalty),
    abnormalListings: few(
      fc.record({ ...listing, kind: fc.constantFrom('LIST' as const, 'MARK' as const), reason }),
    ),
    seriousViolationListings: few(fc.record({ ...listing, reason: label, documentNumber: label })),
    dishonestDebtorListings: few(debtor),
    inspections: few(fc.record({ ...decision, kind: label, inspectedOn: someDay, result: label })),
    changes: few(
      fc.record({ ...decision, item: label, before: label, after: label, changedOn: someDay }),
    ),
    branches: few(
      fc.record({
        uscc: maybe(uscc),
        registrationNumber: maybe(fc.nat(99_999).map(fictitiousNumber)),
        name: label,
        authority,
      }),
    ),
    headOffice: maybe(fc.record({ uscc: maybe(uscc), name: text })),
  })
  .map((record) => ({ ...record, unknownCodes: unknownCodesOf(record) }))

type Statements = Omit<RegistryRecord, 'unknownCodes'>

function unknownCodesOf({ registration, penalties, abnormalListings }: Statements): UnknownCode[] {
  const unknown: UnknownCode[] = []
  const note = (field: string, { known, sourceCode }: Coded<string>) => {
    const twin = unknown.some((it) => it.field === field && it.value === sourceCode)
    if (!known && !twin) unknown.push({ field, value: sourceCode })
  }
  if (registration !== null) {
    note('registration.entityType', registration.entityType)
    note('registration.state', registration.state)
  }
  for (const { kinds } of penalties) kinds.forEach((kind) => note('penalties.kinds', kind))
  for (const { reason } of abnormalListings) note('abnormalListings.reason', reason)
  return unknown
}
