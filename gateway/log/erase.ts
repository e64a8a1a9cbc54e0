/** Erasure (删除): salts and values of a leaf go, and a leaf says so before they do. The tree stays whole. */
import { randomUUID } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { instantOf } from '../../schemas/model/time.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import type { Database } from '../store/database.ts'
import { readEntries } from '../store/log-search.ts'
import type { LogStore } from '../store/log-store.ts'
import type { AppendPath } from './append-path.ts'

export interface Erasure {
  /** Of the leaf whose disclosures go; base64url. */
  readonly leafHash: string
  /** That orders it. */
  readonly province: Province
  /** Codes, sorted, at least one. */
  readonly bases: readonly string[]
}

/**
 * Durable when it resolves. Once more does no harm: a second leaf, and nothing left to take away. What a
 * process that ends between the two leaves behind is taken away when the log starts again.
 *
 * @throws {FederationError} `LOG_ENTRY_UNKNOWN` no such leaf, or it has no disclosures; `LOG_UNAVAILABLE`.
 */
export async function eraseLeaf(
  { database, store }: { readonly database: Database; readonly store: LogStore },
  { record }: Pick<AppendPath, 'record'>,
  { leafHash, province, bases }: Erasure,
  at: Date,
): Promise<void> {
  const [entry] = await readEntries(database, { hash: Buffer.from(leafHash, 'base64url') })
  const digests = entry === undefined ? [] : parseLeaf(entry.leaf)._sd
  if (entry === undefined || digests.length === 0) throw new FederationError('LOG_ENTRY_UNKNOWN')
  const leaf = { type: 'ERASURE', id: randomUUID(), at: instantOf(at) } as const
  await record({ ...leaf, target: leafHash, digests, province, bases })
  await store.eraseDisclosures(entry.index)
}
