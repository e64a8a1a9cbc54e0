/** The log for those who look into it: auditors' views, proofs. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { LeafType, OutcomeResult } from '../federation-log/leaf-types.ts'
import type { Quorum } from '../federation-log/quorum.ts'
import type { ReadTile } from '../federation-log/read-tile.ts'
import { printProofFile } from '../federation-log/proof-file.ts'
import { openTileTree } from '../federation-log/tile-tree.ts'
import type { Database } from '../store/database.ts'
import { findEntries, readDisclosures, readEntries } from '../store/log-search.ts'
import type { EntryPage, SealedDisclosure, StoredEntry } from '../store/log-search.ts'
import type { LogTreeStore } from '../store/log-tree-store.ts'
import { bitsOf } from './data-keys.ts'
import { checkpointOf, publishedCheckpoint } from './published-checkpoint.ts'
import type { Published } from './published-checkpoint.ts'
import type { SearchTerms } from './search-terms.ts'

/** All that are given must hold; of an outcome what is said of its intent holds as well. */
export interface LogFilter {
  readonly agency?: string
  readonly purpose?: string
  /** Named by the intent. */
  readonly province?: Province
  readonly type?: LeafType
  /** Of the outcome; an intent is found by that of its outcome. */
  readonly result?: OutcomeResult
  /** By the writer's clock; from inclusive, to exclusive. */
  readonly from?: Date
  readonly to?: Date
  /** Found in entries that name a province of `remit`. */
  readonly officer?: string
  readonly entity?: string
  readonly caseNumber?: string
}

export interface LogSearch {
  readonly filter: LogFilter
  /**
   * 审计范围: entries that name one of these provinces, or none, and search keys under which officer,
   * entity and case are looked up.
   */
  readonly remit: readonly Province[]
  /** Entries above, or with `newestFirst` below, this index; null: from the beginning. */
  readonly after: number | null
  readonly first: number
  readonly newestFirst?: boolean
}

export interface LogReader {
  entries(search: LogSearch): Promise<EntryPage>
  /** `leafHash`: base64url. */
  entryByHash(leafHash: string): Promise<StoredEntry | null>
  entryAt(index: number): Promise<StoredEntry | null>
  /** Sealed for this province; null: none, erased, or not for it. */
  sealedDisclosures(index: number, province: Province): Promise<SealedDisclosure | null>
  /** C2SP tlog-proof with the leaf in its `extra` line. @throws {FederationError} `LOG_ENTRY_UNKNOWN`. */
  proofFile(index: number): Promise<Buffer>
  /** @throws {FederationError} `LOG_ENTRY_UNKNOWN` no checkpoint of the new size; `LOG_CONSISTENCY_INVALID`. */
  consistency(oldSize: number, newSize: number): Promise<readonly Buffer[]>
  /** What is published: cosigned where any is. */
  newestCheckpoint(): Promise<Published | null>
}

export interface LogReaderParts {
  readonly database: Database
  readonly tree: LogTreeStore
  readonly readTile: ReadTile
  readonly quorum: Quorum
  readonly terms: SearchTerms
}

export function createLogReader(parts: LogReaderParts): LogReader {
  const { database, tree, readTile, quorum } = parts
  const oneOf = async (by: { hash: Buffer } | { index: number }) => {
    return (await readEntries(database, by))[0] ?? null
  }
  return {
    entries: (search) => findEntries(database, askedOf(search, parts.terms)),
    entryByHash: (leafHash) => oneOf({ hash: Buffer.from(leafHash, 'base64url') }),
    entryAt: (index) => oneOf({ index }),
    sealedDisclosures: (index, province) => readDisclosures(database, index, province),
    async proofFile(index) {
      const checkpoint = await publishedCheckpoint(tree, quorum)
      const entry = checkpoint !== null && index < checkpoint.size ? await oneOf({ index }) : null
      if (entry === null) throw new FederationError('LOG_ENTRY_UNKNOWN')
      const proof = await (await openTileTree(checkpoint!, readTile)).proveInclusion(index)
      const note = Buffer.from(checkpoint!.note)
      return printProofFile({ extra: entry.leaf, index, proof, checkpoint: note })
    },
    async consistency(oldSize, newSize) {
      const newer = await checkpointOf(tree, newSize, quorum)
      if (newer === null) throw new FederationError('LOG_ENTRY_UNKNOWN')
      return (await openTileTree(newer, readTile)).proveConsistency(oldSize)
    },
    newestCheckpoint: () => publishedCheckpoint(tree, quorum),
  }
}

function askedOf({ filter, remit, ...page }: LogSearch, terms: SearchTerms) {
  const { officer, entity, caseNumber, province, ...plain } = filter
  const sets = [
    ...(entity === undefined ? [] : [terms.of('SUBJECT', entity, remit)]),
    ...(officer === undefined ? [] : [terms.of('OFFICER', officer, remit)]),
    ...(caseNumber === undefined ? [] : [terms.of('CASE', caseNumber, remit)]),
  ]
  const provinces = province === undefined ? null : bitsOf([province])
  const within = bitsOf(remit)
  return {
    ...plain,
    ...page,
    provinces,
    within,
    terms: sets,
    newestFirst: page.newestFirst ?? false,
  }
}
