import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mask } from '../../../gateway/access/mask.ts'
import type { MaskKind } from '../../../gateway/access/mask.ts'

const KINDS: MaskKind[] = [
  'PERSON_NAME',
  'IDENTITY_NUMBER',
  'PHONE',
  'ADDRESS',
  'TRADE_NAME',
  'WITHHELD',
]
const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code))
const text = (min: number, max: number) => fc.string({ unit: han, minLength: min, maxLength: max })
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

describe('masks', () => {
  it('never throw, and never give the value back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string({ unit: 'binary' }), (kind, value) => {
        const plain = value.replaceAll('*', '')
        expect(mask(kind, plain)).not.toBe(plain)
      }),
    )
  })

  it('are the same when masked again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string({ unit: 'grapheme' }), (kind, value) => {
        const once = mask(kind, value)
        if (once !== null && kind !== 'PHONE') expect(mask(kind, once)).toBe(once)
      }),
    )
  })

  it('of names keep the first character and neither the rest nor its length', () => {
    fc.assert(
      fc.property(text(1, 1), text(2, 30), (first, rest) => {
        expect(mask('PERSON_NAME', first + rest)).toBe(`${first}**`)
      }),
    )
  })

  it('of identity numbers keep two characters', () => {
    fc.assert(
      fc.property(digits(1), digits(16), digits(1), (first, middle, last) => {
        expect(mask('IDENTITY_NUMBER', first + middle + last)).toBe(first + '*'.repeat(16) + last)
      }),
    )
  })

  it('of mobile numbers do not depend on the four digits in the middle', () => {
    fc.assert(
      fc.property(digits(2), digits(4), digits(4), digits(4), (head, one, other, tail) => {
        const phone = (middle: string) => mask('PHONE', `1${head}${middle}${tail}`)
        expect(phone(one)).toBe(phone(other))
      }),
    )
  })

  it('of addresses do not depend on what stands behind the division', () => {
    fc.assert(
      fc.property(text(1, 20), text(1, 20), (one, other) => {
        const address = (rest: string) => mask('ADDRESS', `上海市浦东新区虚构${rest}`)
        expect(address(one)).toBe(address(other))
      }),
    )
  })
})
