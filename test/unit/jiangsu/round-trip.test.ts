import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { decodeGb18030 } from '../../../adapters/jiangsu/charset.ts'
import { mapRecord } from '../../../adapters/jiangsu/map.ts'
import { countRows, encodeRows } from '../../../adapters/jiangsu/sandbox-encode-rows.ts'
import { encodeBase } from '../../../adapters/jiangsu/sandbox-encode.ts'
import type { BaseRow, RecordRow } from '../../../adapters/jiangsu/wire.ts'
import { knownCode } from '../../../schemas/model/coded.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { manyPenaltiesRecord, plainRecord, richRecord } from '../../support/fictitious-records.ts'
import { arbitraryRecord } from './arbitrary-record.ts'

/** There and back in the bytes of the wire. */
function roundTrip(record: RegistryRecord): RegistryRecord {
  const rows = encodeRows(record)
  const base = encodeBase(record, { ID: '1', ORG: '1', SEQ_ID: '1' }, rows.length)
  const bytes = iconv.encode(JSON.stringify({ 说明: '成功', base, rows }), 'gb18030')
  const sent = JSON.parse(decodeGb18030(bytes)) as { base: BaseRow; rows: RecordRow[] }
  return mapRecord(sent.base, sent.rows)
}

describe('what the registry encodes, the adapter reads', () => {
  it('for any record', () => {
    fc.assert(
      fc.property(arbitraryRecord, (record) => {
        expect(roundTrip(record)).toEqual(record)
      }),
      { numRuns: 300 },
    )
  })

  it('with names brought to full-width brackets', () => {
    expect(
      roundTrip(plainRecord(1, { name: '虚构(南京)商行', formerNames: ['示例(旧)'] })),
    ).toMatchObject({ name: '虚构（南京）商行', formerNames: ['示例（旧）'] })
  })

  it.each(['1000', '1110', '1151', '1190'])('with code %s of a kind that has several', (code) => {
    const { registration, ...plain } = plainRecord(1)
    const entityType = knownCode('COMPANY' as const, code, '有限责任公司')
    const record = { ...plain, registration: { ...registration!, entityType } }
    expect(roundTrip(record).registration!.entityType).toEqual(entityType)
  })

  it('with an amount of parts of a fen', () => {
    const capital = { fen: '0', currency: 'CNY', sourceText: '0.00000049万元人民币' }
    const { registration, ...plain } = plainRecord(1)
    const record = { ...plain, registration: { ...registration!, capital } }
    expect(roundTrip(record).registration!.capital).toEqual(capital)
  })

  it.each([richRecord(1), manyPenaltiesRecord(2, 250), plainRecord(3)])(
    'and counts the rows as they are ($name)',
    (record) => {
      expect(countRows(record)).toBe(encodeRows(record).length)
    },
  )
})
