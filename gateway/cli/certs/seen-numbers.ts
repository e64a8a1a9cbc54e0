/** Numbers of revocation lists seen before, in a file: without it an older list cannot be noticed. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { FederationError } from '../../../schemas/model/errors.ts'

const NUMBERS = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().regex(/^\d{1,80}$/))
export type SeenNumbers = z.infer<typeof NUMBERS>

/** A file that is not there yet has seen nothing. @throws {FederationError} `CERTS_FILE_INVALID`. */
export async function loadSeen(file: string): Promise<SeenNumbers> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{}'
    throw unusable(file, `无法读取：${cause.code}`)
  })
  try {
    return NUMBERS.parse(JSON.parse(text))
  } catch {
    // Taken for empty, a damaged file would let an old list pass.
    throw unusable(file, '不是吊销列表编号的记录')
  }
}

/** Whole or not at all. @throws {FederationError} `CERTS_FILE_INVALID`. */
export async function saveSeen(file: string, numbers: SeenNumbers): Promise<void> {
  const drawn = `${file}.${randomBytes(8).toString('hex')}`
  try {
    await writeFile(drawn, `${JSON.stringify(numbers, null, 2)}\n`, { mode: 0o600, flush: true })
    await rename(drawn, file)
  } catch (cause) {
    throw unusable(file, `无法写入：${(cause as NodeJS.ErrnoException).code}`)
  }
}

function unusable(file: string, reason: string): FederationError {
  return new FederationError('CERTS_FILE_INVALID', { file, reason })
}
