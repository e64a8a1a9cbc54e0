/**
 * The catalogue (数据目录) of the four provinces. Source: 政务数据共享条例 (State Council Order 809): one
 * catalogue, each entry shared without condition, with condition, or not. Which attribute an entry
 * has is the owner's decision: these rows are an example for the pretend provinces, and a deployment
 * replaces them by what its owners publish.
 */
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { CatalogueEntry } from '../access/catalogue.ts'
import { INDIVIDUAL_FIELDS, PERSON_FIELDS, PUBLIC_FIELDS } from './catalogue-fields.ts'

export const CATALOGUE: readonly CatalogueEntry[] = PROVINCES.flatMap(entriesOf)

function entriesOf(owner: Province): readonly CatalogueEntry[] {
  const { slug, zh } = PROVINCE_FACTS[owner]
  return [
    {
      id: `${slug}-public-record`,
      owner,
      title: `${zh}经营主体登记与公示信息`,
      attribute: 'UNCONDITIONAL',
      condition: null,
      fields: PUBLIC_FIELDS,
      grades: ['GENERAL'],
    },
    {
      id: `${slug}-persons`,
      owner,
      title: `${zh}负责人与个体工商户身份信息`,
      attribute: 'CONDITIONAL',
      condition:
        '限履行法定职责所必需，须写明使用场景、案件类别和法律依据，不得扩大使用范围或转交第三方',
      fields: joined(PERSON_FIELDS, INDIVIDUAL_FIELDS),
      grades: ['GENERAL', 'PERSONAL'],
    },
    {
      id: `${slug}-archive-scans`,
      owner,
      title: `${zh}登记档案影像（本平台不提供）`,
      attribute: 'NOT_SHARED',
      condition: null,
      // No field of the graph shows them.
      fields: {},
      grades: ['PERSONAL'],
    },
  ]
}

/** Two field sets as one. */
export function joined(...sets: readonly CatalogueEntry['fields'][]): CatalogueEntry['fields'] {
  const all = new Map<string, Set<string>>()
  for (const [type, names] of sets.flatMap((fields) => Object.entries(fields))) {
    const known = all.get(type) ?? new Set()
    all.set(type, new Set([...known, ...names]))
  }
  return Object.fromEntries([...all].map(([type, names]) => [type, [...names]]))
}
