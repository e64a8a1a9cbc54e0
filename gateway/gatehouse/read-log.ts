/** A log's checkpoint and hash tiles by HTTP, from the one address that was configured. Source: C2SP tlog-tiles. */
import { FederationError } from '../../schemas/model/errors.ts'
import { MOST_NOTE_BYTES } from '../federation-log/note.ts'
import { TILE_WIDTH } from '../federation-log/tile-path.ts'
import { HASH_BYTES } from '../federation-log/tree.ts'

const WITHIN_MS = 30_000

/**
 * Null: there is no such file.
 *
 * @throws {FederationError} `GATEHOUSE_LOG_UNREADABLE` not reached, another status, a redirect, too long.
 */
export async function readLogFile(
  base: string,
  path: string,
  stopped: AbortSignal,
): Promise<Buffer | null> {
  const limit = path === 'checkpoint' ? MOST_NOTE_BYTES : TILE_WIDTH * HASH_BYTES
  const unreadable = (reason: string, cause?: unknown): FederationError =>
    new FederationError('GATEHOUSE_LOG_UNREADABLE', { path, reason }, { cause })
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(WITHIN_MS)])
  try {
    const url = `${base.replace(/\/$/, '')}/${path}`
    const response = await fetch(url, { redirect: 'error', signal })
    if (response.status === 404) return null
    if (response.status !== 200) throw unreadable(`HTTP ${response.status}`)
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > limit) throw unreadable('size')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (cause) {
    throw cause instanceof FederationError ? cause : unreadable('network', cause)
  }
}
