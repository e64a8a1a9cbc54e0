/** A leaf (存证条目) as the graph shows it; what its type does not have is null. Operations are read beside it. */
import type { Leaf } from '../federation-log/leaf-types.ts'
import type { AuditedEntry } from '../audit/desk.ts'
import { provincesOf } from '../audit/leaf-rows.ts'

export function shapeLeaf({ index, leafHash, bytes, leaf }: AuditedEntry) {
  const { type, id, at } = leaf
  return {
    ...{ index, leafHash, type, id, at },
    leaf: bytes.toString('utf8'),
    agency: 'agency' in leaf ? leaf.agency : null,
    purpose: 'purpose' in leaf ? leaf.purpose : null,
    legalBases: 'bases' in leaf ? leaf.bases : null,
    provinces: provincesOf(leaf),
    grants: grantsOf(leaf),
    result: resultOf(leaf),
    answers: leaf.type === 'OUTCOME' ? leaf.answers : null,
    count: leaf.type === 'ADMINISTRATIVE' ? leaf.count : null,
    document: 'document' in leaf ? leaf.document : null,
  }
}

function grantsOf(leaf: Leaf): readonly string[] | null {
  if (leaf.type === 'INTENT') return leaf.grants
  return leaf.type === 'GRANT' ? [leaf.grant] : null
}

function resultOf(leaf: Leaf): string | null {
  switch (leaf.type) {
    case 'OUTCOME':
      return leaf.result
    case 'REFUSAL':
      return leaf.code
    case 'GRANT':
    case 'ADMINISTRATIVE':
      return leaf.act
    case 'KEY_ROTATION':
      return leaf.reason
    case 'OPERATION':
    case 'INTENT':
    case 'ERASURE':
      return null
  }
}
