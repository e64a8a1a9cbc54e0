import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../../adapters/zhejiang/map.ts'
import { encodeRecord } from '../../../adapters/zhejiang/sandbox-encode.ts'
import type { BaseRow } from '../../../adapters/zhejiang/wire.ts'
import { parseWanYuan } from '../../../schemas/model/money.ts'
import type { Money } from '../../../schemas/model/money.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { plainRecord } from '../../support/fictitious-records.ts'
import { anyRecord } from './any-record.ts'

/** Through the bytes of an answer and back. */
function carried(record: RegistryRecord): RegistryRecord {
  const row = JSON.parse(JSON.stringify(encodeRecord(record, 0))) as BaseRow
  return recordOf(row, row, record.uscc!)
}

describe('the protocol carries everything the model holds', () => {
  it('any record comes back as it was', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(carried(record)).toEqual(record)
      }),
      { numRuns: 300 },
    )
  })

  it.each<[string, Money]>([
    ['the largest capital', { fen: '99999999999999999999', currency: 'CNY' }],
    ['a single fen', { fen: '1', currency: 'CNY' }],
    ['nothing', { fen: '0', currency: 'CNY' }],
    ['parts of a fen, as the source wrote them', moneyOf('1234.5678905')],
    ['a currency nobody knows', { fen: '1500000', currency: 'XXX', sourceText: '1.5 999' }],
  ])('capital: %s', (_, capital) => {
    const record = plainRecord(1)
    const registration = { ...record.registration!, capital }
    expect(carried({ ...record, registration }).registration!.capital).toEqual(capital)
  })
})

function moneyOf(wanYuan: string): Money {
  const { exact: _, ...money } = parseWanYuan(wanYuan)
  return money
}
