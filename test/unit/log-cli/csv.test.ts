import { describe, expect, it } from 'vitest'
import { BYTE_ORDER_MARK, csvLine } from '../../../gateway/audit/csv.ts'
import { COLUMNS, isAskedFor, rowOf } from '../../../gateway/audit/leaf-rows.ts'
import { INTENT, LEAVES, OUTCOME } from '../federation-log/sample-leaves.ts'

describe('a line of CSV', () => {
  it('begins a file of UTF-8 that spreadsheets read as such', () => {
    expect([...Buffer.from(BYTE_ORDER_MARK)]).toEqual([0xef, 0xbb, 0xbf])
  })

  it.each([
    [['a', 1, null, ''], 'a,1,,\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx\r\n"],
    [['\rx'], '"\'\rx"\r\n'],
    [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\r\n'],
    [['＝1', '＋1', '－1', '＠x'], "'＝1,'＋1,'－1,'＠x\r\n"],
    [[-1, 'a=b', 'x-y'], '-1,a=b,x-y\r\n'],
  ])('%j', (cells, line) => {
    expect(csvLine(cells)).toBe(line)
  })
})

describe('a leaf as a row', () => {
  it.each(LEAVES.map((leaf) => [leaf.type, leaf] as const))(
    'of type %s has every column',
    (_, leaf) => {
      const row = rowOf({ leaf, leafHash: 'hash', index: 7 })
      expect(row).toHaveLength(COLUMNS.length)
      expect(row).toEqual(expect.arrayContaining([7, leaf.type, leaf.id, leaf.at, 'hash']))
    },
  )

  it.each([
    [{}, true, true],
    [{ type: 'INTENT' }, true, false],
    [{ agency: 'EXAMPLE_AGENCY' }, true, false],
    [{ purpose: 'INSPECTION' }, true, false],
    [{ province: 'SHANGHAI' }, true, true],
    [{ province: 'JIANGSU' }, false, false],
    [{ result: 'PARTIAL' }, false, true],
    [{ since: INTENT.at, until: '2027-01-01T00:00:00.000Z' }, true, true],
    [{ until: INTENT.at }, false, false],
  ])('is asked for by %j', (filter, intent, outcome) => {
    expect([isAskedFor(INTENT, filter), isAskedFor(OUTCOME, filter)]).toEqual([intent, outcome])
  })
})
