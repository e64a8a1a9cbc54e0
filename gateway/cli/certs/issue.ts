import { isIPv4 } from 'node:net'
import { CERTIFICATE_PURPOSES } from '../../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import { readCsr } from '../../../certs/csr.ts'
import type { Host } from '../../../certs/extensions.ts'
import { chainOf } from '../../../certs/hierarchy.ts'
import type { Leaf } from '../../../certs/hierarchy.ts'
import { makeRsaKey } from '../../../certs/keys.ts'
import type { KeyPair } from '../../../certs/keys.ts'
import { withLeaf } from '../../../certs/make.ts'
import type { LeafOrder } from '../../../certs/make.ts'
import { PARTY_FACTS } from '../../../certs/parties.ts'
import type { Party } from '../../../certs/parties.ts'
import { toPem } from '../../../certs/pem.ts'
import { checkPassword, exportPkcs12 } from '../../../certs/pkcs12.ts'
import { isAuthority, profileOf, roleOfWord } from '../../../certs/profiles.ts'
import { readWords } from '../command.ts'
import {
  COMMON_OPTIONS,
  changeExisting,
  onlyParty,
  readGiven,
  readPassword,
  required,
  reserveFile,
  tell,
  usage,
} from './words.ts'

const OPTIONS = {
  ...COMMON_OPTIONS,
  profile: { type: 'string' },
  csr: { type: 'string' },
  name: { type: 'string' },
  organisation: { type: 'string' },
  host: { type: 'string', multiple: true },
  out: { type: 'string' },
  p12: { type: 'string' },
  'password-file': { type: 'string' },
} as const

type Words = ReturnType<typeof wordsOf>['values']

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = wordsOf(words)
    const party = onlyParty(positionals)
    const role = purposeOf(required(values.profile, 'profile'))
    if ((values.csr === undefined) === (values.name === undefined)) {
      throw usage('请写明--csr或--name之一')
    }
    const hosts = hostsIn(values.host, role)
    return values.csr === undefined
      ? issueWithNewKey(party, { role, ...hosts }, values)
      : issueForRequest(party, { role, ...hosts }, values, values.csr)
  },
}

function wordsOf(words: readonly string[]) {
  return readWords(words, OPTIONS, true)
}

type Wanted = Pick<LeafOrder, 'role' | 'hosts'>

async function issueForRequest(
  party: Party,
  wanted: Wanted,
  values: Words,
  file: string,
): Promise<number> {
  if (values.p12 !== undefined) throw usage('--p12须与--name同用：申请人的私钥不在此处')
  const { subject, publicKey, asksForExtensions } = readCsr(await readGiven(file))
  if (asksForExtensions) {
    process.stderr.write('申请中要求的扩展项未予采用，证书内容由用途决定\n')
  }
  await issue(party, { ...wanted, subject, publicKey }, values, null)
  return 0
}

async function issueWithNewKey(party: Party, wanted: Wanted, values: Words): Promise<number> {
  const { name = '', organisation = name, p12 } = values
  const subject = { ...PARTY_FACTS[party].jurisdiction, O: organisation, CN: name }
  const password = p12 === undefined ? null : await passwordIn(values)
  const pair = await makeRsaKey(profileOf(wanted.role).bits)
  const target = p12 === undefined ? null : await reserveFile(p12, 0o600)
  try {
    const keep = target === null ? pair : null
    const chain = await issue(
      party,
      { ...wanted, subject, publicKey: pair.publicKey },
      values,
      keep,
    )
    if (password === null) return 0
    const certificates = chain.map((der) => toPem('CERTIFICATE', der))
    await target?.write(exportPkcs12({ key: pair.privateKey, certificates }, password, name))
    return 0
  } finally {
    await target?.release()
  }
}

/** Issues, keeps our own key if there is one, and tells. @returns the chain in DER, leaf first. */
async function issue(
  party: Party,
  order: LeafOrder,
  { state, out, json, p12 }: Words,
  keep: KeyPair | null,
): Promise<Buffer[]> {
  const target = out === undefined ? null : await reserveFile(out, 0o644)
  try {
    const hierarchy = await changeExisting(party, state, (found, ring) =>
      withLeaf(found, keep === null ? order : { ...order, key: ring.add(keep) }, ring, new Date()),
    )
    const leaf = hierarchy.certificates.at(-1)!
    const chain = chainOf(hierarchy, leaf)
    const pem = chain.map((der) => toPem('CERTIFICATE', der)).join('')
    await target?.write(pem)
    tellIssued(leaf, json, out === undefined && p12 === undefined ? pem : null)
    return chain
  } finally {
    await target?.release()
  }
}

function tellIssued(leaf: Leaf, asJson: boolean | undefined, pem: string | null): void {
  const { serial, subject, notBefore, notAfter, key } = leaf
  tell(asJson, { serial, subject, notBefore, notAfter, key, ...(pem === null ? {} : { pem }) }, [
    `已签发 ${subject}`,
    `序列号 ${serial}，有效至${notAfter.toISOString()}`,
    ...(key === null ? [] : [`私钥在本方目录的keys/${key}.pem`]),
    ...(pem === null ? [] : [pem.trimEnd()]),
  ])
}

async function passwordIn(values: Words): Promise<string> {
  const password = await readPassword(required(values['password-file'], 'password-file'))
  checkPassword(password)
  return password
}

function purposeOf(word: string): CertificatePurpose {
  const role = roleOfWord(word)
  if (role !== null && !isAuthority(role)) return role
  const known = Object.keys(CERTIFICATE_PURPOSES).map((one) =>
    one.toLowerCase().replaceAll('_', '-'),
  )
  throw usage(`没有用途“${word}”，可用：${known.join('、')}`)
}

function hostsIn(words: readonly string[] | undefined, role: CertificatePurpose) {
  if (words === undefined) return {}
  if (role !== 'TLS_SERVER') throw usage('--host只用于tls-server')
  return { hosts: words.map(hostOf) }
}

const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

function hostOf(word: string): Host {
  if (isIPv4(word)) return { ip: word }
  if (DNS_NAME.test(word)) return { dns: word.toLowerCase() }
  throw usage(`主机“${word}”应为域名或IPv4地址`)
}
