/** The address under which clients know the gateway: they write it into what they sign. */
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'

export function issuerOf(
  { PUBLIC_URL, HOST, PORT, tls }: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT' | 'tls'>,
  listening: AddressInfo | null,
): string {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.replace(/\/$/, '')
  const host = HOST.includes(':') ? `[${HOST}]` : HOST
  return `${tls === null ? 'http' : 'https'}://${host}:${listening?.port ?? PORT}`
}
