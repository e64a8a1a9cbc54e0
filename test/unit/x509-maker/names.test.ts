import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeLeaf, makeRoot } from '../../support/x509/hierarchy.ts'
import type { Name } from '../../support/x509/names.ts'

const root = makeRoot()

describe('a name', () => {
  it.each<[string, Name, string]>([
    [
      'in its order',
      [
        ['C', 'CN'],
        ['ST', '上海市'],
        ['CN', '虚构'],
      ],
      'C=CN\nST=上海市\nCN=虚构',
    ],
    [
      'of other string types',
      [
        ['O', '虚构', 'bmp'],
        ['CN', 'x', 'teletex'],
      ],
      'O=虚构\nCN=x',
    ],
    [
      'with two attributes in one RDN',
      [
        [
          ['OU', 'b'],
          ['CN', 'a'],
        ],
      ],
      'CN=a + OU=b',
    ],
    ['with a type of its own', [['1.2.3.4', 'x']], '1.2.3.4=x'],
  ])('is written %s', (_, subject, shown) => {
    expect(new X509Certificate(makeLeaf(root, { subject }).der).subject).toBe(shown)
  })

  it.each<[string, Name, string]>([
    ['a NUL', [['CN', 'a\0b']], '0c03610062'],
    ['no UTF-8', [['CN', Buffer.of(0xff)]], '0c01ff'],
    ['a PrintableString that is none', [['C', 'C*']], '1302432a'],
    ['nothing', [['CN', '']], '0c00'],
  ])('may have %s in it', (_, subject, hex) => {
    expect(makeLeaf(root, { subject }).der.includes(Buffer.from(hex, 'hex'))).toBe(true)
  })
})
