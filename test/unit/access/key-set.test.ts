import type { JsonWebKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadKeySet } from '../../../gateway/access/key-set.ts'
import { takeKey } from '../../support/x509/keys.ts'
import type { KeyKind } from '../../support/x509/keys.ts'

const publicJwk = (kind: KeyKind, more: object): JsonWebKey => ({
  ...takeKey(kind).publicKey.export({ format: 'jwk' }),
  kid: 'key-1',
  ...more,
})
const GOOD = publicJwk('p-256', { alg: 'ES256', use: 'sig' })
const { x: X } = publicJwk('p-256', {})

describe('a key set', () => {
  it('is read by kid', () => {
    const rsa = publicJwk('rsa-2048', { alg: 'PS256', kid: 'key-2' })
    const keys = loadKeySet({ keys: [GOOD, rsa] })
    expect([...keys].map(([kid, { alg }]) => [kid, alg])).toEqual([
      ['key-1', 'ES256'],
      ['key-2', 'PS256'],
    ])
  })

  it.each<[title: string, reason: string, key: object]>([
    [
      'a private key',
      'private',
      { ...takeKey('p-256').privateKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'ES256' },
    ],
    ['a shared secret', 'private', { kty: 'oct', k: 'AAAA', kid: 'key-1', alg: 'ES256' }],
    ['a kid that is a path', 'kid', { ...GOOD, kid: '../key' }],
    ['no kid', 'kid', { ...GOOD, kid: undefined }],
    ['no algorithm', 'alg', { ...GOOD, alg: undefined }],
    ['a MAC', 'alg', { ...GOOD, alg: 'HS256' }],
    ['none', 'alg', { ...GOOD, alg: 'none' }],
    ['the algorithm of another key type', 'alg', { ...GOOD, alg: 'PS256' }],
    ['a key for encryption', 'use', { ...GOOD, use: 'enc' }],
    ['a point off its curve', 'unreadable', { ...GOOD, y: X }],
    ['half a key', 'unreadable', { ...GOOD, y: undefined }],
    ['another curve', 'curve', publicJwk('p-384', { alg: 'ES256' })],
    ['the curve of Bitcoin', 'curve', publicJwk('secp256k1', { alg: 'ES256' })],
    ['Ed448', 'kind', publicJwk('ed448', { alg: 'EdDSA' })],
    ['RSA of 1024 bits', 'size', publicJwk('rsa-1024', { alg: 'PS256' })],
    ['RSA of 2047 bits', 'size', publicJwk('rsa-2047', { alg: 'PS256' })],
    ['exponent 1', 'exponent', publicJwk('rsa-2048-e1', { alg: 'RS256' })],
    ['exponent 3', 'exponent', publicJwk('rsa-2048-e3', { alg: 'RS256' })],
    ['a key with the structure of ROCA', 'roca', publicJwk('rsa-2048-roca', { alg: 'RS256' })],
  ])('is refused as a whole for %s', (_, reason, key) => {
    const sound = publicJwk('ed25519', { alg: 'EdDSA', kid: 'key-0' })
    expect(() => loadKeySet({ keys: [sound, key as JsonWebKey] })).toThrow(
      expect.objectContaining({ code: 'TOKEN_KEY_SET_INVALID', details: { number: 2, reason } }),
    )
  })

  it('is refused when two keys have one kid', () => {
    expect(() => loadKeySet({ keys: [GOOD, GOOD] })).toThrow(
      expect.objectContaining({ details: { number: 2, reason: 'kid twice' } }),
    )
  })
})
