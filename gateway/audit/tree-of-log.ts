/** Proofs from the log's own files: for any size that was signed, all proofs of a page from one tree. */
import { FederationError } from '../../schemas/model/errors.ts'
import { checkpointIn } from '../federation-log/head-steps.ts'
import { keptPath } from '../federation-log/kept-checkpoints.ts'
import { printProofFile } from '../federation-log/proof-file.ts'
import { openTileTree } from '../federation-log/tile-tree.ts'
import type { TileTree } from '../federation-log/tile-tree.ts'
import type { LogService } from '../log/log-service.ts'
import type { ProofHashes, Provable } from './desk.ts'

type LogFiles = Pick<LogService, 'reader' | 'logFile'>

/** By index; without those that the newest checkpoint with a quorum does not hold. */
export async function proveEntries(
  log: LogFiles,
  entries: readonly Provable[],
): Promise<ReadonlyMap<number, string>> {
  const published = await log.reader.newestCheckpoint()
  if (published?.isCosigned !== true) return new Map()
  const checkpoint = Buffer.from(published.note)
  const tree = await treeOf(log, published)
  const held = entries.filter(({ index }) => index < published.size)
  const files = held.map(async ({ index, bytes: extra }) => {
    const proof = await tree.proveInclusion(index)
    return [index, printProofFile({ extra, index, proof, checkpoint }).toString('utf8')] as const
  })
  return new Map(await Promise.all(files))
}

/** @throws {FederationError} `LOG_ENTRY_UNKNOWN` no checkpoint of this size; `LOG_INCLUSION_INVALID`. */
export async function proveInclusion(
  log: LogFiles,
  index: number,
  size: number,
): Promise<ProofHashes> {
  const { tree, checkpoint } = await signedTree(log, size)
  return { hashes: await tree.proveInclusion(index), checkpoint }
}

/** @throws {FederationError} `LOG_ENTRY_UNKNOWN` no checkpoint of the new size; `LOG_CONSISTENCY_INVALID`. */
export async function proveConsistency(
  log: LogFiles,
  oldSize: number,
  newSize: number,
): Promise<ProofHashes> {
  const { tree, checkpoint } = await signedTree(log, newSize)
  return { hashes: await tree.proveConsistency(oldSize), checkpoint }
}

async function signedTree(log: LogFiles, size: number) {
  const file = await log.logFile(keptPath(size))
  if (file === null) throw new FederationError('LOG_ENTRY_UNKNOWN')
  const tree = await treeOf(log, checkpointIn(file.bytes).checkpoint)
  return { tree, checkpoint: file.bytes.toString('utf8') }
}

function treeOf(
  log: LogFiles,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): Promise<TileTree> {
  const readTile = async (path: string) => (await log.logFile(path))?.bytes ?? null
  return openTileTree({ size, root: Buffer.from(root) }, readTile)
}
