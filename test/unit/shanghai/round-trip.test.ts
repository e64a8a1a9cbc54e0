import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from '../../../adapters/shanghai/envelope.ts'
import { recordOf } from '../../../adapters/shanghai/map.ts'
import { answer } from '../../../adapters/shanghai/sandbox-answer.ts'
import { debtorRow, encodeList } from '../../../adapters/shanghai/sandbox-encode-lists.ts'
import { encodeBase } from '../../../adapters/shanghai/sandbox-encode.ts'
import { LISTS } from '../../../adapters/shanghai/wire.ts'
import type { EntityRows, Row } from '../../../adapters/shanghai/wire.ts'
import type { Money } from '../../../schemas/model/money.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { comparable } from '../../contract/comparable.ts'
import { anyRecord } from '../../support/any-record.ts'
import { plainRecord } from '../../support/fictitious-records.ts'

const overJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Through the bytes of the answers and back. */
function carried(record: RegistryRecord): RegistryRecord {
  const lists = LISTS.map((name) => [name, overJson(encodeList(record, name))])
  const debtors = record.dishonestDebtorListings.map((entry) => debtorRow(entry, record, 'SH1'))
  return recordOf(
    {
      base: overJson(encodeBase(record, 'SH1')) as Row,
      lists: Object.fromEntries(lists) as EntityRows['lists'],
      debtors: readXml(answer('xml', { total: debtors.length, rows: debtors })).rows,
    },
    record.uscc!,
  )
}

describe('the protocol carries everything the model holds', () => {
  it('any record comes back as it was', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const back = carried(record)
        expect(comparable(back)).toEqual(comparable(record))
        expect(back.unknownCodes).toEqual(record.unknownCodes)
      }),
      { numRuns: 200 },
    )
  })

  it.each<[string, Money]>([
    ['a single fen', { fen: '1', currency: 'CNY' }],
    ['nothing', { fen: '0', currency: 'CNY' }],
    ['more than 53 bits', { fen: '99999999999999999999999', currency: 'CNY' }],
    ['parts of a fen, as written', { fen: '2', currency: 'CNY', sourceText: '0.0000015' }],
  ])('an amount: %s', (_, fine) => {
    const [penalty] = carried({ ...plainRecord(1), penalties: [{ ...NO_PENALTY, fine }] }).penalties
    expect(penalty?.fine).toEqual(fine)
  })

  it('a carriage return, which XML would turn into a line feed', () => {
    const record = {
      ...plainRecord(1),
      dishonestDebtorListings: [{ ...NO_DEBTOR, duty: '虚\r\n构' }],
    }
    expect(carried(record).dishonestDebtorListings[0]?.duty).toBe('虚\r\n构')
  })
})

const NO_PENALTY: RegistryRecord['penalties'][number] = {
  sourceId: 'CF1',
  authority: null,
  documentNumber: null,
  violation: null,
  legalBasis: null,
  kinds: [],
  content: null,
  fine: null,
  confiscated: null,
  decidedOn: null,
  publishedOn: null,
  publicityUntil: null,
}

const NO_DEBTOR: RegistryRecord['dishonestDebtorListings'][number] = {
  sourceId: 'SX1',
  authority: null,
  caseNumber: null,
  basisNumber: null,
  basisUnit: null,
  filedOn: null,
  publishedOn: null,
  duty: null,
  performance: null,
  conduct: null,
}
