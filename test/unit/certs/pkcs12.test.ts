import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainOf, currentLeaf } from '../../../certs/hierarchy.ts'
import { toPem } from '../../../certs/pem.ts'
import { exportPkcs12, importPkcs12 } from '../../../certs/pkcs12.ts'
import type { Pkcs12Content } from '../../../certs/pkcs12.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { describeWithOpenssl, runOpenssl } from '../../support/x509/openssl.ts'
import { AT, makeWhole } from './whole-hierarchy.ts'

const PASSWORD = 'Throw-away:1234'

let content: Pkcs12Content
let file: Buffer
beforeAll(async () => {
  const { hierarchy, keys } = await makeWhole('jiangsu')
  const leaf = currentLeaf(hierarchy, 'AGENCY_CLIENT', AT)
  const certificates = chainOf(hierarchy, leaf).map((der) => toPem('CERTIFICATE', der))
  content = { key: keys.kept.get(leaf.key!)!, certificates }
  file = exportPkcs12(content, PASSWORD, '虚构示例机关')
})

describe('a PKCS#12 file', () => {
  it('gives back key and certificates, octet for octet', () => {
    const { key, certificates } = importPkcs12(file, PASSWORD)
    expect(key.equals(content.key)).toBe(true)
    expect(certificates).toEqual(content.certificates)
  })

  it('does not hold the key in the clear', () => {
    const { n, d } = content.key.export({ format: 'jwk' }) as { n: string; d: string }
    expect(file.includes(Buffer.from(n, 'base64url'))).toBe(true) // of the certificate
    expect(file.includes(Buffer.from(d, 'base64url'))).toBe(false)
  })

  it.each([
    ['another password', () => importPkcs12(file, `${PASSWORD}5`), 'PKCS12_PASSWORD_WRONG'],
    ['no password', () => importPkcs12(file, ''), 'PKCS12_PASSWORD_WRONG'],
    ['something else', () => importPkcs12(Buffer.from('none'), PASSWORD), 'PKCS12_INVALID'],
    ['nothing', () => importPkcs12(Buffer.alloc(0), PASSWORD), 'PKCS12_INVALID'],
    ['half', () => importPkcs12(file.subarray(0, 1000), PASSWORD), 'PKCS12_INVALID'],
    ['too much', () => importPkcs12(Buffer.alloc(1 << 20, 0x30), PASSWORD), 'PKCS12_INVALID'],
  ])('is refused with %s', (_, open, code) => {
    expect(open).toThrow(expect.objectContaining({ code }))
  })

  it('whose certificate is another key’s is refused', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const mixed = exportPkcs12({ ...content, key: privateKey }, PASSWORD, 'x')
    expect(() => importPkcs12(mixed, PASSWORD)).toThrow(
      expect.objectContaining({ code: 'PKCS12_INVALID' }),
    )
  })

  it.each([
    '',
    'short',
    'eleven-long',
    'with blanks in it',
    '一二三四五六七八九十一二三',
    'a'.repeat(129),
  ])('is not made under the password "%s"', (password) => {
    expect(() => exportPkcs12(content, password, 'x')).toThrow(
      expect.objectContaining({ code: 'PKCS12_PASSWORD_WEAK' }),
    )
  })
})

await describeWithOpenssl('OpenSSL and PKCS#12', () => {
  let folder: string
  beforeAll(async () => {
    folder = await createTemporaryFolder('pkcs12')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('opens ours with the password alone, and finds AES-256 under SHA-256', async () => {
    const path = join(folder, 'ours.p12')
    await writeFile(path, file)
    const words = ['pkcs12', '-in', path, '-info', '-nodes', '-passin']
    const opened = await runOpenssl([...words, `pass:${PASSWORD}`])
    expect(opened.status).toBe(0)
    expect(opened.stderr).toContain(
      'PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256',
    )
    expect(opened.stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(createPrivateKey(opened.stdout).equals(content.key)).toBe(true)
    expect((await runOpenssl([...words, 'pass:wrong'])).status).not.toBe(0)
  })

  it('writes files that we open', async () => {
    const path = join(folder, 'theirs.p12')
    const key = join(folder, 'key.pem')
    await writeFile(key, content.key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const chain = join(folder, 'chain.pem')
    await writeFile(chain, content.certificates.join(''))
    const words = ['pkcs12', '-export', '-in', chain, '-inkey', key, '-passout', `pass:${PASSWORD}`]
    expect((await runOpenssl([...words, '-out', path])).status).toBe(0)
    const read = importPkcs12(await readFile(path), PASSWORD)
    expect(read.key.equals(content.key)).toBe(true)
    expect(read.certificates).toEqual(content.certificates)
  })
})
