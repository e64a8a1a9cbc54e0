/**
 * Leaves that name the fields of a document: all questions of one document have the same, and they are
 * most of the leaf. What printLeaf has read and printed once is copied into the next leaf.
 */
import { canonicalJson } from '../federation-log/canonical-json.ts'
import { MOST_LEAF_BYTES, printLeaf } from '../federation-log/leaf.ts'
import type { Leaf } from '../federation-log/leaf-types.ts'

/** By the document's own array, which nobody changes and which goes when the document does. */
const printed = new WeakMap<readonly string[], Buffer>()

/** Quotes within texts are escaped, so that this stands in a leaf once, for its member. */
const NO_FIELDS = Buffer.from('"fields":[]')
const BRACKETS = '[]'.length

/** The same bytes as {@link printLeaf}. @throws {FederationError} the same. */
export function printWithKnownFields(leaf: Leaf): Buffer {
  if ((leaf.type !== 'INTENT' && leaf.type !== 'OUTCOME') || leaf.fields.length === 0) {
    return printLeaf(leaf)
  }
  const fields = printed.get(leaf.fields)
  if (fields === undefined) {
    const bytes = printLeaf(leaf)
    printed.set(leaf.fields, Buffer.from(canonicalJson(leaf.fields)))
    return bytes
  }
  const rest = printLeaf({ ...leaf, fields: [] })
  if (rest.length - BRACKETS + fields.length > MOST_LEAF_BYTES) return printLeaf(leaf)
  const end = rest.indexOf(NO_FIELDS) + NO_FIELDS.length
  return Buffer.concat([rest.subarray(0, end - BRACKETS), fields, rest.subarray(end)])
}
