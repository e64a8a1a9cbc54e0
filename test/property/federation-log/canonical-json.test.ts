import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalJson,
  parseCanonicalJson,
} from '../../../gateway/federation-log/canonical-json.ts'
import type { JsonValue } from '../../../gateway/federation-log/canonical-json.ts'
import {
  digestsOf,
  openDisclosure,
  parseDisclosure,
  printDisclosure,
} from '../../../gateway/federation-log/salted-digest.ts'

const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__')
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}))

describe('canonical JSON', () => {
  it('reads what it wrote, and writes it the same again', () => {
    const property = fc.property(value, (any) => {
      const text = canonicalJson(any)
      expect(canonicalJson(parseCanonicalJson(Buffer.from(text)))).toBe(text)
      expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text)
      expect(JSON.stringify(JSON.parse(text))).toHaveLength(text.length)
    })
    fc.assert(property)
  })

  it('does not depend on the order in which names were given', () => {
    const property = fc.property(fc.dictionary(name, value), fc.nat(), (object, seed) => {
      const names = Object.entries(object)
      const turned = names.map((_, i) => names[(i + seed) % names.length]!).toReversed()
      expect(canonicalJson(Object.fromEntries(turned))).toBe(canonicalJson(object))
    })
    fc.assert(property)
  })

  it('gives two values two texts', () => {
    const property = fc.property(value, value, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      const isSame = canonicalJson(one) === canonicalJson(other)
      if (isSame) expect(JSON.parse(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(other)))
    })
    fc.assert(property)
  })

  it('is refused with one byte more anywhere outside a text', () => {
    const property = fc.property(fc.dictionary(name, fc.integer()), fc.nat(), (object, at) => {
      const text = canonicalJson(object)
      const outside = [...text.matchAll(/[{}:,]/g)].filter(({ index }) => !isInText(text, index))
      const { index } = outside[at % outside.length]!
      const spaced = Buffer.from(`${text.slice(0, index)} ${text.slice(index)}`)
      expect(() => parseCanonicalJson(spaced)).toThrow()
    })
    fc.assert(property)
  })
})

describe('a disclosure', () => {
  const salt = fc.uint8Array({ minLength: 16, maxLength: 16 })
  const names = name.filter((text) => !['', '_sd', '...'].includes(text))

  it('is read as it was made, and belongs to its leaf with no bit changed', () => {
    const property = fc.property(salt, names, value, fc.nat(), (bytes, called, any, bit) => {
      const disclosure = printDisclosure(bytes, called, any)
      const leaf = { _sd: digestsOf([disclosure]) }
      expect(canonicalJson(openDisclosure(leaf, disclosure).value)).toBe(canonicalJson(any))
      const inside = Buffer.from(disclosure, 'base64url')
      inside[Math.floor(bit / 8) % inside.length]! ^= 1 << (bit % 8)
      expect(() => openDisclosure(leaf, inside.toString('base64url'))).toThrow()
    })
    fc.assert(property)
  })

  it('is another one with another salt', () => {
    const property = fc.property(salt, salt, names, (one, other, called) => {
      fc.pre(!Buffer.from(one).equals(other))
      const [first, second] = [one, other].map((each) => printDisclosure(each, called, null))
      expect(first).not.toBe(second)
      expect(parseDisclosure(first!).salt).toEqual(Buffer.from(one))
    })
    fc.assert(property)
  })
})

/** Whether an odd number of quotes that are not escaped stand before. */
function isInText(text: string, at: number): boolean {
  return [...text.slice(0, at).matchAll(/\\.|"/g)].filter(([each]) => each === '"').length % 2 === 1
}
