/** Revocation lists (证书吊销列表), complete and direct. Source: RFC 5280, section 5. */
import { enumerated, integer, sequence, tagged, time } from './der.ts'
import type { Asn1 } from './der.ts'
import { subjectOf } from './distinguished-name.ts'
import { crlExtensions, extension } from './extensions.ts'
import { signatureAlgorithm, signed, wholeSecond } from './issue.ts'
import type { Signer } from './issue.ts'
import { keyIdentifierOf } from './keys.ts'

/** RFC 5280, section 5.3.1. `unspecified` is said by saying nothing. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const
export type RevocationReason = keyof typeof REVOCATION_REASONS

export interface RevokedCertificate {
  /** Hexadecimal. */
  readonly serial: string
  readonly reason: RevocationReason
  readonly revokedAt: Date
}

export interface CrlOrder {
  readonly issuer: Omit<Signer, 'notAfter'>
  /** One more than that of the list before. */
  readonly number: number
  readonly revoked: readonly RevokedCertificate[]
  readonly thisUpdate: Date
  readonly days: number
}

const DAY_MS = 86_400_000

/** The list in DER, in force from the second of `thisUpdate` on. */
export function issueCrl({ issuer, number, revoked, thisUpdate, days }: CrlOrder): Buffer {
  const from = wholeSecond(thisUpdate)
  const content = sequence(
    integer(1), // version 2
    signatureAlgorithm(),
    subjectOf(issuer.certificate),
    time(from),
    time(nextUpdateOf(from, days)),
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(entryOf))]), // never an empty list
    tagged(0, crlExtensions(keyIdentifierOf(issuer.key), number)),
  )
  return signed(content, issuer.key)
}

export function nextUpdateOf(thisUpdate: Date, days: number): Date {
  return new Date(wholeSecond(thisUpdate).getTime() + days * DAY_MS)
}

function entryOf({ serial, reason, revokedAt }: RevokedCertificate): Asn1 {
  const code = REVOCATION_REASONS[reason]
  const reasons = code === 0 ? [] : [sequence(extension('2.5.29.21', false, enumerated(code)))]
  return sequence(integer(BigInt(`0x${serial}`)), time(wholeSecond(revokedAt)), ...reasons)
}
