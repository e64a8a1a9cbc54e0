/** Leaves as rows of a table, and which of them are asked for. */
import type { Leaf, OperationLeaf } from '../federation-log/leaf-types.ts'
import type { SeenLeaf } from '../federation-log/findings.ts'
import { fieldsOf } from './cited-operation.ts'

export const COLUMNS = [
  '序号',
  '类型',
  '编号',
  '时刻',
  '机关',
  '目的',
  '法律依据',
  '省市',
  '授权',
  '字段',
  '结果',
  '行数',
  '所引条目',
  '条目哈希',
] as const

/** In the order of {@link COLUMNS}; null where a leaf of its type says nothing. `cited`: see cited-operation.ts. */
export function rowOf(
  { leaf, leafHash, index }: SeenLeaf,
  cited: OperationLeaf | null,
): readonly (string | number | null)[] {
  const { id, at, type } = leaf
  const facts = factsOf(leaf)
  return [
    index,
    type,
    id,
    at,
    'agency' in leaf ? leaf.agency : null,
    'purpose' in leaf ? leaf.purpose : null,
    'bases' in leaf ? leaf.bases.join(' ') : null,
    provincesOf(leaf).join(' '),
    facts.grants,
    fieldsOf(leaf, cited)?.join(' ') ?? null,
    facts.result,
    facts.rows,
    facts.link,
    leafHash,
  ]
}

export function provincesOf(leaf: Leaf): readonly string[] {
  if (leaf.type === 'INTENT') return leaf.provinces
  if (leaf.type === 'OUTCOME') return leaf.answers.map(({ province }) => province)
  return 'province' in leaf && leaf.province !== null ? [leaf.province] : []
}

interface Facts {
  readonly grants: string | null
  readonly result: string | null
  readonly rows: number | null
  readonly link: string | null
}

const NONE: Facts = { grants: null, result: null, rows: null, link: null }

function factsOf(leaf: Leaf): Facts {
  switch (leaf.type) {
    case 'OPERATION':
      return NONE
    case 'INTENT':
      return { ...NONE, grants: leaf.grants.join(' '), link: leaf.asks }
    case 'OUTCOME': {
      const rows = leaf.answers.reduce((sum, answer) => sum + answer.rows, 0)
      return { ...NONE, result: leaf.result, rows, link: leaf.intent }
    }
    case 'REFUSAL':
      return { ...NONE, result: leaf.code }
    case 'GRANT':
      return { ...NONE, grants: leaf.grant, result: leaf.act }
    case 'ERASURE':
      return { ...NONE, link: leaf.target }
    case 'KEY_ROTATION':
      return { ...NONE, result: leaf.reason }
    case 'ADMINISTRATIVE':
      return { ...NONE, result: leaf.act, rows: leaf.count }
  }
}

/** What is asked for; undefined: everything. Officer and subject are digests and cannot be asked here. */
export interface LeafFilter {
  readonly type?: string | undefined
  readonly agency?: string | undefined
  readonly purpose?: string | undefined
  readonly province?: string | undefined
  readonly result?: string | undefined
  /** Instants, the second one not included. */
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export function isAskedFor(leaf: Leaf, filter: LeafFilter): boolean {
  const { type, agency, purpose, province, result, since, until } = filter
  return (
    (type === undefined || leaf.type === type) &&
    (agency === undefined || ('agency' in leaf && leaf.agency === agency)) &&
    (purpose === undefined || ('purpose' in leaf && leaf.purpose === purpose)) &&
    (province === undefined || provincesOf(leaf).includes(province)) &&
    (result === undefined || factsOf(leaf).result === result) &&
    (since === undefined || leaf.at >= since) &&
    (until === undefined || leaf.at < until)
  )
}
