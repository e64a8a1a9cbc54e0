/** Numbers of revocation lists seen before, in a file: without it an older list cannot be noticed. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { FederationError } from '../../../schemas/model/errors.ts'

const NUMBERS = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().regex(/^\d{1,49}$/))
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

/**
 * Whole or not at all, and no number lower than in the file: another run may have seen a newer list
 * meanwhile. (Two that end in the same instant can still lose one; the next list brings it back.)
 *
 * @throws {FederationError} `CERTS_FILE_INVALID`.
 */
export async function saveSeen(file: string, numbers: SeenNumbers): Promise<void> {
  const highest = higherOf(await loadSeen(file), numbers)
  const drawn = `${file}.${randomBytes(8).toString('hex')}`
  try {
    await writeFile(drawn, `${JSON.stringify(highest, null, 2)}\n`, { mode: 0o600, flush: true })
    await rename(drawn, file)
  } catch (cause) {
    throw unusable(file, `无法写入：${(cause as NodeJS.ErrnoException).code}`)
  }
}

function higherOf(kept: SeenNumbers, given: SeenNumbers): SeenNumbers {
  const highest = { ...kept }
  for (const [list, number] of Object.entries(given)) {
    if (BigInt(number) > BigInt(highest[list] ?? -1)) highest[list] = number
  }
  return highest
}

function unusable(file: string, reason: string): FederationError {
  return new FederationError('CERTS_FILE_INVALID', { file, reason })
}
