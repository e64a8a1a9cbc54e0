/**
 * TLS towards a registry whose address is https. Whoever can change the authorities can answer in the
 * registry's place; whoever has our key, ask in ours.
 */
import type { Client } from 'undici'

/** All PEM. */
export interface UpstreamTls {
  /** Authorities of the registries' certificates, and no others; null: the system's. */
  readonly ca: string | null
  /** What we show where a registry asks for it (双向TLS). */
  readonly certificate: { readonly cert: string; readonly key: string } | null
}

const CONNECT_TIMEOUT_MS = 5_000

/** A registry's certificate is always checked, name included. */
export function connectOptions(tls: UpstreamTls | null): NonNullable<Client.Options['connect']> {
  const timeout = CONNECT_TIMEOUT_MS
  if (tls === null) return { timeout }
  return {
    ...{ timeout, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...tls.certificate,
  } as const
}
