/** An entry out of a backup: believed only where its columns say what its leaf says. */
import { FederationError } from '../../schemas/model/errors.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import type { Leaf } from '../federation-log/leaf-types.ts'
import { hashLeaf } from '../federation-log/tree.ts'
import { bitsOf } from './data-keys.ts'

/** As PostgreSQL writes a row as JSON: bytes are text that begins with `\x`. */
export type Row = Readonly<Record<string, unknown>>

export function bytesIn(value: unknown): Buffer {
  const isHex = typeof value === 'string' && /^\\x(?:[0-9a-f]{2})*$/.test(value)
  return isHex ? Buffer.from(value.slice(2), 'hex') : Buffer.alloc(0)
}

/** Null: the row contradicts its leaf. */
export function hashOfEntry(row: Row): Buffer | null {
  const bytes = bytesIn(row['leaf'])
  const hash = hashLeaf(bytes)
  const leaf = leafOrNull(bytes)
  if (leaf === null || !hash.equals(bytesIn(row['hash']))) return null
  return isOf(leaf, row) ? hash : null
}

function isOf(leaf: Leaf, row: Row): boolean {
  const { type, result, link, at, agency, purpose, provinces } = row
  if (type !== leaf.type || Date.parse(String(at)) !== Date.parse(leaf.at)) return false
  if (leaf.type === 'OUTCOME') {
    return result === leaf.result && isLink(link, leaf.intent)
  }
  if (leaf.type === 'ERASURE') return isLink(link, leaf.target)
  if (leaf.type !== 'INTENT') return true
  const isSame = agency === leaf.agency && purpose === leaf.purpose
  return isSame && provinces === bitsOf(leaf.provinces)
}

function isLink(link: unknown, hash: string): boolean {
  return bytesIn(link).toString('base64url') === hash
}

function leafOrNull(bytes: Buffer): Leaf | null {
  try {
    return parseLeaf(bytes)
  } catch (failure) {
    if (failure instanceof FederationError) return null
    throw failure
  }
}
