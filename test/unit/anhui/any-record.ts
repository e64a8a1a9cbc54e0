/**
 * Records of any content that the model allows and this protocol promises to carry: texts are
 * trimmed, not empty, without control characters (XML 1.0 has none) and not `\N`. Known codes are in
 * this registry's own writing, so that they too come back to the letter.
 */
import * as fc from 'fast-check'
import { ABNORMAL_REASONS, ENTITY_TYPES } from '../../../adapters/anhui/sandbox-codes.ts'
import { PENALTY_KINDS, STATES } from '../../../adapters/anhui/sandbox-codes.ts'
import type { CodeCells } from '../../../adapters/anhui/sandbox-codes.ts'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../../schemas/model/coded.ts'
import type { Coded } from '../../../schemas/model/coded.ts'
import type { EntityKind, PrincipalRole } from '../../../schemas/model/entity-type.ts'
import type { EntityState } from '../../../schemas/model/entity-state.ts'
import type { AbnormalReason, PenaltyKind } from '../../../schemas/model/record.ts'
import type { RegistryRecord, UnknownCode } from '../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { makeUscc, USCC_ALPHABET } from '../../../schemas/model/uscc.ts'

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((value) => /^[^\p{C}]*$/u.test(value) && value.trim() === value && value !== '\\N')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const label = maybe(text)

const day = fc
  .date({ min: new Date('1901-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as CalendarDay)
const someDay = maybe(day)

const uscc = fc
  .array(fc.constantFrom(...USCC_ALPHABET), { minLength: 8, maxLength: 8 })
  .map((body) => body.join(''))
  .filter((body) => isUsable(body))
  .map((body) => makeUscc('91340100', body))

const authority = maybe(
  fc
    .tuple(fc.constantFrom('340103', '310115000', '100000', 'X1', '11340000MB0000000X'), label)
    .map(([code, name]) => authorityOf(code, name)),
)
/** Half a fen, which is no money: kept as it was written. */
const inexact = { fen: '1', currency: 'CNY', sourceText: '0.0000005' }
const exact = fc.record({
  fen: fc.bigInt(0n, 10n ** 25n).map(String),
  currency: fc.constantFrom('CNY', 'USD', 'EUR', 'HKD', 'NZD'),
})
const money = maybe(fc.oneof({ weight: 9, arbitrary: exact }, fc.constant(inexact)))

function coded<T extends string>(table: Readonly<Record<string, CodeCells>>) {
  const known = Object.entries(table).map(([code, cells]) => inWriting(code as T, cells))
  const unknown = fc
    .tuple(fc.nat(99), label)
    .map(([n, name]) => unknownCode<T>(`Z${n}`, name === null ? null : `未知${name}`))
  return fc.oneof(fc.constantFrom(...known), unknown)
}

function inWriting<T extends string>(code: T, { code: sent, text: name }: CodeCells): Coded<T> {
  return sent === '' ? knownCode(code, name) : knownCode(code, sent, name)
}

const decision = { sourceId: label, authority }
const removal = { removedOn: someDay, removalReason: label, removalAuthority: authority }
const listing = { listedOn: someDay, ...removal }

/** A term is open, ends on a day, or is not stated. */
const end = fc.oneof(
  fc.constant({ to: null, open: true }),
  someDay.map((to) => ({ to, open: false })),
)

const permit = fc
  .record({ ...decision, number: label, name: label, content: label, validFrom: someDay, end })
  .map(({ end: { to, open }, ...rest }) => ({ ...rest, validTo: to, validOpenEnded: open }))

const penalty = fc.record({
  ...decision,
  documentNumber: label,
  violation: label,
  legalBasis: label,
  kinds: fc.array(coded<PenaltyKind>(PENALTY_KINDS), { maxLength: 3 }),
  content: label,
  fine: money,
  confiscated: money,
  decidedOn: someDay,
  publishedOn: someDay,
  publicityUntil: someDay,
})

const abnormal = fc.record({
  ...decision,
  kind: fc.constantFrom('LIST' as const, 'MARK' as const),
  reason: coded<AbnormalReason>(ABNORMAL_REASONS),
  ...listing,
})

const serious = fc.record({ ...decision, reason: label, documentNumber: label, ...listing })

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

const relocation = maybe(fc.record({ authority, on: someDay, fileHandedOverOn: someDay }))

const ROLES: readonly PrincipalRole[] = [
  'LEGAL_REPRESENTATIVE',
  'MANAGING_PARTNER',
  'INVESTOR',
  'OPERATOR',
  'PERSON_IN_CHARGE',
]

const registration = fc
  .record({
    entityType: coded<EntityKind>(ENTITY_TYPES),
    state: coded<EntityState>(STATES),
    principal: maybe(fc.record({ role: fc.constantFrom(...ROLES), name: text })),
    capital: money,
    establishedOn: someDay,
    approvedOn: someDay,
    termFrom: someDay,
    end,
    address: label,
    scope: label,
    industry: maybe(
      fc.record({
        code: text,
        edition: fc.constantFrom('GB/T 4754-2017' as const, 'UNKNOWN' as const),
      }),
    ),
    authority,
    movedOut: relocation,
    movedIn: relocation,
  })
  .map(({ end: { to, open }, ...rest }) => ({ ...rest, termTo: to, termOpenEnded: open }))

const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 })

export const anyRecord: fc.Arbitrary<RegistryRecord> = fc
  .record({
    uscc,
    registrationNumber: maybe(fc.constantFrom('340100000000014', '340100600000015')),
    name: label,
    formerNames: few(text),
    registration: maybe(registration),
    permits: few(permit),
    penalties: few(penalty),
    abnormalListings: few(abnormal),
    seriousViolationListings: few(serious),
    dishonestDebtorListings: few(debtor),
    inspections: few(fc.record({ ...decision, kind: label, inspectedOn: someDay, result: label })),
    changes: few(
      fc.record({ ...decision, item: label, before: label, after: label, changedOn: someDay }),
    ),
    branches: few(
      fc.record({ uscc: maybe(uscc), registrationNumber: label, name: label, authority }),
    ),
    headOffice: maybe(fc.record({ uscc: maybe(uscc), name: label })),
  })
  .map((record) => ({ ...record, unknownCodes: unknownCodesOf(record) }))

/** In the order in which the adapter meets them, each once. */
function unknownCodesOf(record: Omit<RegistryRecord, 'unknownCodes'>): readonly UnknownCode[] {
  const { registration: its, penalties, abnormalListings } = record
  const met: readonly (readonly [field: string, coded: Coded<string> | undefined])[] = [
    ['registration.entityType', its?.entityType],
    ['registration.state', its?.state],
    ...penalties.flatMap(({ kinds }) => kinds.map((kind) => ['penalties.kinds', kind] as const)),
    ...abnormalListings.map(({ reason }) => ['abnormalListings.reason', reason] as const),
  ]
  const found = met.flatMap(([field, value]) =>
    value === undefined || value.known
      ? []
      : [[`${field} ${value.sourceCode}`, { field, value: value.sourceCode }] as const],
  )
  return [...new Map(found).values()]
}

/** Not every organisation code has a check character that a credit code may contain. */
function isUsable(body: string): boolean {
  try {
    makeUscc('91340100', body)
    return true
  } catch {
    return false
  }
}
