/** Stored entries as they are shown, and those they are linked with. */
import { createHash } from 'node:crypto'
import { parseLeaf } from '../federation-log/leaf.ts'
import type { Database } from '../store/database.ts'
import { readLinks } from '../store/log-links.ts'
import type { StoredEntry } from '../store/log-search.ts'
import type { AuditedEntry } from './desk.ts'

/** @throws {FederationError} `LOG_LEAF_…`: what is stored was not written by us. */
export function audited({ index, hash, leaf: bytes }: StoredEntry): AuditedEntry {
  return { index, leafHash: hash.toString('base64url'), bytes, leaf: parseLeaf(bytes) }
}

/** Of what was shown, as leaf hashes; nobody can guess it, since each leaf has its salts. Null: nothing was. */
export function digestOfEntries(entries: readonly Pick<AuditedEntry, 'leafHash'>[]): string | null {
  if (entries.length === 0) return null
  const hashes = entries.map(({ leafHash }) => `${leafHash}\n`)
  return createHash('sha256').update(hashes.join('')).digest('base64url')
}

/** Of outcomes their intents, of intents their outcomes, by leaf hash of what was given. */
export async function linkedEntries(
  database: Database,
  given: readonly AuditedEntry[],
): Promise<ReadonlyMap<string, AuditedEntry>> {
  const hashes = given.flatMap(({ leaf }) => (leaf.type === 'OUTCOME' ? [hashIn(leaf.intent)] : []))
  const outcomesOf = given.flatMap(({ leaf, leafHash }) =>
    leaf.type === 'INTENT' ? [hashIn(leafHash)] : [],
  )
  const found = (await readLinks(database, { hashes, outcomesOf })).map(audited)
  const byHash = new Map(found.map((entry) => [entry.leafHash, entry]))
  const byIntent = new Map(
    found.flatMap((entry) =>
      entry.leaf.type === 'OUTCOME' ? [[entry.leaf.intent, entry] as const] : [],
    ),
  )
  return new Map(
    given.flatMap(({ leaf, leafHash }) => {
      const partner = leaf.type === 'OUTCOME' ? byHash.get(leaf.intent) : byIntent.get(leafHash)
      return partner === undefined ? [] : [[leafHash, partner] as const]
    }),
  )
}

function hashIn(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
