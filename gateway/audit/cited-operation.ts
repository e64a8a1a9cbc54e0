/**
 * What an entry asked for stands in the OPERATION leaf (查询操作) that intents cite: of an intent its own,
 * of an outcome that of its intent.
 */
import type { SeenLeaf } from '../federation-log/findings.ts'
import type { Leaf, OperationLeaf } from '../federation-log/leaf-types.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import type { Database } from '../store/database.ts'
import { readLinks } from '../store/log-links.ts'
import { linkedEntries } from './audited.ts'
import type { AuditedEntry } from './desk.ts'

/** `cited`: null where the leaf cites none, or what it cites is not there. */
export function fieldsOf(leaf: Leaf, cited: OperationLeaf | null): readonly string[] | null {
  if (leaf.type === 'OPERATION') return leaf.fields
  if (leaf.type === 'INTENT') return cited?.fields ?? null
  return leaf.type === 'OUTCOME' ? (leaf.fields ?? cited?.fields ?? null) : null
}

/** By leaf hash of what was given. */
export async function citedOperations(
  database: Database,
  given: readonly AuditedEntry[],
): Promise<ReadonlyMap<string, OperationLeaf>> {
  const outcomes = given.filter(({ leaf }) => leaf.type === 'OUTCOME')
  const intents = outcomes.length === 0 ? null : await linkedEntries(database, outcomes)
  const cited = given.flatMap(({ leaf, leafHash }) => {
    const asking = leaf.type === 'OUTCOME' ? intents?.get(leafHash)?.leaf : leaf
    return asking?.type === 'INTENT' ? [[leafHash, asking.asks] as const] : []
  })
  const hashes = [...new Set(cited.map(([, asks]) => asks))]
  const found = await readLinks(database, {
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64url')),
    outcomesOf: [],
  })
  const byHash = new Map(found.map(({ hash, leaf }) => [hash.toString('base64url'), leaf]))
  return new Map(
    cited.flatMap(([leafHash, asks]) => {
      const bytes = byHash.get(asks)
      const leaf = bytes === undefined ? null : parseLeaf(bytes)
      return leaf?.type === 'OPERATION' ? [[leafHash, leaf] as const] : []
    }),
  )
}

/** The same on the way through a whole log, in order of index. */
export class OperationsSoFar {
  readonly #operations = new Map<string, OperationLeaf>()
  /** Of intents without outcome. */
  readonly #open = new Map<string, OperationLeaf>()

  /** Of each leaf once. */
  citedBy({ leaf, leafHash }: SeenLeaf): OperationLeaf | null {
    if (leaf.type === 'OPERATION') this.#operations.set(leafHash, leaf)
    if (leaf.type === 'OUTCOME') {
      const cited = this.#open.get(leaf.intent) ?? null
      this.#open.delete(leaf.intent)
      return cited
    }
    const cited = leaf.type === 'INTENT' ? (this.#operations.get(leaf.asks) ?? null) : null
    if (cited !== null) this.#open.set(leafHash, cited)
    return cited
  }
}
