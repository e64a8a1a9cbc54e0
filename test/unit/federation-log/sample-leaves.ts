/** One leaf of each type. Agencies, grants and codes are made up. */
import {
  digestOf,
  digestsOf,
  printDisclosure,
} from '../../../gateway/federation-log/salted-digest.ts'
import type {
  AdministrativeLeaf,
  ErasureLeaf,
  GrantLeaf,
  IntentLeaf,
  KeyRotationLeaf,
  Leaf,
  OperationLeaf,
  OutcomeLeaf,
  RefusalLeaf,
} from '../../../gateway/federation-log/leaf-types.ts'

export const DISCLOSURES = [
  ['officer', '示例人员甲'],
  ['subject', ['示例主体']],
  ['case', '虚构案号〔2026〕1号'],
].map(([name, value], i) => printDisclosure(Buffer.alloc(16, i), name as string, value!))

const HASH = digestOf('a')
const OTHER_HASH = digestOf('b')
const head = <const T extends string>(type: T) => ({
  v: 1 as const,
  type,
  id: '00000000-0000-4000-8000-000000000001',
  at: '2026-03-05T01:00:00.000Z',
  _sd: digestsOf(DISCLOSURES),
})

export const OPERATION: OperationLeaf = {
  ...head('OPERATION'),
  operation: HASH,
  fields: ['entity.name', 'entity.registration.state'],
}
export const INTENT: IntentLeaf = {
  ...head('INTENT'),
  agency: 'EXAMPLE_AGENCY',
  grants: ['ANHUI/example-grant/1', 'SHANGHAI/example-grant/1'],
  provinces: ['SHANGHAI', 'ANHUI'],
  purpose: 'INSPECTION',
  bases: ['EXAMPLE_LAW:12', 'EXAMPLE_LAW:34'],
  asks: HASH,
}
export const OUTCOME: OutcomeLeaf = {
  ...head('OUTCOME'),
  intent: HASH,
  result: 'PARTIAL',
  fields: ['entity.name'],
  answers: [
    {
      province: 'SHANGHAI',
      state: 'ANSWERED',
      rows: 1,
      digest: HASH,
      served: 'CACHE',
      live: [OTHER_HASH],
    },
    { province: 'ANHUI', state: 'TIMED_OUT', rows: 0, digest: null, served: null, live: [] },
  ],
}
export const REFUSAL: RefusalLeaf = {
  ...head('REFUSAL'),
  code: 'INTERNAL',
  agency: null,
  purpose: null,
  operation: null,
}
export const GRANT: GrantLeaf = {
  ...head('GRANT'),
  act: 'GRANTED',
  grant: 'example-grant/1',
  province: 'ZHEJIANG',
  agency: 'EXAMPLE_AGENCY',
  document: HASH,
  validFrom: '2026-03-01T00:00:00.000Z',
  validUntil: '2027-03-01T00:00:00.000Z',
}
export const ERASURE: ErasureLeaf = {
  ...head('ERASURE'),
  target: HASH,
  digests: [OTHER_HASH],
  province: 'JIANGSU',
  bases: ['EXAMPLE_LAW:47'],
}
export const KEY_ROTATION: KeyRotationLeaf = {
  ...head('KEY_ROTATION'),
  use: 'LOG',
  oldKey: 'log.ydelta.example/federation+00000000+AQ==',
  newKey: 'log.ydelta.example/federation+00000001+AQ==',
  reason: 'PLANNED',
  from: '2026-03-05T01:00:00.000Z',
}
export const ADMINISTRATIVE: AdministrativeLeaf = {
  ...head('ADMINISTRATIVE'),
  act: 'EXPORT',
  role: 'AUDITOR',
  agency: 'XC-0001',
  province: 'SHANGHAI',
  count: 100,
  document: HASH,
}
export const LEAVES: readonly Leaf[] = [
  OPERATION,
  INTENT,
  OUTCOME,
  REFUSAL,
  GRANT,
  ERASURE,
  KEY_ROTATION,
  ADMINISTRATIVE,
]
