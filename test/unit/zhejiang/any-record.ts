/** Any record that Zhejiang's registry could hold, in its own vocabulary, for property tests. */
import fc from 'fast-check'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../../schemas/model/coded.ts'
import type { Coded } from '../../../schemas/model/coded.ts'
import type { EntityKind } from '../../../schemas/model/entity-type.ts'
import type { EntityState } from '../../../schemas/model/entity-state.ts'
import type { Money } from '../../../schemas/model/money.ts'
import type {
  AbnormalReason,
  PenaltyKind,
  Registration,
  RegistryRecord,
  UnknownCode,
} from '../../../schemas/model/record.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { makeUscc } from '../../../schemas/model/uscc.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

/** Trimmed and not blank: blanks around a text are the registry's slips, not part of it. */
const text = fc
  .string({
    unit: fc.constantFrom(...'虚构示例（）()，,;；、:|<>&"\'\\N /+%１a0.\n'),
    maxLength: 12,
  })
  .map((it) => `虚${it}构`)

const uscc = fc.nat(9_999).map((n) => makeUscc('91330199', `XXXX${String(n).padStart(4, '0')}`))

const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10) as CalendarDay)

const authority = fc
  .tuple(
    fc.constantFrom('330106', '330106000', '340100', '100000', '440300', '11100000MB0143028R'),
    maybe(text),
  )
  .map(([code, name]) => authorityOf(code, name))

const money: fc.Arbitrary<Money> = fc.record({
  fen: fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String),
  currency: fc.constantFrom('CNY', 'EUR', 'USD', 'HKD', 'JPY', 'AUD', 'THB'),
})

function coded<T extends string>(
  known: Readonly<Record<string, T | 'UNKNOWN'>>,
): fc.Arbitrary<Coded<T>> {
  return fc.oneof(
    fc.constantFrom(...Object.entries(known)).map(([word, code]) => knownCode<T>(code, word)),
    fc
      .tuple(
        fc.constantFrom('Z9', 'Z8;', '虚构未知'),
        maybe(fc.constantFrom('虚构未知代码', '虚构，其二')),
      )
      .map(([code, beside]) => unknownCode<T>(code, beside)),
  )
}

const state = coded<EntityState>({
  开业: 'IN_OPERATION',
  吊销未注销: 'REVOKED',
  已吊销企业备案中: 'REVOKED',
  已注销: 'DEREGISTERED',
  撤销中: 'UNKNOWN',
  已迁出: 'MOVED_OUT',
})
const entityType = coded<EntityKind>({
  1130: 'COMPANY',
  9500: 'INDIVIDUAL_BUSINESS',
  4540: 'SOLE_PROPRIETORSHIP',
})
const reason = coded<AbnormalReason>({
  1: 'NO_ANNUAL_REPORT',
  '公示企业信息隐瞒真实情况、弄虚作假的': 'FALSE_INFORMATION',
  通过登记的住所或者经营场所无法联系的: 'NOT_REACHABLE',
})
const penaltyKind = coded<PenaltyKind>({
  罚款: 'FINE',
  '没收违法所得、没收非法财物': 'CONFISCATION',
  其他: 'OTHER',
})

const relocation = fc.record({
  authority: maybe(authority),
  on: maybe(day),
  fileHandedOverOn: maybe(day),
})

/** An end, or none said, or 长期. */
const term = fc.oneof(
  day.map((on) => ({ on, open: false })),
  fc.constant({ on: null, open: false }),
  fc.constant({ on: null, open: true }),
)

const registration: fc.Arbitrary<Registration> = fc
  .record({
    entityType,
    state,
    principal: maybe(
      fc.record({
        role: fc.constantFrom(
          'LEGAL_REPRESENTATIVE',
          'MANAGING_PARTNER',
          'INVESTOR',
          'OPERATOR',
          'PERSON_IN_CHARGE',
        ),
        name: text,
      }),
    ),
    capital: maybe(money),
    establishedOn: maybe(day),
    approvedOn: maybe(day),
    termFrom: maybe(day),
    term,
    address: maybe(text),
    scope: maybe(text),
    industry: maybe(
      fc.record({ code: text, edition: fc.constantFrom('GB/T 4754-2017', 'UNKNOWN') }),
    ),
    authority: maybe(authority),
    movedOut: maybe(relocation),
    movedIn: maybe(relocation),
  })
  .map(({ term: { on, open }, ...rest }) => ({ ...rest, termTo: on, termOpenEnded: open }))

const decision = { sourceId: maybe(text), authority: maybe(authority) }
const removal = {
  removedOn: maybe(day),
  removalReason: maybe(text),
  removalAuthority: maybe(authority),
}
const few = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 })

const permit = fc
  .record({
    ...decision,
    number: maybe(text),
    name: maybe(text),
    content: maybe(text),
    validFrom: maybe(day),
    term,
  })
  .map(({ term: { on, open }, ...rest }) => ({ ...rest, validTo: on, validOpenEnded: open }))

const penalty = fc.record({
  ...decision,
  documentNumber: maybe(text),
  violation: maybe(text),
  legalBasis: maybe(text),
  kinds: few(penaltyKind),
  content: maybe(text),
  fine: maybe(money),
  confiscated: maybe(money),
  decidedOn: maybe(day),
  publishedOn: maybe(day),
  publicityUntil: maybe(day),
})

export const anyRecord: fc.Arbitrary<RegistryRecord> = fc
  .record({
    uscc,
    registrationNumber: maybe(text),
    name: maybe(text),
    formerNames: few(text),
    registration: maybe(registration),
    permits: few(permit),
    penalties: few(penalty),
    abnormalListings: few(
      fc.record({
        ...decision,
        ...removal,
        kind: fc.constantFrom('LIST', 'MARK'),
        reason,
        listedOn: maybe(day),
      }),
    ),
    seriousViolationListings: few(
      fc.record({
        ...decision,
        ...removal,
        reason: maybe(text),
        documentNumber: maybe(text),
        listedOn: maybe(day),
      }),
    ),
    dishonestDebtorListings: few(
      fc.record({
        ...decision,
        caseNumber: maybe(text),
        basisNumber: maybe(text),
        basisUnit: maybe(text),
        filedOn: maybe(day),
        publishedOn: maybe(day),
        duty: maybe(text),
        performance: maybe(text),
        conduct: maybe(text),
      }),
    ),
    inspections: few(
      fc.record({ ...decision, kind: maybe(text), inspectedOn: maybe(day), result: maybe(text) }),
    ),
    changes: few(
      fc.record({
        ...decision,
        item: maybe(text),
        before: maybe(text),
        after: maybe(text),
        changedOn: maybe(day),
      }),
    ),
    branches: few(
      fc.record({
        uscc: maybe(uscc),
        registrationNumber: maybe(text),
        name: maybe(text),
        authority: maybe(authority),
      }),
    ),
    headOffice: maybe(fc.record({ uscc: maybe(uscc), name: maybe(text) })),
  })
  .map((record) => ({ ...record, unknownCodes: unknownCodesOf(record) }))

type Statements = Omit<RegistryRecord, 'unknownCodes'>

function unknownCodesOf({ registration, penalties, abnormalListings }: Statements): UnknownCode[] {
  const all: [string, Coded<string>][] = [
    ...(registration
      ? ([
          ['registration.entityType', registration.entityType],
          ['registration.state', registration.state],
        ] as [string, Coded<string>][])
      : []),
    ...penalties.flatMap(({ kinds }) =>
      kinds.map((kind) => ['penalties.kinds', kind] as [string, Coded<string>]),
    ),
    ...abnormalListings.map(
      (it) => ['abnormalListings.reason', it.reason] as [string, Coded<string>],
    ),
  ]
  const unknown = all.flatMap(([field, { known, sourceCode }]) =>
    known ? [] : [`${field}=${sourceCode}`],
  )
  return [...new Set(unknown)].map((line) => {
    const at = line.indexOf('=')
    return { field: line.slice(0, at), value: line.slice(at + 1) }
  })
}
