/** Files as people exchange them. Source: RFC 7468. */

/** What stands between BEGIN and END. */
export type PemLabel = 'CERTIFICATE' | 'X509 CRL' | 'CERTIFICATE REQUEST'

export function toPem(label: PemLabel, der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

export interface PemBlock {
  readonly label: string
  readonly der: Buffer
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----/g

/** Every block of a text, in order; prose around them is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, label = '', base64 = '']) => ({
    label: label === 'NEW CERTIFICATE REQUEST' ? 'CERTIFICATE REQUEST' : label,
    der: Buffer.from(base64, 'base64'),
  }))
}
