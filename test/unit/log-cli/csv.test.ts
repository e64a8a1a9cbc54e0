import { describe, expect, it } from 'vitest'
import { BYTE_ORDER_MARK, csvLine } from '../../../gateway/audit/csv.ts'
import { COLUMNS, isAskedFor, rowOf } from '../../../gateway/audit/leaf-rows.ts'
import type { Leaf, OperationLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { INTENT, LEAVES, OPERATION, OUTCOME, REFUSAL } from '../federation-log/sample-leaves.ts'

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
      const row = rowOf({ leaf, leafHash: 'hash', index: 7 }, null)
      expect(row).toHaveLength(COLUMNS.length)
      expect(row).toEqual(expect.arrayContaining([7, leaf.type, leaf.id, leaf.at, 'hash']))
    },
  )

  const column = (leaf: Leaf, cited: OperationLeaf | null, name: (typeof COLUMNS)[number]) =>
    rowOf({ leaf, leafHash: 'hash', index: 7 }, cited)[COLUMNS.indexOf(name)]
  const all = OPERATION.fields.join(' ')

  it.each<[string, Leaf, OperationLeaf | null, string | null]>([
    ['an operation', OPERATION, null, all],
    ['an intent, by what it cites', INTENT, OPERATION, all],
    ['an intent whose operation is not there', INTENT, null, null],
    ['an outcome that gave all', { ...OUTCOME, fields: null }, OPERATION, all],
    [
      'an outcome that gave a part',
      { ...OUTCOME, fields: ['entity.name'] },
      OPERATION,
      'entity.name',
    ],
    ['an outcome that gave nothing', { ...OUTCOME, fields: [] }, OPERATION, ''],
    ['a refusal', REFUSAL, null, null],
  ])('has the fields of %s', (_, leaf, cited, fields) => {
    expect(column(leaf, cited, '字段')).toBe(fields)
  })

  it('names what the leaf cites', () => {
    expect(column(INTENT, OPERATION, '所引条目')).toBe(INTENT.asks)
    expect(column(OUTCOME, OPERATION, '所引条目')).toBe(OUTCOME.intent)
    expect(column(OPERATION, null, '所引条目')).toBeNull()
  })

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
