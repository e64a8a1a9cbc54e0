/**
 * The form of one line of `--data FILE`: the model's record, where what is not said may be left out.
 * What is left out is `null`, an empty list, or follows from the rest: a known code from its word, an
 * authority's level and place from its code.
 */
import { z } from 'zod'
import { ENTITY_STATE_ZH } from '../../../../schemas/model/entity-state.ts'
import { ENTITY_KIND_ZH, PRINCIPAL_ROLE_ZH } from '../../../../schemas/model/entity-type.ts'
import { PROVINCES } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import {
  authority,
  coded,
  day,
  listOf,
  money,
  number,
  text,
  uscc,
  wordsOf,
} from './given-values.ts'
import { REASON_ZH } from './listings.ts'
import { PENALTY_KIND_ZH } from './penalties.ts'

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
