import { describe, expect, it } from 'vitest'
import {
  flipBit,
  indefiniteLength,
  longerLength,
  nested,
  replaceBytes,
  wrongLength,
} from '../../support/x509/der-faults.ts'
import {
  bitString,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
  string,
  time,
  utcTime,
} from '../../support/x509/der-writer.ts'

describe('the DER writer', () => {
  it.each([
    ['zero', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128, which needs a sign octet', integer(128), '02020080'],
    ['-1', integer(-1), '0201ff'],
    ['-128', integer(-128), '020180'],
    ['-129', integer(-129), '0202ff7f'],
    ['2^64', integer(2n ** 64n), '0209010000000000000000'],
    ['an INTEGER of no content', integer(Buffer.alloc(0)), '0200'],
    ['an OID', oid('1.2.840.113549'), '06062a864886f70d'],
    ['an OID that begins with 2 and over 39', oid('2.999.3'), '0603883703'],
    ['an OID with an arc of 70 bits', oid(`1.2.${2n ** 70n}`), '060c2a8180808080808080808000'],
    ['named bits without zeros at the end', namedBits([5, 6]), '03020106'],
    ['named bits in a second octet', namedBits([0, 8]), '0303078080'],
    ['no named bit', namedBits([]), '030100'],
    ['a BIT STRING', bitString(Buffer.of(0xa0), 5), '030205a0'],
    ['a BMPString', string('bmp', '沪'), '1e026caa'],
    ['a UTF8String', string('utf8', '沪'), '0c03e6b2aa'],
    ['a UniversalString', string('universal', '沪'), '1c0400006caa'],
    ['a TeletexString', string('teletex', 'ü'), '1401fc'],
    ['[1] EXPLICIT', explicit(1, integer(1)), 'a103020101'],
    ['[1] IMPLICIT', implicit(1, integer(1)), '810101'],
    ['[1] IMPLICIT of a SEQUENCE', implicit(1, sequence(integer(1))), 'a103020101'],
    ['a SET OF in its order', setOf(integer(2), integer(1)), '3106020101020102'],
  ])('writes %s', (_, written, hex) => {
    expect(written.toString('hex')).toBe(hex)
  })

  it.each([
    [127, '047f'],
    [128, '048180'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes a length of %i', (size, head) => {
    expect(octetString(Buffer.alloc(size)).toString('hex')).toBe(head + '00'.repeat(size))
  })

  it.each([
    ['1950-01-01T00:00:00Z', '\x17\x0d500101000000Z'],
    ['2049-12-31T23:59:59Z', '\x17\x0d491231235959Z'],
    ['2050-01-01T00:00:00Z', '\x18\x0f20500101000000Z'],
    ['1949-12-31T23:59:59Z', '\x18\x0f19491231235959Z'],
  ])('writes %s as RFC 5280 asks', (at, written) => {
    expect(time(new Date(at)).toString('latin1')).toBe(written)
  })

  it('writes a time as it is given', () => {
    expect(utcTime('2601010000Z').toString('latin1')).toBe('\x17\x0b2601010000Z')
    expect(generalizedTime('20260101000000.5Z').toString('latin1')).toBe(
      '\x18\x1120260101000000.5Z',
    )
  })
})

describe('what DER forbids', () => {
  const long = octetString(Buffer.alloc(200, 7))

  it.each([
    ['one octet more for a short length', longerLength(integer(5)), '02810105'],
    ['two octets more for a short length', longerLength(integer(5), 2), '0282000105'],
    ['the indefinite form', indefiniteLength(sequence(integer(5))), '30800201050000'],
    ['a length that says too much', wrongLength(integer(5), 1), '02840000000205'],
    ['a length that says too little', wrongLength(integer(5), -1), '02840000000005'],
    ['SEQUENCEs in SEQUENCEs', nested(3), '300430023000'],
    ['another bit', flipBit(integer(5), 23), '020104'],
    ['other octets', replaceBytes(integer(5), Buffer.of(5), Buffer.of(1, 2)), '02010102'],
  ])('writes %s', (_, written, hex) => {
    expect(written.toString('hex')).toBe(hex)
  })

  it('writes one octet more for a long length', () => {
    expect(longerLength(long).subarray(0, 5).toString('hex')).toBe('048200c807')
    expect(longerLength(long)).toHaveLength(long.length + 1)
  })

  it('nests as deep as asked, with right lengths', () => {
    let item = nested(20_000)
    let depth = 1
    for (; item.length > 2; depth += 1) {
      const head = item[1]! < 0x80 ? 2 : 2 + (item[1]! & 0x7f)
      const size = head === 2 ? item[1]! : item.readUIntBE(2, head - 2)
      expect(size).toBe(item.length - head)
      item = item.subarray(head)
    }
    expect(depth).toBe(20_000)
  })

  it('says so when there is nothing to replace', () => {
    expect(() => replaceBytes(integer(5), Buffer.of(9), Buffer.of(1))).toThrow('no 09 in there')
  })
})
