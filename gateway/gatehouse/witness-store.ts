/**
 * The last checkpoint a witness (见证方) cosigned of each log, one file a version. A version's name is
 * given once: of two requests at once, in one process or in two, the later finds its number taken, or
 * a newer one, and is decided anew on what the other made.
 *
 * Whoever can remove the newest version can make the witness cosign a fork.
 */
import { hash, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Checkpoint } from '../federation-log/checkpoint.ts'
import { syncFolder, writeDurably } from './log-keys.ts'

const VERSION_FILE = /^(\d{9})\.json$/
const KEPT = z.object({
  version: z.literal(1),
  origin: z.string(),
  size: z.int().nonnegative(),
  /** base64. */
  root: z.string(),
  /** The signed note, for whoever asks what was cosigned. */
  note: z.string(),
})

export interface KeptCheckpoint extends Pick<Checkpoint, 'origin' | 'size' | 'root'> {
  readonly note: string
}

export interface KeptVersion {
  readonly number: number
  readonly checkpoint: KeptCheckpoint | null
}

export class WitnessStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`, `GATEHOUSE_RECORD_FAILED`. */
  newest(origin: string): Promise<KeptVersion> {
    return onDisk(() => this.#newest(origin))
  }

  /**
   * On the disk when it resolves.
   *
   * @returns false when something else was kept since `found`; then nothing has changed.
   * @throws {FederationError} `GATEHOUSE_RECORD_FAILED`.
   */
  keep(checkpoint: KeptCheckpoint, found: KeptVersion): Promise<boolean> {
    return onDisk(() => this.#keep(checkpoint, found.number + 1))
  }

  async #newest(origin: string): Promise<KeptVersion> {
    const folder = this.#folderOf(origin)
    for (;;) {
      const number = Math.max(0, ...(await versionsIn(folder)))
      if (number === 0) return { number, checkpoint: null }
      const file = fileOf(folder, number)
      const text = await readFile(file, 'utf8').catch(nullWhenMissing)
      // Gone meanwhile: somebody has made a newer one.
      if (text !== null) return { number, checkpoint: parse(text, file) }
    }
  }

  async #keep({ origin, size, root, note }: KeptCheckpoint, number: number): Promise<boolean> {
    const folder = this.#folderOf(origin)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const draft = join(folder, `draft-${randomBytes(8).toString('hex')}`)
    const content = { version: 1, origin, size, root: root.toString('base64'), note }
    try {
      await writeDurably(draft, `${JSON.stringify(content)}\n`)
      await link(draft, fileOf(folder, number)) // unlike a rename, fails when it exists
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
      return false
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(folder)
    const isNewest = Math.max(...(await versionsIn(folder))) === number
    // A number that was free because it is long past; or there is a newer one, made from this.
    if (!isNewest) await rm(fileOf(folder, number), { force: true })
    // The one before stays: a reader may be about to open it.
    if (isNewest && number > 2) await rm(fileOf(folder, number - 2), { force: true })
    return isNewest
  }

  #folderOf(origin: string): string {
    return join(this.#folder, hash('sha256', origin, 'hex').slice(0, 32))
  }
}

/** Whatever the disk says, nothing is cosigned. */
async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    const reason = (cause as NodeJS.ErrnoException).code ?? 'INTERNAL'
    throw new FederationError('GATEHOUSE_RECORD_FAILED', { reason }, { cause })
  }
}

function fileOf(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(9, '0')}.json`)
}

async function versionsIn(folder: string): Promise<number[]> {
  const names = (await readdir(folder).catch(nullWhenMissing)) ?? []
  return names.flatMap((name) => Number(VERSION_FILE.exec(name)?.[1] ?? []))
}

function parse(text: string, file: string): KeptCheckpoint {
  try {
    const { root, ...kept } = KEPT.parse(JSON.parse(text))
    return { ...kept, root: Buffer.from(root, 'base64') }
  } catch (cause) {
    throw new FederationError('GATEHOUSE_RECORD_DAMAGED', { file, line: 1 }, { cause })
  }
}

function nullWhenMissing(failure: NodeJS.ErrnoException): null {
  if (failure.code === 'ENOENT') return null
  throw failure
}
