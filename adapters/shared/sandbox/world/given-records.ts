/** `--data FILE`: records given to the pretend registries, one JSON object a line. Form: docs/sandbox.md. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { FederationError } from '../../../../schemas/model/errors.ts'
import { PROVINCES, type Province } from '../../../../schemas/model/province.ts'
import { EMPTY_RECORD, type RegistryRecord } from '../../../../schemas/model/record.ts'
import { isCalendarDay } from '../../../../schemas/model/time.ts'
import { isUscc } from '../../../../schemas/model/uscc.ts'

const text = z.string().max(10_000).nullable()
const day = z.string().refine(isCalendarDay, 'not a day YYYY-MM-DD').nullable()
const uscc = z.string().refine(isUscc, 'not a valid credit code').nullable()
const coded = z.strictObject({
  code: z.string(),
  sourceCode: z.string(),
  sourceText: text,
  known: z.boolean(),
})
const authority = z
  .strictObject({
    code: z.string().min(1),
    name: text,
    level: z.enum(['NATIONAL', 'PROVINCE', 'CITY', 'COUNTY', 'UNKNOWN']),
    division: text,
    province: z.enum(PROVINCES).nullable(),
    kind: z.string(),
  })
  .nullable()
const money = z
  .strictObject({ fen: z.string().regex(/^\d+$/), currency: z.string().length(3) })
  .nullable()
const relocation = z.strictObject({ authority, on: day, fileHandedOverOn: day }).nullable()
const decision = { sourceId: text, authority }
const removal = { removedOn: day, removalReason: text, removalAuthority: authority }

const registration = z
  .strictObject({
    entityType: coded,
    state: coded,
    principal: z.strictObject({ role: z.string(), name: z.string() }).nullable(),
    capital: money,
    establishedOn: day,
    approvedOn: day,
    termFrom: day,
    termTo: day,
    termOpenEnded: z.boolean(),
    address: text,
    scope: text,
    industry: z.strictObject({ code: z.string(), edition: z.string() }).nullable(),
    authority,
    movedOut: relocation,
    movedIn: relocation,
  })
  .nullable()

const record = z.strictObject({
  uscc,
  registrationNumber: text,
  name: text,
  formerNames: z.array(z.string()),
  registration,
  permits: z.array(
    z.strictObject({
      ...decision,
      number: text,
      name: text,
      content: text,
      validFrom: day,
      validTo: day,
      validOpenEnded: z.boolean(),
    }),
  ),
  penalties: z.array(
    z.strictObject({
      ...decision,
      documentNumber: text,
      violation: text,
      legalBasis: text,
      kinds: z.array(coded),
      content: text,
      fine: money,
      confiscated: money,
      decidedOn: day,
      publishedOn: day,
      publicityUntil: day,
    }),
  ),
  abnormalListings: z.array(
    z.strictObject({
      ...decision,
      kind: z.enum(['LIST', 'MARK']),
      reason: coded,
      listedOn: day,
      ...removal,
    }),
  ),
  seriousViolationListings: z.array(
    z.strictObject({ ...decision, reason: text, documentNumber: text, listedOn: day, ...removal }),
  ),
  dishonestDebtorListings: z.array(
    z.strictObject({
      ...decision,
      caseNumber: text,
      basisNumber: text,
      basisUnit: text,
      filedOn: day,
      publishedOn: day,
      duty: text,
      performance: text,
      conduct: text,
    }),
  ),
  inspections: z.array(z.strictObject({ ...decision, kind: text, inspectedOn: day, result: text })),
  changes: z.array(
    z.strictObject({ ...decision, item: text, before: text, after: text, changedOn: day }),
  ),
  branches: z.array(z.strictObject({ uscc, registrationNumber: text, name: text, authority })),
  headOffice: z.strictObject({ uscc, name: text }).nullable(),
  unknownCodes: z.array(z.strictObject({ field: z.string(), value: z.string() })),
})

const line = z.strictObject({ province: z.enum(PROVINCES), record: record.partial() })

export interface GivenRecord {
  readonly province: Province
  readonly record: RegistryRecord
}

/** @throws {FederationError} `DATA_FILE_INVALID` with the first bad line and what is wrong with it. */
export async function* readGivenRecords(file: string): AsyncGenerator<GivenRecord> {
  let number = 0
  try {
    for await (const written of createInterface({ input: createReadStream(file, 'utf8') })) {
      number += 1
      if (written.trim() !== '') yield parseGiven(written, number)
    }
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    throw invalid(number, '文件无法读取', cause)
  }
}

function parseGiven(written: string, number: number): GivenRecord {
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch (cause) {
    throw invalid(number, '不是一个JSON对象', cause)
  }
  const parsed = line.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(number, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  }
  const given = { ...EMPTY_RECORD, ...parsed.data.record } as RegistryRecord
  if (given.uscc === null && given.registrationNumber === null) {
    throw invalid(number, 'record.uscc与record.registrationNumber至少填一项')
  }
  return { province: parsed.data.province, record: given }
}

function invalid(number: number, problem: string, cause?: unknown): FederationError {
  const details = { line: number, problem }
  return new FederationError(
    'DATA_FILE_INVALID',
    details,
    cause === undefined ? undefined : { cause },
  )
}
