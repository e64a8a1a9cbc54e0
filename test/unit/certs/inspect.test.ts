import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'
import { beforeAll, describe, expect, it } from 'vitest'
import { authorityOf, currentLeaf, derOf } from '../../../certs/hierarchy.ts'
import { inspectFile } from '../../../certs/inspect.ts'
import type { Facts } from '../../../certs/inspect.ts'
import { pemBlocks } from '../../../certs/pem.ts'
import { exportPkcs12 } from '../../../certs/pkcs12.ts'
import { AT, makeWhole } from './whole-hierarchy.ts'

const PASSWORD = 'Throw-away:1234'

/** PEM of each kind. */
let certificate: string
let list: string
let request: string
let bundle: Buffer
beforeAll(async () => {
  const { hierarchy, keys } = await makeWhole('gateway')
  const leaf = currentLeaf(hierarchy, 'RECEIPT_SIGNER', AT)
  certificate = leaf.pem
  list = authorityOf(hierarchy, 'issuing-g1').crl.pem
  request = makeRequest()
  const content = { key: keys.kept.get(leaf.key!)!, certificates: [leaf.pem] }
  bundle = exportPkcs12(content, PASSWORD, 'x')
})

function makeRequest(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = forge.pki.privateKeyFromPem(
    privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  )
  const csr = forge.pki.createCertificationRequest()
  csr.publicKey = forge.pki.rsa.setPublicKey(key.n, key.e)
  csr.setSubject(['C', 'O', 'CN'].map((shortName) => ({ shortName, value: 'CN' })))
  csr.sign(key, forge.md.sha256.create())
  return forge.pki.certificationRequestToPem(csr)
}

const kindsIn = (bytes: Uint8Array, password: string | null = null): Facts['kind'][] =>
  inspectFile('file', bytes, password).map(({ kind }) => kind)

describe('inspectFile', () => {
  it('tells every block of a PEM file, and of a key its name only', () => {
    const label = 'PRIVATE KEY'
    const key = `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`
    const facts = inspectFile('file', Buffer.from(certificate + key + list + request), null)
    expect(facts.map(({ kind }) => kind)).toEqual(['certificate', 'other', 'crl', 'request'])
    expect(facts[1]).toEqual({ kind: 'other', label })
  })

  it('knows each kind in DER too', () => {
    expect(kindsIn(derOf(certificate))).toEqual(['certificate'])
    expect(kindsIn(derOf(list))).toEqual(['crl'])
    expect(kindsIn(pemBlocks(request)[0]!.der)).toEqual(['request'])
    expect(kindsIn(bundle, PASSWORD)).toEqual(['pkcs12'])
  })

  it('says the same of a certificate in PEM, in DER and in PKCS#12', () => {
    const [pem] = inspectFile('file', Buffer.from(certificate), null)
    expect(inspectFile('file', derOf(certificate), null)).toEqual([pem])
    expect(inspectFile('file', bundle, PASSWORD)).toMatchObject([{ certificates: [pem] }])
  })

  it.each([
    ['text', () => inspectFile('file', Buffer.from('text'), null), 'CERTS_FILE_INVALID'],
    ['nothing', () => inspectFile('file', Buffer.alloc(0), null), 'CERTS_FILE_INVALID'],
    ['half', () => inspectFile('file', derOf(list).subarray(0, 99), null), 'CERTS_FILE_INVALID'],
    ['PKCS#12 without password', () => inspectFile('file', bundle, null), 'USAGE'],
    ['PKCS#12 with another', () => inspectFile('file', bundle, 'x'), 'PKCS12_PASSWORD_WRONG'],
  ])('refuses %s', (_, inspect, code) => {
    expect(inspect).toThrow(expect.objectContaining({ code }))
  })

  it('refuses a damaged file with a code, whatever octet it is', () => {
    for (const der of [derOf(certificate), derOf(list)]) {
      for (let at = 0; at < der.length; at += 7) {
        const changed = Buffer.from(der)
        changed[at]! ^= 0x1f
        try {
          inspectFile('file', changed, null)
        } catch (failure) {
          expect(failure, `octet ${at}`).toMatchObject({
            code: expect.stringMatching(/^(CERTS_FILE_INVALID|CSR_|USAGE)/),
          })
        }
      }
    }
  })
})
