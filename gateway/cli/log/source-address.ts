/** A log's files over HTTP: one request a file, none repeated, no redirect followed. */
import { FederationError } from '../../../schemas/model/errors.ts'
import { KEPT_LIST, ascending, mostBytes, unreadable } from './log-source.ts'
import type { LogSource } from './log-source.ts'

const WITHIN_MS = 30_000

export function openAddress(name: string, token: string | null): LogSource {
  const base = name.endsWith('/') ? name : `${name}/`
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  const read = (path: string) => get(name, new URL(path, base), path, headers)
  return {
    name,
    read,
    async keptSizes() {
      const list = await read(KEPT_LIST)
      const lines = list === null ? [] : list.toString('latin1').split('\n')
      return lines
        .filter((line) => /^\d{1,16}$/.test(line))
        .map(Number)
        .toSorted(ascending)
    },
  }
}

async function get(
  name: string,
  url: URL,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Buffer | null> {
  try {
    const signal = AbortSignal.timeout(WITHIN_MS)
    const response = await fetch(url, { headers, redirect: 'error', signal })
    if (response.status === 200) return await bodyOf(response, name, path)
    await response.body?.cancel()
    if (response.status === 404) return null
    throw unreadable(name, path, `HTTP ${response.status}`)
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    const { name: reason, cause: inner } = cause as Error & { cause?: NodeJS.ErrnoException }
    throw unreadable(name, path, inner?.code ?? reason, cause)
  }
}

/** As it is after decompression. */
async function bodyOf(response: Response, name: string, path: string): Promise<Buffer> {
  const most = mostBytes(path)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length
    // Leaving the loop cancels what is still to come.
    if (bytes > most) throw unreadable(name, path, `超过${most}字节`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
