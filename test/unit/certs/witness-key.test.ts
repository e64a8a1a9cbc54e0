import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifierKeyOf } from '../../../certs/witness-key.ts'

/** SubjectPublicKeyInfo of an Ed25519 key: RFC 8410, section 10.1. */
const PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

describe('verifierKeyOf', () => {
  it('writes the example of C2SP signed-note as it stands there', () => {
    const raw = Buffer.from('AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', 'base64').subarray(1)
    const der = Buffer.concat([PREFIX, raw])
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' })
    const written = verifierKeyOf('example.com/foo', key, 0x01)
    expect(written).toBe('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
    expect(verifierKeyOf('example.com/foo', key)).toMatch(/^example\.com\/foo\+[0-9a-f]{8}\+BO/)
  })
})
