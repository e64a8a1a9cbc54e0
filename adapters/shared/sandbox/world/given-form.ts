/**
 * The form of one line of `--data FILE`: the model's record, where what is not said may be left out.
 * What is left out is `null`, an empty list, or follows from the rest: a known code from its word, an
 * authority's level and place from its code.
 */
import { z } from 'zod'
import { authorityOf } from '../../../../schemas/model/authority.ts'
import { currencyOfText } from '../../../../schemas/model/currency.ts'
import { ENTITY_STATE_ZH } from '../../../../schemas/model/entity-state.ts'
import { ENTITY_KIND_ZH, PRINCIPAL_ROLE_ZH } from '../../../../schemas/model/entity-type.ts'
import { PROVINCES } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { isCalendarDay, type CalendarDay } from '../../../../schemas/model/time.ts'
import { isUscc, type Uscc } from '../../../../schemas/model/uscc.ts'
import { REASON_ZH } from './listings.ts'
import { PENALTY_KIND_ZH } from './penalties.ts'

const text = z.string().max(10_000).nullable().default(null)
const number = z.string().regex(/^\S{1,64}$/)
const day = z
  .custom<CalendarDay>((value) => typeof value === 'string' && isCalendarDay(value), {
    error: 'not a day YYYY-MM-DD',
  })
  .nullable()
  .default(null)
const uscc = z
  .custom<Uscc>((value) => typeof value === 'string' && isUscc(value), {
    error: 'not a valid credit code',
  })
  .nullable()
  .default(null)

const authority = z
  .strictObject({ code: z.string().min(1).max(64), name: text })
  .transform(({ code, name }) => authorityOf(code, name))
  .nullable()
  .default(null)

const money = z
  .strictObject({
    fen: z.string().regex(/^(0|[1-9]\d{0,29})$/),
    currency: z
      .string()
      .refine((code) => /^[A-Z]{3}$/.test(code) && currencyOfText(code) === code, {
        error: 'not a known currency',
      }),
  })
  .nullable()
  .default(null)

const open = z.boolean().default(false)
const relocation = z
  .strictObject({ authority, on: day, fileHandedOverOn: day })
  .nullable()
  .default(null)
const decision = { sourceId: text, authority }
const removal = { removedOn: day, removalReason: text, removalAuthority: authority }

const registration = z.strictObject({
  entityType: coded(ENTITY_KIND_ZH),
  state: coded(ENTITY_STATE_ZH),
  principal: z
    .strictObject({ role: z.literal(wordsOf(PRINCIPAL_ROLE_ZH)), name: z.string().min(1) })
    .nullable()
    .default(null),
  capital: money,
  establishedOn: day,
  approvedOn: day,
  termFrom: day,
  termTo: day,
  termOpenEnded: open,
  address: text,
  scope: text,
  industry: z
    .strictObject({ code: z.string(), edition: z.literal(['GB/T 4754-2017', 'UNKNOWN']) })
    .nullable()
    .default(null),
  authority,
  movedOut: relocation,
  movedIn: relocation,
})

const permit = z.strictObject({
  ...decision,
  number: text,
  name: text,
  content: text,
  validFrom: day,
  validTo: day,
  validOpenEnded: open,
})

const penalty = z.strictObject({
  ...decision,
  documentNumber: text,
  violation: text,
  legalBasis: text,
  kinds: listOf(coded(PENALTY_KIND_ZH)),
  content: text,
  fine: money,
  confiscated: money,
  decidedOn: day,
  publishedOn: day,
  publicityUntil: day,
})

const abnormal = z.strictObject({
  ...decision,
  kind: z.literal(['LIST', 'MARK']),
  reason: coded(REASON_ZH),
  listedOn: day,
  ...removal,
})

const serious = z.strictObject({
  ...decision,
  reason: text,
  documentNumber: text,
  listedOn: day,
  ...removal,
})

const debtor = z.strictObject({
  ...decision,
  caseNumber: text,
  basisNumber: text,
  basisUnit: text,
  filedOn: day,
  publishedOn: day,
  duty: text,
  performance: text,
  conduct: text,
})

const inspection = z.strictObject({ ...decision, kind: text, inspectedOn: day, result: text })
const change = z.strictObject({
  ...decision,
  item: text,
  before: text,
  after: text,
  changedOn: day,
})
const branch = z.strictObject({
  uscc,
  registrationNumber: number.nullable().default(null),
  name: text,
  authority,
})

const record = z
  .strictObject({
    uscc,
    registrationNumber: number.nullable().default(null),
    name: text,
    formerNames: listOf(z.string().min(1)),
    registration: registration.nullable().default(null),
    permits: listOf(permit),
    penalties: listOf(penalty),
    abnormalListings: listOf(abnormal),
    seriousViolationListings: listOf(serious),
    dishonestDebtorListings: listOf(debtor),
    inspections: listOf(inspection),
    changes: listOf(change),
    branches: listOf(branch),
    headOffice: z.strictObject({ uscc, name: text }).nullable().default(null),
    unknownCodes: listOf(z.strictObject({ field: z.string(), value: z.string().max(64) })),
  })
  .refine((given) => given.uscc !== null || given.registrationNumber !== null, {
    error: 'uscc or registrationNumber is needed',
  })
  .transform((given): RegistryRecord => given)

/** One line: which province holds it, and what it holds. */
export const GIVEN_LINE = z.strictObject({ province: z.literal(PROVINCES), record })

/** A word of ours beside what the registry wrote; without the latter the word stands for itself. */
function coded<Word extends string>(words: Readonly<Record<Word, string>>) {
  const code = z.literal([...new Set([...wordsOf(words), 'UNKNOWN' as const])])
  return z
    .strictObject({ code, sourceCode: z.string().max(64).optional(), sourceText: text })
    .transform(({ code: word, sourceCode, sourceText }) => ({
      code: word,
      sourceCode: sourceCode ?? word,
      sourceText,
      known: word !== 'UNKNOWN',
    }))
}

function wordsOf<Word extends string>(table: Readonly<Record<Word, string>>): Word[] {
  return Object.keys(table) as Word[]
}

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).max(10_000).default([])
}
