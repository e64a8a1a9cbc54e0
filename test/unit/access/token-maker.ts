/** Tokens written by hand, so that every part of them can be wrong. */
import { constants, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly key: KeyObject
}

/** What differs from the good token. */
export interface TokenFault {
  /** Added or replaced; undefined takes a parameter out. */
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** The bytes themselves, in the place of what `header` and `claims` give. */
  readonly headerBytes?: string | Buffer
  readonly payloadBytes?: string | Buffer
  readonly key?: KeyObject
  readonly signature?: (signature: Buffer, input: Buffer) => Buffer
  /** Of the finished token. */
  readonly spelling?: (token: string) => string
}

/** Signed over whatever it says, with the algorithm of its header where that is one. */
export function makeToken(good: TokenParts, fault: TokenFault = {}): string {
  const header = { ...good.header, ...fault.header }
  const claims = { ...good.claims, ...fault.claims }
  const parts = [
    fault.headerBytes ?? JSON.stringify(header),
    fault.payloadBytes ?? JSON.stringify(claims),
  ]
  const input = parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  const bytes = Buffer.from(input)
  const made = signatureOf(String(header['alg']), bytes, fault.key ?? good.key)
  const signature = fault.signature?.(made, bytes) ?? made
  const token = `${input}.${signature.toString('base64url')}`
  return fault.spelling?.(token) ?? token
}

function signatureOf(alg: string, input: Buffer, key: KeyObject): Buffer {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return sign(null, input, key)
    case 'ec':
      return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
    default: {
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      return sign('sha256', input, { key, ...(alg === 'RS256' ? {} : pss) })
    }
  }
}
