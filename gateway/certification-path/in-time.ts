/** When a certificate or a revocation list has ended. */
import type { Certificate } from './certificate.ts'

/**
 * With the second that it names as its last. RFC 5280, sections 4.1.2.5 and 6.3.3 (a), count that one
 * too; OpenSSL does not, and nothing is accepted here that OpenSSL refuses.
 */
export function hasEnded(end: number, at: Date): boolean {
  return at.getTime() >= end
}

export function isInTime({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at.getTime() >= notBefore && !hasEnded(notAfter, at)
}
