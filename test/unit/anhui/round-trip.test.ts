// Whatever the model holds, the protocol carries: map(encode(record)) is the record.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeEntity, encodeRecordsPage } from '../../../adapters/anhui/sandbox-encode.ts'
import { mapEntity } from '../../../adapters/anhui/map.ts'
import { recordsIn } from '../../../adapters/anhui/wire.ts'
import { comparable } from '../../contract/comparable.ts'
import {
  decisionsOnlyRecord,
  manyPenaltiesRecord,
  recordWithUnknownCodes,
  richRecord,
  sparseRecord,
} from '../../support/fictitious-records.ts'
import { anyRecord } from './any-record.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'

function throughTheWire(record: RegistryRecord, pageSize = 3): RegistryRecord {
  const row = encodeEntity(record, 'P', pageSize)
  const pages = Math.max(1, Math.ceil(Number(row.RecordTotal) / pageSize))
  const records = Array.from({ length: pages }, (_, i) =>
    recordsIn(encodeRecordsPage(record, 'P', i + 1, pageSize).row.RecordXml),
  ).flat()
  expect(recordsIn(row.RecordXml)).toEqual(records.slice(0, pageSize))
  // As JSON, which is how both halves meet.
  return mapEntity(record.uscc!, JSON.parse(JSON.stringify(row)) as object, records)
}

describe('a record', () => {
  it.each([
    ['with everything', richRecord(1)],
    ['with next to nothing', sparseRecord(2)],
    ['of decisions only', decisionsOnlyRecord(3)],
    ['with many penalties', manyPenaltiesRecord(4, 20)],
    ['with codes nobody knows', recordWithUnknownCodes(5)],
  ])('%s comes back whole', (_, record) => {
    expect(comparable(throughTheWire(record))).toEqual(comparable(record))
  })

  it('of any content comes back whole', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(throughTheWire(record)).toEqual(record)
      }),
      { numRuns: 200 },
    )
  })
})
