/** A client's key and certificate: the key is made here, the certificate by the province on a request. */
import { spawn } from 'node:child_process'
import { X509Certificate, createPrivateKey, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { makeRsaKey, privateKeyPem } from '../../../certs/keys.ts'
import { PARTY_FACTS } from '../../../certs/parties.ts'
import { profileOf } from '../../../certs/profiles.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { makeCsr } from './certificate-request.ts'

export interface CertificateFiles {
  readonly keyFile: string
  readonly chainFile: string
}

export interface CertificateOrder extends CertificateFiles {
  /** Of the agency, in Chinese. */
  readonly name: string
  readonly province: Province
  readonly state: string
}

const DAY_MS = 86_400_000

/** Whether both files are there, belong together, and last a day more. */
export async function isUsable(
  { keyFile, chainFile }: CertificateFiles,
  at: Date,
): Promise<boolean> {
  try {
    const leaf = new X509Certificate(await readFile(chainFile))
    const key = createPrivateKey(await readFile(keyFile))
    return leaf.checkPrivateKey(key) && leaf.validToDate.getTime() > at.getTime() + DAY_MS
  } catch {
    return false
  }
}

/** Killed in between, it leaves files that do not belong together: the next time makes both anew. */
export async function obtainCertificate(order: CertificateOrder): Promise<void> {
  const { keyFile, chainFile, name, province, state } = order
  const pair = await makeRsaKey(profileOf('AGENCY_CLIENT').bits)
  const { jurisdiction } = PARTY_FACTS[PROVINCE_FACTS[province].slug]
  const draft = `${chainFile}.${randomBytes(8).toString('hex')}`
  const request = `${draft}.csr`
  try {
    await writeFile(request, makeCsr({ ...jurisdiction, O: name, CN: `${name}客户端` }, pair))
    await issueAs(province, request, draft, state)
    await writeFile(keyFile, privateKeyPem(pair.privateKey), { mode: 0o600 })
    await rename(draft, chainFile)
  } finally {
    await rm(request, { force: true })
    await rm(draft, { force: true })
  }
}

const COMMAND_LINE = fileURLToPath(new URL('../ydelta.ts', import.meta.url))

/** In a process of the province's own: ours never opens its folder. */
async function issueAs(province: Province, csr: string, out: string, state: string): Promise<void> {
  const party = PROVINCE_FACTS[province].slug
  const words = ['certs', 'issue', party, '--profile', 'agency-client', '--csr', csr, '--out', out]
  const child = spawn(process.execPath, [COMMAND_LINE, ...words, '--state', state], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status === 0) return
  const problem = `未能签发证书，状态${status ?? '信号'}`
  throw new FederationError('CHILD_FAILED', { name: `certs issue ${party}`, problem })
}
