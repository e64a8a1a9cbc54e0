import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeGb18030, encodeForm, encodeGb18030 } from '../../../adapters/jiangsu/charset.ts'
import { signatureOf } from '../../../adapters/jiangsu/client.ts'
import { charsetVectors, formVectors } from './fixture.ts'

describe('GB18030, against bytes made by Python and iconv', () => {
  it.each(charsetVectors.vectors)('encodes and decodes $title', ({ text, hex }) => {
    expect(encodeGb18030(text).toString('hex')).toBe(hex)
    expect(decodeGb18030(Buffer.from(hex, 'hex'))).toBe(text)
  })

  it.each(charsetVectors.moved)('reads $text in the bytes of both editions', ({ text, hex }) => {
    expect(hex.map((each) => decodeGb18030(Buffer.from(each, 'hex')))).toEqual([text, text])
    expect(hex).toContain(encodeGb18030(text).toString('hex'))
  })

  it('keeps every text', () => {
    // Private-use characters that the standard has given to real ones come back as those.
    const unit = fc.string({ unit: 'binary', maxLength: 40 })
    const text = unit.filter((each) => !/[\ue000-\uf8ff]/.test(each))
    fc.assert(
      fc.property(text, (each) => decodeGb18030(encodeGb18030(`成功${each}`)) === `成功${each}`),
    )
  })

  it.each([
    ['UTF-8', Buffer.from('{"RESULT_MSG":"成功"}', 'utf8')],
    ['UTF-8 of rare ideographs', Buffer.from('{"CORP_NAME":"示例𠮷"}', 'utf8')],
    ['half a character of two bytes', encodeGb18030('江苏').subarray(0, 3)],
    ['half a character of four bytes', encodeGb18030('𠮷').subarray(0, 2)],
    ['a byte that begins nothing', Buffer.from([0x41, 0xff])],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeGb18030(bytes)).toThrow()
  })

  it('refuses any answer with an ideograph that comes in UTF-8', () => {
    const ideographs = fc.string({
      unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map((c) => String.fromCodePoint(c)),
      minLength: 1,
    })
    fc.assert(
      fc.property(ideographs, (text) => {
        expect(() => decodeGb18030(Buffer.from(`{"CORP_NAME":"${text}"}`, 'utf8'))).toThrow()
      }),
    )
  })
})

describe('forms, against those of Python and signatures of openssl', () => {
  it.each(formVectors.vectors)('$form', ({ fields, form, sign }) => {
    expect(encodeForm(fields)).toBe(form)
    expect(signatureOf(form, formVectors.key)).toBe(sign)
  })
})
