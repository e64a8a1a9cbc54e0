import { askPath } from '../../../support/good-path.ts'
import type { Name } from '../../../support/x509/names.ts'
import type { Case } from '../case.ts'

const step = 'NAMES'
const code = 'CERT_NAME_SUSPECT'

const named = (commonName: string): Name => [
  ['C', 'CN'],
  ['ST', '上海市'],
  ['O', '虚构登记机关'],
  ['CN', commonName],
]

const SUSPECT: readonly [string, number][] = [
  ['a line break', 0x0a],
  ['an escape character', 0x1b],
  ['a delete character', 0x7f],
  ['a blank that does not break', 0xa0],
  ['a soft hyphen', 0xad],
  ['a Latin letter with an accent', 0xe9],
  ['a combining accent', 0x301],
  ['a Greek letter', 0x39f],
  ['a zero-width space', 0x200b],
  ['a zero-width joiner', 0x200d],
  ['a mark that turns the direction', 0x202e],
  ['an isolate that turns the direction', 0x2067],
  ['an invisible operator', 0x2062],
  ['a Roman numeral', 0x2160],
  ['a radical of the supplement', 0x2e80],
  ['a Kangxi radical', 0x2f00],
  ['an ideographic blank', 0x3000],
  ['a Katakana letter like a Han character', 0x30ed],
  ['a Hangul filler', 0x3164],
  ['a private character', 0xe000],
  ['a compatibility ideograph', 0xf900],
  ['a variation selector', 0xfe0f],
  ['a byte order mark', 0xfeff],
  ['a full-width letter', 0xff21],
  ['a half-width Katakana letter', 0xff9b],
  ['the replacement character', 0xfffd],
  ['a mathematical letter', 0x1d400],
  ['a compatibility ideograph of plane 2', 0x2f800],
  ['an invisible tag', 0xe0041],
]

export const NAMES_CASES: readonly Case[] = [
  {
    title: 'NUL in the name of the leaf',
    rule: 'NUL in a name',
    step,
    code,
    facts: { position: 1, character: 'U+0000' },
    ask: () => askPath({ leaf: { subject: named('虚构\0签署人') } }),
  },
  {
    title: 'a Cyrillic letter in the name of the leaf',
    rule: 'homoglyph in a name',
    step,
    code,
    facts: { position: 1, character: 'U+0430' },
    ask: () => askPath({ leaf: { subject: named('虚构а') } }),
  },
  ...SUSPECT.map(([title, character]): Case => ({
    title: `${title} in the name of the leaf`,
    step,
    code,
    facts: { position: 1, character: `U+${character.toString(16).toUpperCase().padStart(4, '0')}` },
    ask: () => askPath({ leaf: { subject: named(`虚构${String.fromCodePoint(character)}`) } }),
  })),
  {
    title: 'such a character in the name of the authority, first met as the issuer of the leaf',
    step,
    code,
    facts: { position: 1, character: 'U+0410' },
    ask: () => askPath({ ca: { subject: named('虚构А签发机构') } }),
  },
  {
    title: 'such a character in the name of the anchor',
    step,
    code,
    facts: { position: 2, character: 'U+2F00' },
    ask: () => askPath({ root: { subject: named('虚构⼀') } }),
  },
  {
    title: 'such a character in an organisation',
    step,
    code,
    facts: { position: 1 },
    ask: () =>
      askPath({
        leaf: {
          subject: [
            ['C', 'CN'],
            ['ST', '上海市'],
            ['O', '虚构Ｂ'],
          ],
        },
      }),
  },
  {
    title: 'a Latin-1 letter in a TeletexString',
    step,
    code,
    facts: { position: 1, character: 'U+00E9' },
    ask: () =>
      askPath({
        leaf: {
          subject: [
            ['C', 'CN'],
            ['ST', '上海市'],
            ['CN', 'fictitious é', 'teletex'],
          ],
        },
      }),
  },
]
