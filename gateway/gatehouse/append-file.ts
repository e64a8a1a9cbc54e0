/**
 * A file of lines that only grows. What was appended is on the disk before {@link AppendFile.append}
 * resolves; lines of several callers share one fsync. A line that was torn by a killed process or a
 * full disk was never acknowledged, and is cut off.
 *
 * Whoever can change the file can make a promise count as unused, or hide that it was used.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { FederationError } from '../../schemas/model/errors.ts'

/** How a file is opened: tests put a full disk in its place. */
export type OpenFile = (path: string) => Promise<AppendHandle>
export type AppendHandle = Pick<
  FileHandle,
  'write' | 'datasync' | 'truncate' | 'close' | 'stat' | 'createReadStream'
>

export const openForAppend: OpenFile = (path) =>
  open(path, constants.O_RDWR | constants.O_CREAT, 0o600)

interface Waiting {
  readonly bytes: Buffer
  readonly done: () => void
  readonly failed: (reason: FederationError) => void
}

export class AppendFile {
  readonly #handle: AppendHandle
  #size: number
  #queue: Waiting[] = []
  #writing: Promise<void> | null = null
  /** Bytes of unknown worth lie beyond the size: nothing may be appended after them. */
  #torn = false

  private constructor(handle: AppendHandle, size: number) {
    this.#handle = handle
    this.#size = size
  }

  /**
   * `onLine` gets every whole line, with its number counted from 1; what it throws ends the opening.
   * `onTorn` hears of a last line without an end.
   */
  static async open(
    path: string,
    onLine: (line: string, number: number) => void,
    { openFile = openForAppend, onTorn = () => undefined }: OpenOptions = {},
  ): Promise<AppendFile> {
    const handle = await openFile(path)
    try {
      const { size } = await handle.stat()
      const whole = await readLines(handle, onLine)
      if (whole < size) {
        onTorn(size - whole)
        await handle.truncate(whole)
        await handle.datasync()
      }
      return new AppendFile(handle, whole)
    } catch (failure) {
      await handle.close()
      throw failure
    }
  }

  /** @throws {FederationError} `GATEHOUSE_RECORD_FAILED`: then none of these lines counts. */
  append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    return new Promise((done, failed) => {
      this.#queue.push({ bytes, done, failed })
      this.#writing ??= this.#writeAll()
    })
  }

  /** Bytes of whole lines. */
  get size(): number {
    return this.#size
  }

  get isTorn(): boolean {
    return this.#torn
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#handle.close()
  }

  async #writeAll(): Promise<void> {
    // A turn of the loop lets callers of the same moment share the fsync.
    await Promise.resolve()
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0)
      try {
        await this.#write(Buffer.concat(group.map(({ bytes }) => bytes)))
        for (const { done } of group) done()
      } catch (cause) {
        const reason = (cause as NodeJS.ErrnoException).code ?? 'INTERNAL'
        const failure = new FederationError('GATEHOUSE_RECORD_FAILED', { reason }, { cause })
        for (const { failed } of group) failed(failure)
      }
    }
    this.#writing = null
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#torn) await this.#cut()
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(
          bytes,
          at,
          bytes.length - at,
          this.#size + at,
        )
        at += bytesWritten
      }
      await this.#handle.datasync()
    } catch (failure) {
      this.#torn = true
      await this.#cut().catch(() => undefined) // tried again before the next line
      throw failure
    }
    this.#size += bytes.length
  }

  async #cut(): Promise<void> {
    await this.#handle.truncate(this.#size)
    await this.#handle.datasync()
    this.#torn = false
  }
}

export interface OpenOptions {
  readonly openFile?: OpenFile | undefined
  readonly onTorn?: ((bytes: number) => void) | undefined
}

const NEWLINE = 0x0a

/** @returns bytes up to the end of the last whole line. */
async function readLines(
  handle: AppendHandle,
  onLine: (line: string, number: number) => void,
): Promise<number> {
  let rest: Buffer = Buffer.alloc(0)
  let [whole, number] = [0, 0]
  const stream = handle.createReadStream({ start: 0, autoClose: false })
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      number += 1
      onLine(bytes.toString('utf8', from, end), number)
      whole += end + 1 - from
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
  return whole
}
