/**
 * What the pretend provinces grant to the fictitious agencies of `npm start`, so that its example
 * query is answered. Signed once and kept in the province's own folder; nobody has asked for them, and
 * no other way around a request exists.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { signGrant } from '../../access/grant.ts'
import type { Clarity, Grant } from '../../access/grant.ts'
import { PURPOSES } from '../../access/purposes.ts'
import { joined } from '../../grants/catalogue-data.ts'
import { PERSON_FIELDS, PUBLIC_FIELDS } from '../../grants/catalogue-fields.ts'
import { partyFolder, stateFolder, usingState } from '../state-folder.ts'
import { grantSignerOf } from './party-signer.ts'
import type { PartySigner } from './party-signer.ts'

export interface DevelopmentAgencies {
  /** Code of the agency whose officer asks. */
  readonly officer: string
  /** Code of the agency that audits. */
  readonly auditor: string
  /** Fields of the log by type, which only the auditor reads; none: no grant for him. */
  readonly logFields: Grant['fields']
  readonly logOperations?: readonly string[]
  readonly now?: () => Date
}

type Content = Pick<
  Grant,
  'id' | 'agency' | 'operations' | 'fields' | 'grades' | 'purpose' | 'legalBases'
>

const DATA_OPERATIONS = ['entity', 'entities', 'searchEntities', 'registries']
const LOG_OPERATIONS = [
  ...['logEntries', 'logEntry', 'checkpoint', 'inclusionProof', 'consistencyProof', 'exportLog'],
]
const DAY_MS = 86_400_000
const LONGEST_MS = 365 * DAY_MS
/** A grant that ends sooner is signed again. */
const LEAST_LEFT_MS = 30 * DAY_MS
/** Nobody decided: the pretend province says so. */
const APPROVER = 'XC-DEV-PRETEND'

/**
 * Signed grants of this province, as they go to the gateway. The same until their content or the
 * province's signer changes; then a higher version.
 *
 * @throws {FederationError} as {@link grantSignerOf}.
 */
export async function signDevelopmentGrants(
  province: Province,
  state: string,
  agencies: DevelopmentAgencies,
): Promise<string[]> {
  const at = agencies.now?.() ?? new Date()
  const party = await grantSignerOf(province, state, at)
  const folder = await partyFolder(await stateFolder(state), PROVINCE_FACTS[province].slug)
  const file = join(folder, 'development-grants.json')
  return usingState(file, async () => {
    const kept = await loadKept(file)
    const grants = contentsFor(province, agencies)
    const signed = await Promise.all(
      grants.map((content) => signedOnce(content, province, kept, party, at)),
    )
    const all = { ...kept, ...Object.fromEntries(signed.map((one) => [one.id, one.kept])) }
    if (signed.some((one) => one.kept !== kept[one.id])) await saveKept(file, all)
    return signed.map((one) => one.kept.token)
  })
}

function contentsFor(
  province: Province,
  { officer, auditor, logFields, logOperations }: DevelopmentAgencies,
): readonly Content[] {
  const { slug } = PROVINCE_FACTS[province]
  const data = (purpose: 'ENFORCEMENT' | 'REGISTRATION', persons: Clarity): Content => ({
    id: `dev-${slug}-${purpose.toLowerCase()}`,
    agency: officer,
    operations: DATA_OPERATIONS,
    fields: joined(PUBLIC_FIELDS, PERSON_FIELDS),
    grades: { GENERAL: 'CLEAR', PERSONAL: persons },
    purpose,
    legalBases: PURPOSES[purpose].legalBases,
  })
  const audit: Content = {
    id: `dev-${slug}-audit`,
    agency: auditor,
    operations: logOperations ?? LOG_OPERATIONS,
    fields: logFields,
    grades: { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' },
    purpose: 'AUDIT',
    legalBases: PURPOSES.AUDIT.legalBases,
  }
  const audits = Object.keys(logFields).length === 0 ? [] : [audit]
  return [data('ENFORCEMENT', 'CLEAR'), data('REGISTRATION', 'MASKED'), ...audits]
}

const KEPT = z.record(
  z.string(),
  z.object({
    version: z.int().positive(),
    /** Of content and signer. */
    digest: z.string(),
    validUntil: z.coerce.date(),
    token: z.string(),
  }),
)
type Kept = z.infer<typeof KEPT>

async function signedOnce(
  content: Content,
  owner: Province,
  kept: Kept,
  { signer, notAfter }: PartySigner,
  at: Date,
) {
  const { id } = content
  const chain =
    'x5c' in signer.by ? signer.by.x5c.map((der) => Buffer.from(der).toString('base64')) : []
  const digest = createHash('sha256')
    .update(JSON.stringify([content, chain]))
    .digest('base64url')
  const found = kept[id]
  const lasts = found !== undefined && found.validUntil.getTime() - at.getTime() > LEAST_LEFT_MS
  if (lasts && found.digest === digest) return { id, kept: found }
  const version = (found?.version ?? 0) + 1
  const validUntil = new Date(Math.min(at.getTime() + LONGEST_MS, notAfter.getTime()))
  const token = await signGrant(
    {
      ...content,
      ...{ owner, version, revoked: false, approvers: [APPROVER] },
      ...{ issuedAt: at, validFrom: at, validUntil },
    },
    signer,
  )
  return { id, kept: { version, digest, validUntil, token } }
}

async function loadKept(file: string): Promise<Kept> {
  const text = await readFile(file, 'utf8').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'ENOENT') throw failure
    return '{}'
  })
  return KEPT.parse(JSON.parse(text))
}

async function saveKept(file: string, kept: Kept): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
  await rename(draft, file)
}
