/** Entries by what they are linked with. */
import type { Database } from './database.ts'
import type { StoredEntry } from './log-search.ts'

/** Those with these hashes, and outcomes of these intents. */
export interface LinksAsked {
  readonly hashes: readonly Buffer[]
  readonly outcomesOf: readonly Buffer[]
}

export async function readLinks(
  database: Database,
  { hashes, outcomesOf }: LinksAsked,
): Promise<readonly StoredEntry[]> {
  const entries = () => database.selectFrom('log_entry').select(['index', 'hash', 'leaf'])
  const [named, outcomes] = await Promise.all([
    hashes.length === 0 ? [] : entries().where('hash', 'in', hashes).execute(),
    outcomesOf.length === 0
      ? []
      : entries().where('type', '=', 'OUTCOME').where('link', 'in', outcomesOf).execute(),
  ])
  return [...named, ...outcomes].map((row) => ({ ...row, index: Number(row.index) }))
}
