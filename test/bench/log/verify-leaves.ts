/**
 * How long the offline verifier takes for a whole log in a folder, beside bare hashing of the same
 * leaves in the same round: leaf hashes and the hashes of the tree above them, nothing read, nothing
 * compared. The ratio is the result.
 */
import { hash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathsOfScan, readAhead } from '../../../gateway/cli/log/read-ahead.ts'
import { openSource } from '../../../gateway/cli/log/source.ts'
import { parseBundle, printBundle } from '../../../gateway/federation-log/entry-bundle.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { TILE_WIDTH, tileIn, tilePath } from '../../../gateway/federation-log/tile-path.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import type { WrittenTile } from '../../../gateway/federation-log/tile-writer.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { verifyRange } from '../../../gateway/federation-log/verify-range.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AT } from '../../unit/federation-log/parties.ts'
import { INTENT } from '../../unit/federation-log/sample-leaves.ts'
import { noteOf, policyText } from '../../unit/log-cli/log-story.ts'
import { medianOf } from '../statistics.ts'

export interface VerifyLeavesRow {
  readonly leaves: number
  readonly bytesPerLeaf: number
  /** Medians of the rounds. */
  readonly bareMs: number
  /** From the checkpoint in the folder to the verdict, files read included. */
  readonly verifyMs: number
  /** Median of the rounds' ratios: verify over bare. */
  readonly ratio: number
  readonly ratioRange: readonly [number, number]
  /** The same of processor time, which other processes on the machine do not change. */
  readonly cpuRatio: number
}

/** @throws {Error} the verifier did not accept the log: then it has measured nothing. */
export async function measureVerifyLeaves({
  leaves,
  rounds,
}: {
  readonly leaves: number
  readonly rounds: number
}): Promise<VerifyLeavesRow> {
  const folder = await createTemporaryFolder('verify-leaves')
  try {
    await writeLog(folder, leaves)
    const times: { bare: Spent; verify: Spent }[] = []
    for (let round = 0; round < rounds; round += 1) {
      times.push({ bare: await hashOnly(folder, leaves), verify: await verify(folder, leaves) })
    }
    const ratios = times.map((time) => time.verify.ms / time.bare.ms)
    return {
      leaves,
      bytesPerLeaf: leafOf(0).length,
      bareMs: medianOf(times.map(({ bare }) => bare.ms)),
      verifyMs: medianOf(times.map((time) => time.verify.ms)),
      ratio: medianOf(ratios),
      ratioRange: [Math.min(...ratios), Math.max(...ratios)],
      cpuRatio: medianOf(times.map((time) => time.verify.cpuMs / time.bare.cpuMs)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const ID = 'request-000000000000'
const TEMPLATE = printLeaf({ ...INTENT, id: ID })
const DIGITS_AT = TEMPLATE.indexOf(ID) + 'request-'.length

/** All of one length, none like another. */
function leafOf(index: number): Buffer {
  const leaf = Buffer.from(TEMPLATE)
  leaf.write(String(index).padStart(12, '0'), DIGITS_AT)
  return leaf
}

async function writeLog(folder: string, size: number): Promise<void> {
  const writer = new TileWriter()
  const put = async ({ path, bytes }: WrittenTile) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle += 1) {
    const tile = tileIn(size, 'entries', bundle)!
    const first = bundle * TILE_WIDTH
    const entries = Array.from({ length: tile.width }, (_, i) => leafOf(first + i))
    await put({ path: tilePath(tile), bytes: printBundle(entries) })
    for (const written of writer.append(entries.map(hashLeaf))) await put(written)
  }
  for (const written of writer.partial()) await put(written)
  await put({ path: 'checkpoint', bytes: noteOf({ size, root: writer.root() }) })
}

interface Spent {
  readonly ms: number
  readonly cpuMs: number
}

/** Adds up what several pieces of work took. */
class Stopwatch {
  ms = 0
  cpuMs = 0

  async time(work: () => void | Promise<void>): Promise<void> {
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
    await work()
    const { user, system } = process.cpuUsage(cpu)
    this.ms += performance.now() - startedAt
    this.cpuMs += (user + system) / 1_000
  }
}

/** So many are in memory before their hashing is timed: 65,536 leaves. */
const BUNDLES_AT_ONCE = 256

/** Only what hashes is timed, in long pieces: short ones would be spared the interruptions of long work. */
async function hashOnly(folder: string, size: number): Promise<Spent> {
  const hashes: Buffer[] = []
  const watch = new Stopwatch()
  const bundles = Math.ceil(size / TILE_WIDTH)
  for (let from = 0; from < bundles; from += BUNDLES_AT_ONCE) {
    const to = Math.min(from + BUNDLES_AT_ONCE, bundles)
    const entries = (await Promise.all(numbersFrom(from, to).map(readEntries))).flat()
    await watch.time(() => {
      for (const entry of entries) hashes.push(plainLeafHash(entry))
    })
  }
  await watch.time(() => void plainRoot(hashes))
  return watch

  async function readEntries(bundle: number): Promise<readonly Buffer[]> {
    const tile = tileIn(size, 'entries', bundle)!
    return parseBundle(await readFile(join(folder, tilePath(tile))), tile.width)
  }
}

/** RFC 6962 as anybody would write it with Node: the baseline does not change with our own hashing. */
function plainLeafHash(entry: Buffer): Buffer {
  return hash('sha256', Buffer.concat([LEAF_PREFIX, entry]), 'buffer')
}

function plainRoot(hashes: readonly Buffer[]): Buffer {
  let level = hashes
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
      const [left, right] = [level[2 * i]!, level[2 * i + 1]]
      return right ? hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer') : left
    })
  }
  return level[0]!
}

const LEAF_PREFIX = Buffer.of(0)
const NODE_PREFIX = Buffer.of(1)

function numbersFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

async function verify(folder: string, size: number): Promise<Spent> {
  const source = openSource(folder, null)
  const watch = new Stopwatch()
  await watch.time(async () => {
    const verdict = await verifyRange({
      checkpoint: (await source.read('checkpoint'))!,
      readTile: readAhead((path) => source.read(path), pathsOfScan(size)),
      policy: parsePolicy(policyText()),
      from: 0,
      to: null,
      at: new Date(AT.getTime() + 365 * 24 * 3_600_000),
    })
    if (verdict.status !== 'VALID') throw new Error(`not accepted: ${verdict.code}`)
  })
  return watch
}
