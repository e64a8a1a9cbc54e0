/** Entries of a log as lines of JSON: each compared with its hash under the checkpoint before it is printed. */
import { checkpointIn } from '../../federation-log/head-steps.ts'
import { parseLeaf } from '../../federation-log/leaf.ts'
import { openTileTree } from '../../federation-log/tile-tree.ts'
import { TILE_WIDTH } from '../../federation-log/tile-path.ts'
import { hashLeaf } from '../../federation-log/tree.ts'
import type { SeenLeaf } from '../../federation-log/findings.ts'
import { instantOf } from '../certs/chain-words.ts'
import { readWords, wholeNumber } from '../command.ts'
import { isAskedFor } from '../../audit/leaf-rows.ts'
import type { LogSource } from './log-source.ts'
import { newestCheckpoint, openSource } from './source.ts'
import { ONE, onlySource, tokenOf, usage } from './words.ts'

const OPTIONS = {
  url: ONE,
  token: ONE,
  type: ONE,
  agency: ONE,
  purpose: ONE,
  province: ONE,
  result: ONE,
  since: ONE,
  until: ONE,
  from: ONE,
  to: ONE,
  json: { type: 'boolean' },
} as const

export const command = {
  /** Exit status 1 when nothing was found. */
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(words, OPTIONS, true)
    const source = openSource(placeOf(positionals, values.url), tokenOf(values.token))
    const most = Number.MAX_SAFE_INTEGER
    const from = wholeNumber('from', values.from ?? '0', 0, most)
    const to = wholeNumber('to', values.to ?? String(most), 0, most)
    const filter = { ...values, since: momentOf(values.since), until: momentOf(values.until) }
    let found = 0
    for await (const { leaf, leafHash, index } of leavesOf(source, from, to)) {
      if (!isAskedFor(leaf, filter)) continue
      found += 1
      process.stdout.write(`${JSON.stringify({ index, leafHash, leaf })}\n`)
    }
    return found > 0 ? 0 : 1
  },
}

/** A folder or address of a log, or the gateway whose log it is. @throws {FederationError} `USAGE`. */
export function placeOf(positionals: readonly string[], url: string | undefined): string {
  if (url === undefined) return onlySource(positionals)
  if (positionals.length > 0) throw usage('--url与日志目录或地址只写其一')
  return new URL('log', url.endsWith('/') ? url : `${url}/`).href
}

/** As leaves write it, so that texts compare as instants do. */
function momentOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : instantOf(text, new Date()).toISOString()
}

/**
 * `to`: not included.
 *
 * @throws {FederationError} as `TileTree.entries`, `parseLeaf`.
 */
export async function* leavesOf(
  source: LogSource,
  from: number,
  to: number,
): AsyncGenerator<SeenLeaf> {
  const { checkpoint } = checkpointIn(await newestCheckpoint(source))
  const tree = await openTileTree(checkpoint, (path) => source.read(path))
  const end = Math.min(to, checkpoint.size)
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < end; bundle += 1) {
    for (const [i, entry] of (await tree.entries(bundle)).entries()) {
      const index = bundle * TILE_WIDTH + i
      if (index < from || index >= end) continue
      yield { leaf: parseLeaf(entry), leafHash: hashLeaf(entry).toString('base64url'), index }
    }
  }
}
