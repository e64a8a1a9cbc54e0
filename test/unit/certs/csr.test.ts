import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import forge from 'node-forge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCsr } from '../../../certs/csr.ts'
import { publicKeyDer } from '../../../certs/keys.ts'
import { pemBlocks } from '../../../certs/pem.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { describeWithOpenssl, runOpenssl } from '../../support/x509/openssl.ts'

const NAME = [
  ['C', 'CN'],
  ['ST', '安徽省'],
  ['O', '虚构示例机关'],
  ['CN', '虚构示例机关甲'],
] as const
const SUBJECT = Object.fromEntries(NAME)

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (bits = 2048, exponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength: bits, publicExponent: exponent })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString()
const ours = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

/** A request by node-forge, the other maker. */
function request(
  name: readonly (readonly [string, string])[] = NAME,
  key = ours,
  digest = 'sha256',
) {
  const csr = forge.pki.createCertificationRequest()
  const pair = forge.pki.privateKeyFromPem(key)
  csr.publicKey = forge.pki.rsa.setPublicKey(pair.n, pair.e)
  const utf8 = 12 as unknown as forge.asn1.Class // its types ask for the wrong one
  csr.setSubject(name.map(([shortName, value]) => ({ shortName, value, valueTagClass: utf8 })))
  csr.sign(pair, forge.md[digest as 'sha256'].create())
  return Buffer.from(forge.pki.certificationRequestToPem(csr))
}

const derOf = (file: Buffer) => pemBlocks(file.toString())[0]!.der

describe('a certification request', () => {
  it.each([
    ['in PEM', request()],
    ['in DER', derOf(request())],
    ['with prose around it', Buffer.concat([Buffer.from('虚构\n'), request(), Buffer.from('\n')])],
    ['signed with SHA-512', request(NAME, ours, 'sha512')],
  ])('%s gives name and key', (_, file) => {
    const { subject, publicKey, asksForExtensions } = readCsr(file)
    expect(subject).toEqual(SUBJECT)
    expect(publicKeyDer(publicKey)).toEqual(publicKeyDer(createPublicKey(privateKey)))
    expect(asksForExtensions).toBe(false)
  })

  it.each([
    ['another attribute', [...NAME, ['L', '虚构']], 'CSR_NAME_UNSUITABLE'],
    ['one attribute twice', [...NAME, ['CN', '虚构示例机关乙']], 'CSR_NAME_UNSUITABLE'],
    ['no common name', NAME.slice(0, 3), 'CSR_NAME_UNSUITABLE'],
    ['no name', [], 'CSR_NAME_UNSUITABLE'],
  ] as const)('with %s in its name is refused', (_, name, code) => {
    expect(() => readCsr(request(name))).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['a short key', () => request(NAME, pem(1024)), 'CSR_KEY_WEAK'],
    ['a key larger than verifiers take', () => request(NAME, pem(4104)), 'CSR_KEY_WEAK'],
    ['exponent 3', () => request(NAME, pem(2048, 3)), 'CSR_KEY_WEAK'],
    ['SHA-1', () => request(NAME, ours, 'sha1'), 'CSR_INVALID'],
    ['text', () => Buffer.from('not a request'), 'CSR_INVALID'],
    ['nothing', () => Buffer.alloc(0), 'CSR_INVALID'],
    ['half of it', () => derOf(request()).subarray(0, 300), 'CSR_INVALID'],
    ['something behind it', () => Buffer.concat([derOf(request()), Buffer.of(0)]), 'CSR_INVALID'],
    ['a megabyte', () => Buffer.alloc(1 << 20, 0x30), 'CSR_INVALID'],
  ])('with %s is refused', (_, file, code) => {
    expect(() => readCsr(file())).toThrow(expect.objectContaining({ code }))
  })

  it('with any octet changed is refused with a code', () => {
    const der = derOf(request())
    for (let at = 0; at < der.length; at += 1) {
      const changed = Buffer.from(der)
      changed[at]! ^= 0x01
      expect(() => readCsr(changed), `octet ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^CSR_/) }),
      )
    }
  })

  it('signed by another key than its own is refused', () => {
    const csr = derOf(request())
    const other = derOf(request(NAME, pem()))
    const mixed = Buffer.concat([csr.subarray(0, -256), other.subarray(-256)])
    expect(() => readCsr(mixed)).toThrow(expect.objectContaining({ code: 'CSR_SIGNATURE_INVALID' }))
  })
})

await describeWithOpenssl('a request by OpenSSL', () => {
  let folder: string
  beforeAll(async () => {
    folder = await createTemporaryFolder('csr')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is read, and what it asks for is noticed, not granted', async () => {
    const key = join(folder, 'key.pem')
    await writeFile(key, ours)
    const subject = NAME.map(([type, value]) => `/${type}=${value}`).join('')
    const out = join(folder, 'request.pem')
    const extension = 'basicConstraints=critical,CA:TRUE'
    const { status, stderr } = await runOpenssl([
      'req',
      '-new',
      '-utf8',
      '-key',
      key,
      '-out',
      out,
      '-subj',
      subject,
      '-addext',
      extension,
    ])
    expect([status, stderr]).toEqual([0, expect.any(String)])
    expect(readCsr(await readFile(out))).toMatchObject({
      subject: SUBJECT,
      asksForExtensions: true,
    })
  })
})
