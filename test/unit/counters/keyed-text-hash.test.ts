import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKeyedTextHash } from '../../../gateway/keyed-text-hash.ts'

describe('createKeyedTextHash', () => {
  // RFC 4231, sections 4.2 and 4.3.
  it.each([
    [
      Buffer.alloc(20, 0x0b),
      'Hi There',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      Buffer.from('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
  ])('agrees with RFC 4231', (key, text, expected) => {
    expect(createKeyedTextHash(key)(text)).toBe(expected)
  })

  it('agrees with HMAC-SHA256 for texts of any length and script, one after the other', () => {
    const key = randomBytes(32)
    const keyed = createKeyedTextHash(key)
    for (const length of [0, 1, 200, 3, 4_000, 17, 4_001]) {
      for (const letter of ['a', '案', '〔', '𠀀', '\ud800']) {
        const text = letter.repeat(length)
        expect(keyed(text)).toBe(createHmac('sha256', key).update(text).digest('hex'))
      }
    }
  })

  it('takes keys up to one block, and none that is longer', () => {
    const key = randomBytes(64)
    expect(createKeyedTextHash(key)('x')).toBe(createHmac('sha256', key).update('x').digest('hex'))
    expect(() => createKeyedTextHash(randomBytes(65))).toThrow(RangeError)
  })
})
