/** Throw-away certificates of the bench, and the grants of `npm start` signed with them. All fictitious. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signGrant } from '../../../gateway/access/grant.ts'
import { PURPOSES } from '../../../gateway/access/purposes.ts'
import type { TokenSigner } from '../../../gateway/access/signed-token.ts'
import { DEVELOPMENT_AGENCIES } from '../../../gateway/cli/clients/development-clients.ts'
import { joined } from '../../../gateway/grants/catalogue-data.ts'
import { PERSON_FIELDS, PUBLIC_FIELDS } from '../../../gateway/grants/catalogue-fields.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { makeSigner } from '../../support/good-path.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'

const DAY_MS = 86_400_000
const LASTING = { notAfter: new Date(Date.now() + 300 * DAY_MS) }
const ROOT = makeRoot(LASTING)
const CA = makeIntermediate(ROOT, LASTING)
const SIGNER = makeSigner(CA, { key: takeKey('rsa-2048', 2), ...LASTING }, 'GRANT_SIGNER')
const CLIENT = makeSigner(CA, { key: takeKey('rsa-2048', 3), ...LASTING }, 'AGENCY_CLIENT')

export const CLIENT_LEAF = CLIENT.der
export const CLIENT_CHAIN = pem('CERTIFICATE', CLIENT.der) + pem('CERTIFICATE', CA.der)
export const CLIENT_KEY = CLIENT.key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** One root stands for all four: who signed costs nothing here. */
export async function writeTrust(folder: string): Promise<void> {
  await mkdir(join(folder, 'crls'), { recursive: true })
  const times = {
    thisUpdate: new Date(Date.now() - 60_000),
    nextUpdate: new Date(Date.now() + 7 * DAY_MS),
  }
  await writeFile(join(folder, 'crls/root.pem'), pem('X509 CRL', makeCrl(ROOT, times)))
  await writeFile(join(folder, 'crls/issuing.pem'), pem('X509 CRL', makeCrl(CA, times)))
  const rows = PROVINCES.map((province) => {
    const { slug: party } = PROVINCE_FACTS[province]
    return { party, file: `${party}.pem`, ...FOR_ALL }
  })
  for (const { file } of rows) await writeFile(join(folder, file), pem('CERTIFICATE', ROOT.der))
  await writeFile(join(folder, 'anchors.json'), JSON.stringify(rows))
}

const FOR_ALL = {
  jurisdiction: { C: 'CN', ST: '上海市' },
  purposes: ['AGENCY_CLIENT', 'GRANT_SIGNER'],
  sha256: createHash('sha256').update(ROOT.der).digest('hex'),
}

/** What gateway/cli/grants/development-grant.ts grants for ENFORCEMENT, by each province. */
export function grantsOfAll(at: Date) {
  return Promise.all(PROVINCES.map(async (owner) => ({ owner, token: await grantOf(owner, at) })))
}

function grantOf(owner: Province, at: Date): Promise<string> {
  const by = { x5c: [SIGNER.der, CA.der] }
  const signer: TokenSigner = { alg: 'PS256', key: SIGNER.key.privateKey, by }
  return signGrant(
    {
      ...{ owner, id: `dev-${PROVINCE_FACTS[owner].slug}-enforcement`, version: 1, revoked: false },
      agency: DEVELOPMENT_AGENCIES.officer.agency,
      operations: ['entity', 'entities', 'searchEntities', 'registries'],
      fields: joined(PUBLIC_FIELDS, PERSON_FIELDS),
      grades: { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' },
      purpose: 'ENFORCEMENT',
      legalBases: PURPOSES.ENFORCEMENT.legalBases,
      approvers: ['XC-DEV-PRETEND'],
      ...{ issuedAt: at, validFrom: at, validUntil: new Date(at.getTime() + 200 * DAY_MS) },
    },
    signer,
  )
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}
