/** `x5t#S256`: names a certificate. Source: RFC 7515, section 4.1.8; RFC 8705, section 3.1. */
import { createHash } from 'node:crypto'

/** SHA-256 of the DER in base64url. */
export function thumbprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('base64url')
}
