/** Any record that Jiangsu's protocol can carry, in its own codes. Everything in it is made up. */
import fc from 'fast-check'
import {
  CAUSE,
  ECON_KIND,
  PENALTY,
  STATUS,
  TITLE,
} from '../../../adapters/jiangsu/sandbox-codes.ts'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../../schemas/model/coded.ts'
import type { Coded } from '../../../schemas/model/coded.ts'
import type { PrincipalRole } from '../../../schemas/model/entity-type.ts'
import type { Registration, RegistryRecord, UnknownCode } from '../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { makeUscc } from '../../../schemas/model/uscc.ts'

const CHARACTERS = [...'虚构示例江苏（）𠮷㐂䶮龴ḿ€·；，。"\\/<>&=+%\n Az0']
/** Texts without blanks around them: those are trimmed. `\N` means nothing. */
const text = fc
  .string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 12 })
  .filter((each) => each.trim() === each && each !== '\\N')
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const texts = orNull(text)
const list = <T>(row: fc.Arbitrary<T>) => fc.array(row, { maxLength: 3 })

const day = fc
  .date({ min: new Date('1949-10-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10) as CalendarDay)
const days = orNull(day)
const uscc = fc.nat(9_999).map((n) => makeUscc('91320104', `MA99${String(n).padStart(4, '0')}`))
const number = fc.stringMatching(/^\d{15}$/)
const money = fc.record({
  fen: fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String),
  currency: fc.constantFrom('CNY', 'USD', 'EUR', 'JPY', 'SGD', 'CHF'),
})
const authority = orNull(
  fc
    .tuple(fc.constantFrom('320104', '310115000', '100000', 'X-1', ''), texts)
    .filter(([code, name]) => code !== '' || name !== null)
    .map(([code, name]) => authorityOf(code, name)),
)
const end = fc.oneof(
  days.map((to) => ({ to, open: false })),
  fc.constant({ to: null, open: true }),
)

/** A row of the registry's table, or something that is in no table. */
function coded<T extends string>(
  table: Readonly<Record<T, readonly [string, string]>>,
): fc.Arbitrary<Coded<T>> {
  const entries = Object.entries(table) as [T, readonly [string, string]][]
  const known = fc
    .constantFrom(...entries)
    .map(([code, [source, sourceText]]) => knownCode<T>(code, source, sourceText))
  const unknown = fc
    .record({ code: fc.stringMatching(/^Z[0-9]{1,3}$/), text: orNull(fc.constant('虚构新代码')) })
    .map((each) => unknownCode<T>(each.code, each.text))
  return fc.oneof({ weight: 3, arbitrary: known }, unknown)
}

const decision = { sourceId: texts, authority }
const removal = {
  listedOn: days,
  removedOn: days,
  removalReason: texts,
  removalAuthority: authority,
}

const permit = fc
  .record({ ...decision, number: texts, name: texts, content: texts, validFrom: days, end })
  .map(({ end: { to, open }, ...row }) => ({ ...row, validTo: to, validOpenEnded: open }))

const sections = {
  permits: list(permit),
  penalties: list(
    fc.record({
      ...decision,
      documentNumber: texts,
      violation: texts,
      legalBasis: texts,
      kinds: list(coded(PENALTY)),
      content: texts,
      fine: orNull(money),
      confiscated: orNull(money),
      decidedOn: days,
      publishedOn: days,
      publicityUntil: days,
    }),
  ),
  abnormalListings: list(
    fc.record({
      ...decision,
      kind: fc.constantFrom('LIST' as const, 'MARK' as const),
      reason: coded(CAUSE),
      ...removal,
    }),
  ),
  seriousViolationListings: list(
    fc.record({ ...decision, reason: texts, documentNumber: texts, ...removal }),
  ),
  dishonestDebtorListings: list(
    fc.record({
      ...decision,
      caseNumber: texts,
      basisNumber: texts,
      basisUnit: texts,
      filedOn: days,
      publishedOn: days,
      duty: texts,
      performance: texts,
      conduct: texts,
    }),
  ),
  inspections: list(fc.record({ ...decision, kind: texts, inspectedOn: days, result: texts })),
  changes: list(
    fc.record({ ...decision, item: texts, before: texts, after: texts, changedOn: days }),
  ),
  branches: list(
    fc.record({ uscc: orNull(uscc), registrationNumber: orNull(number), name: texts, authority }),
  ),
}

const relocation = orNull(fc.record({ authority, on: days, fileHandedOverOn: days }))

const registration: fc.Arbitrary<Registration> = fc
  .record({
    entityType: coded(ECON_KIND),
    state: coded(STATUS),
    principal: orNull(
      fc.record({
        role: fc.constantFrom(...(Object.keys(TITLE) as PrincipalRole[])),
        name: text,
      }),
    ),
    capital: orNull(money),
    establishedOn: days,
    approvedOn: days,
    termFrom: days,
    end,
    address: texts,
    scope: texts,
    industry: orNull(
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

export const arbitraryRecord: fc.Arbitrary<RegistryRecord> = fc
  .record({
    uscc: orNull(uscc),
    registrationNumber: orNull(number),
    name: texts,
    formerNames: list(text),
    registration: orNull(registration),
    ...sections,
    headOffice: orNull(fc.record({ uscc: orNull(uscc), name: texts })),
  })
  .map((record) => ({ ...record, unknownCodes: unknownCodesOf(record) }))

/** What the adapter has to report, in the order of the record. */
function unknownCodesOf(record: Omit<RegistryRecord, 'unknownCodes'>): UnknownCode[] {
  const of = (field: string, values: readonly Coded<string>[]) =>
    values.filter(({ known }) => !known).map(({ sourceCode }) => `${field}\n${sourceCode}`)
  const found = [
    ...of('registration.entityType', record.registration ? [record.registration.entityType] : []),
    ...of('registration.state', record.registration ? [record.registration.state] : []),
    ...record.penalties.flatMap(({ kinds }) => of('penalties.kinds', kinds)),
    ...record.abnormalListings.flatMap(({ reason }) => of('abnormalListings.reason', [reason])),
  ]
  return [...new Set(found)].map((each) => {
    const [field, value] = each.split('\n') as [string, string]
    return { field, value }
  })
}
