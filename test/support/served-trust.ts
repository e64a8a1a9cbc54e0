/** Certificates, grants and clients for gateways that serve in tests: four pretend provinces with quick keys. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signGrant } from '../../gateway/access/grant.ts'
import type { Clarity, Grant } from '../../gateway/access/grant.ts'
import { thumbprintOf } from '../../gateway/access/certificate-thumbprint.ts'
import { PURPOSES } from '../../gateway/access/purposes.ts'
import type { Role } from '../../gateway/access/roles.ts'
import { fieldsOfLog } from '../../gateway/cli/dev/graph-of-log.ts'
import { joined } from '../../gateway/grants/catalogue-data.ts'
import { PERSON_FIELDS, PUBLIC_FIELDS } from '../../gateway/grants/catalogue-fields.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { makeSigner } from './good-path.ts'
import { makeCrl } from './x509/crl.ts'
import { makeIntermediate, makeRoot } from './x509/hierarchy.ts'
import type { Issued } from './x509/hierarchy.ts'
import { takeKey } from './x509/keys.ts'

/** Beyond every clock of a test. */
const LONG = { notAfter: new Date('2049-01-01T00:00:00Z') }
const LONG_LIST = { nextUpdate: LONG.notAfter }

interface Authority {
  readonly root: Issued
  readonly ca: Issued
  readonly grants: Issued
}

const AUTHORITIES = new Map(PROVINCES.map((province, i) => [province, authorityOf(province, i)]))

function authorityOf(province: Province, i: number): Authority {
  const subject = [
    ['C', 'CN'],
    ['ST', '上海市'],
    ['O', '虚构登记机关'],
    ['CN', `虚构根${province}`],
  ] as const
  const key = (index: number) => takeKey('p-256', 10 * i + index)
  const root = makeRoot({ subject, key: key(0), ...LONG })
  const ca = makeIntermediate(root, { key: key(1), ...LONG })
  return { root, ca, grants: makeSigner(ca, { key: key(2), ...LONG }, 'GRANT_SIGNER') }
}

export interface ServedClient {
  readonly id: string
  readonly agency: string
  readonly roles: readonly Role[]
  readonly leaf: Issued
  /** `x5c`, leaf first. */
  readonly chain: readonly Buffer[]
  readonly thumbprint: string
}

export type ServedRole = 'officer' | 'auditor' | 'administrator'

const ROLES: Readonly<Record<ServedRole, { readonly agency: string; readonly roles: Role[] }>> = {
  officer: { agency: 'XC-TEST-BUREAU', roles: ['OFFICER'] },
  auditor: { agency: 'XC-TEST-AUDIT', roles: ['AUDITOR'] },
  administrator: { agency: 'XC-TEST-REGISTRAR', roles: ['PROVINCE_ADMINISTRATOR'] },
}

export const CLIENTS = Object.fromEntries(
  Object.entries(ROLES).map(([role, facts], i) => [role, clientOf(role, facts, i)]),
) as Readonly<Record<ServedRole, ServedClient>>

function clientOf(id: string, facts: (typeof ROLES)[ServedRole], i: number): ServedClient {
  const { ca } = AUTHORITIES.get('SHANGHAI')!
  const leaf = makeSigner(ca, { key: takeKey('p-256', 50 + i), ...LONG }, 'AGENCY_CLIENT')
  return { id, ...facts, leaf, chain: [leaf.der, ca.der], thumbprint: thumbprintOf(leaf.der) }
}

/** The folder by which a gateway believes the four. */
export async function writeTrustFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'crls'), { recursive: true })
  const rows = [...AUTHORITIES].map(async ([province, { root, ca }]) => {
    const { slug } = PROVINCE_FACTS[province]
    const file = `${slug}-root.pem`
    const lists = [root, ca].map((issuer) => pem('X509 CRL', makeCrl(issuer, LONG_LIST)))
    await writeFile(join(folder, file), pem('CERTIFICATE', root.der))
    await writeFile(join(folder, 'crls', `${slug}.pem`), lists.join(''))
    return {
      ...{ name: '虚构根', party: slug, jurisdiction: { C: 'CN', ST: '上海市' }, file },
      sha256: Buffer.from(thumbprintOf(root.der), 'base64url').toString('hex'),
      purposes: ['AGENCY_CLIENT', 'GRANT_SIGNER'],
      ...{ notAfter: LONG.notAfter.toISOString(), givenBy: 'test' },
    }
  })
  await writeFile(join(folder, 'anchors.json'), JSON.stringify(await Promise.all(rows)))
}

export interface SignedGrant {
  readonly owner: Province
  readonly token: string
}

type Change = Partial<Omit<Grant, 'owner'>>

/** As its province signs it; usual: all fields for ENFORCEMENT, persons clear. */
export async function servedGrant(owner: Province, change: Change = {}): Promise<SignedGrant> {
  const { grants, ca } = AUTHORITIES.get(owner)!
  const purpose = (change.purpose ?? 'ENFORCEMENT') as keyof typeof PURPOSES
  const at = new Date(Date.now() - 60_000)
  const grant: Grant = {
    ...{ owner, id: `${PROVINCE_FACTS[owner].slug}-${purpose.toLowerCase()}`, version: 1 },
    ...{ revoked: false, agency: CLIENTS.officer.agency, purpose, approvers: ['XC-TEST'] },
    operations: ['entity', 'entities', 'searchEntities', 'registries'],
    fields: joined(PUBLIC_FIELDS, PERSON_FIELDS),
    grades: { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' as Clarity },
    legalBases: PURPOSES[purpose].legalBases,
    ...{ issuedAt: at, validFrom: at, validUntil: new Date(at.getTime() + 300 * 86_400_000) },
    ...change,
  }
  const by = { x5c: [grants.der, ca.der] }
  const token = await signGrant(grant, { alg: 'ES256', key: grants.key.privateKey, by })
  return { owner, token }
}

let usual: Promise<readonly SignedGrant[]> | null = null

/**
 * Of all four: the officer's, one that masks persons, and the auditor's. Signed once: another
 * signature under the same version would be another document.
 */
export function servedGrants(): Promise<readonly SignedGrant[]> {
  return (usual ??= signUsual())
}

function signUsual(): Promise<readonly SignedGrant[]> {
  const operations = [
    ...['logEntries', 'logEntry', 'checkpoint', 'inclusionProof', 'consistencyProof', 'exportLog'],
  ]
  const all = PROVINCES.flatMap((owner) => [
    servedGrant(owner),
    servedGrant(owner, {
      purpose: 'REGISTRATION',
      grades: { GENERAL: 'CLEAR', PERSONAL: 'MASKED' },
    }),
    servedGrant(owner, {
      ...{ purpose: 'AUDIT', agency: CLIENTS.auditor.agency, operations, fields: fieldsOfLog() },
    }),
  ])
  return Promise.all(all)
}

function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
}
