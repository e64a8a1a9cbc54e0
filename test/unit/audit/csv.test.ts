/** Tables for spreadsheet programs: what was written is read back, and no cell is run as a formula. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BYTE_ORDER_MARK, csvLine } from '../../../gateway/audit/csv.ts'

/** RFC 4180, section 2, by hand: one line. */
function readLine(line: string): readonly string[] {
  expect(line.endsWith('\r\n')).toBe(true)
  const cells: string[] = []
  for (let at = 0; at < line.length - 2 + 1;) {
    const quoted = line[at] === '"'
    const match = quoted
      ? /^"((?:[^"]|"")*)"(?:,|\r\n$)/.exec(line.slice(at))
      : /^([^",\r\n]*)(?:,|\r\n$)/.exec(line.slice(at))
    expect(match).not.toBeNull()
    cells.push(quoted ? match![1]!.replaceAll('""', '"') : match![1]!)
    at += match![0].length
    if (match![0].endsWith('\r\n')) break
  }
  return cells
}

const DANGEROUS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']
/** Also after what a program leaves out. */
function isDangerous(text: string): boolean {
  const first = [...text].find((char) => !/[\s\p{C}]/u.test(char)) ?? ''
  return /^[\t\r]/.test(text) || DANGEROUS.includes(first)
}

const anyCell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.tuple(fc.constantFrom(...DANGEROUS), fc.string()).map(([first, rest]) => first + rest),
  fc.constantFrom(' =1+1', '\u200b-1', '\n@x'),
  fc.constantFrom('', '"', ',', '\r\n', '=cmd|"/c calc"!A1', '虚构,"公司"'),
)

describe('a line of a table', () => {
  it('is read back as it was, but for the apostrophe before what would be a formula', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 1, maxLength: 8 }), (cells) => {
        const expected = cells.map((text) => (isDangerous(text) ? `'${text}` : text))
        expect(readLine(csvLine(cells))).toEqual(expected)
      }),
    )
  })

  it('never holds a cell that begins as a formula', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 1, maxLength: 8 }), (cells) => {
        for (const cell of readLine(csvLine(cells))) {
          expect(isDangerous(cell)).toBe(false)
        }
      }),
    )
  })

  it('holds numbers as they are, and nothing for what is not there', () => {
    expect(csvLine([0, -1, null, '甲'])).toBe('0,-1,,甲\r\n')
  })

  it('follows the mark by which programs know UTF-8', () => {
    expect([...Buffer.from(BYTE_ORDER_MARK)]).toEqual([0xef, 0xbb, 0xbf])
  })
})
