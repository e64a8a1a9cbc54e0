// Vectors: adapters/anhui/fixtures/signatures.json, made by make.py beside it (python3, openssl).
import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalQuery, createSigner, digestOf, urlEncode } from '../../../adapters/anhui/sign.ts'
import { isSigned } from '../../../adapters/anhui/sandbox-verify.ts'
import { fixture, KEYS } from './open-adapter.ts'

interface Vectors {
  readonly publicKey: string
  readonly vectors: readonly {
    readonly title: string
    readonly parameters: Readonly<Record<string, string>>
    readonly query: string
    readonly md5: string
    readonly signatures: { readonly sha256: string; readonly sha1: string; readonly md5: string }
  }[]
}
const { publicKey, vectors } = JSON.parse(fixture('signatures.json').toString()) as Vectors
/** A slim machine may lack the command; where CI is set its absence is a failure. */
const NO_OPENSSL = spawnSync('openssl', ['version']).status !== 0 && process.env.CI === undefined
if (NO_OPENSSL) console.warn('NOT RUN: our signature verified by openssl (no such command here)')

const titled = vectors.map((vector) => [vector.title, vector] as const)

describe('the string to sign', () => {
  it.each(titled)('is the committed bytes for %s', (_, { parameters, query, md5 }) => {
    expect(canonicalQuery(parameters)).toBe(query)
    expect(digestOf(query)).toBe(md5)
  })

  it('encodes half a surrogate pair as the replacement character, and does not throw', () => {
    expect(urlEncode('\ud842')).toBe('%EF%BF%BD')
  })
})

describe('the signature', () => {
  it.each(titled)('made by openssl with SHA-256 is accepted for %s', (_, vector) => {
    const form = new URLSearchParams({ ...vector.parameters, sign: vector.signatures.sha256 })
    expect(isSigned(form, publicKey)).toBe(true)
  })

  it.each([
    ['SHA-1', vectors[0]!.signatures.sha1],
    ['MD5', vectors[0]!.signatures.md5],
    ['SHA-256 over other parameters', vectors[1]!.signatures.sha256],
    ['nothing', ''],
  ])('made with %s is refused', (_, sign) => {
    expect(isSigned(new URLSearchParams({ ...vectors[0]!.parameters, sign }), publicKey)).toBe(
      false,
    )
  })

  it.skipIf(NO_OPENSSL)('of ours is verified by openssl', async () => {
    const digest = digestOf(vectors[1]!.query)
    const signature = await createSigner(KEYS.privateKey)(digest)
    expect(verifiedByOpenssl(digest, Buffer.from(signature, 'base64'))).toBe('Verified OK\n')
  })
})

describe('createSigner', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const pem = { type: 'pkcs8', format: 'pem' } as const
  it.each([
    ['no PEM', 'not a key'],
    ['a public key', KEYS.publicKey],
    ['a key of another algorithm', ec.privateKey.export(pem)],
    ['a key of 1024 bits', short.privateKey.export(pem)],
  ])('refuses %s when the adapter is made, not at the first request', (_, key) => {
    expect(() => createSigner(String(key))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

function verifiedByOpenssl(message: string, signature: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'anhui-sign-'))
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  try {
    const key = file('public.pem', KEYS.publicKey)
    const its = ['-verify', key, '-signature', file('signature', signature)]
    return execFileSync('openssl', ['dgst', '-sha256', ...its, file('message', message)]).toString()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
