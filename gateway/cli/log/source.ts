/**
 * A log's files from a folder or an address, without a database: `checkpoint`, `tile/…`,
 * `checkpoints/<size>`. Nothing read here is trusted; what is too large is not read to its end.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FederationError } from '../../../schemas/model/errors.ts'
import { keptPath } from '../../federation-log/kept-checkpoints.ts'
import type { KeptNote } from '../../federation-log/kept-checkpoints.ts'
import { ascending, mostBytes, unreadable } from './log-source.ts'
import type { LogSource } from './log-source.ts'
import { openAddress } from './source-address.ts'

/** Eleven days with a checkpoint every ten seconds; of more, so many are read. */
const MOST_KEPT = 100_000

/** `token`: for an address; sent to it and to nobody else. */
export function openSource(given: string, token: string | null): LogSource {
  return /^https?:\/\//.test(given) ? openAddress(given, token) : openFolder(given)
}

function openFolder(name: string): LogSource {
  const folder = resolve(name)
  return {
    name,
    read: async (path) => readBounded(name, join(folder, path), path),
    async keptSizes() {
      const names = await readdir(join(folder, 'checkpoints')).catch((cause: unknown) => {
        return absent(cause, name, 'checkpoints') ?? []
      })
      return names
        .filter((each) => /^\d{9,16}$/.test(each))
        .map(Number)
        .toSorted(ascending)
    },
  }
}

/**
 * At once, not through the thread pool: that costs more than it saves where a scan reads thousands of
 * small files, and nothing else waits in this process.
 */
function readBounded(name: string, file: string, path: string): Buffer | null {
  let handle: number | null = null
  try {
    handle = openSync(file, 'r')
    const facts = fstatSync(handle)
    if (!facts.isFile()) return null
    if (facts.size > mostBytes(path)) throw unreadable(name, path, `超过${mostBytes(path)}字节`)
    return readFileSync(handle)
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    return absent(cause, name, path)
  } finally {
    if (handle !== null) closeSync(handle)
  }
}

function absent(cause: unknown, name: string, path: string): null {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw unreadable(name, path, code ?? '', cause)
}

/** @throws {FederationError} `LOG_SOURCE_UNREADABLE` also when there is none: then it is no log. */
export async function newestCheckpoint(source: LogSource): Promise<Buffer> {
  const bytes = await source.read('checkpoint')
  if (bytes === null) throw unreadable(source.name, 'checkpoint', '没有此文件')
  return bytes
}

export interface KeptNotes {
  readonly notes: readonly KeptNote[]
  /** How many there are; more than are read where they are very many. */
  readonly all: number
}

/** One that is listed and gone is read as empty, which no checkpoint is. */
export async function keptNotes(source: LogSource, most = MOST_KEPT): Promise<KeptNotes> {
  const sizes = await source.keptSizes()
  const notes: KeptNote[] = []
  for (const size of spread(sizes, most)) {
    notes.push({ size, bytes: (await source.read(keptPath(size))) ?? Buffer.alloc(0) })
  }
  return { notes, all: sizes.length }
}

/** Evenly, the newest among them: what was rewritten lately is what an attacker most needs. */
function spread(sizes: readonly number[], most: number): readonly number[] {
  if (sizes.length <= most) return sizes
  return Array.from({ length: most }, (_, i) => {
    return sizes[Math.floor(((i + 1) * sizes.length) / most) - 1]!
  })
}
