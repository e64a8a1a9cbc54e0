/**
 * What an auditor (审计人员) asks a province to disclose. A token signed with the auditor's certificate
 * names the leaves by their hashes; the leaves and what is sealed of them stand beside it in the body,
 * because a hundred of them do not fit into a token, and the hashes vouch for them:
 *
 *     {"request": <token>, "entries": [{"leafHash","leaf","sealed":[{"keyId","wrapped","nonce","ciphertext"}]}]}
 *
 * All bytes in base64url.
 */
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import {
  TEXT,
  THUMBPRINT,
  allowOnly,
  checkAudience,
  textOf,
  textsOf,
  tokenIdOf,
} from '../access/claims.ts'
import { thumbprintOf } from '../access/certificate-thumbprint.ts'
import type { TokenKind } from '../access/signed-token.ts'
import { jsonIn } from './reply.ts'

export const DISCLOSURE_REQUEST_TYPE = 'disclosure-request+jwt'

const FIVE_MINUTES = 300
const TIMES = { maxLifetimeSeconds: FIVE_MINUTES, maxAheadSeconds: FIVE_MINUTES, skewSeconds: 30 }
const BASIS = /^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/
const MOST_ENTRIES = 64

const bytes = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .transform((text) => Buffer.from(text, 'base64url'))

const BODY = z.strictObject({
  request: z.string(),
  entries: z
    .array(
      z.strictObject({
        leafHash: z.string().regex(THUMBPRINT),
        leaf: bytes,
        sealed: z
          .array(
            z.strictObject({ keyId: z.string(), wrapped: bytes, nonce: bytes, ciphertext: bytes }),
          )
          .max(MOST_ENTRIES),
      }),
    )
    .min(1)
    .max(MOST_ENTRIES),
})
export type DisclosureBody = z.output<typeof BODY>
export type DisclosureEntry = DisclosureBody['entries'][number]

export interface DisclosureRequest {
  readonly tokenId: string
  readonly expiresAt: Date
  /** `x5t#S256` of the certificate that signed. */
  readonly certificate: string
  readonly caseNumber: string
  readonly basis: string
  readonly leaves: readonly string[]
}

/** @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`. */
export function readDisclosureBody(body: Buffer): DisclosureBody {
  const read = BODY.safeParse(jsonIn(body))
  if (read.success) return read.data
  const reason = read.error.issues[0]?.path.join('.') ?? 'form'
  throw new FederationError('GATEHOUSE_ENVELOPE_MALFORMED', { reason })
}

/**
 * `audience`: id of the gatehouse. `auditors`: thumbprints of those who are registered here.
 *
 * Refuses `TOKEN_…`; `GATEHOUSE_AUDITOR_UNKNOWN`.
 */
export function disclosureRequestKind(
  audience: string,
  auditors: ReadonlySet<string>,
): TokenKind<DisclosureRequest> {
  return {
    typ: DISCLOSURE_REQUEST_TYPE,
    times: TIMES,
    read(claims, { leaf, times }) {
      allowOnly(claims, ['jti', 'aud', 'iat', 'exp', 'nbf', 'case', 'basis', 'leaves'])
      checkAudience(claims, audience)
      const certificate = leaf === null ? '' : thumbprintOf(leaf)
      if (!auditors.has(certificate)) throw new FederationError('GATEHOUSE_AUDITOR_UNKNOWN')
      return {
        tokenId: tokenIdOf(claims),
        expiresAt: new Date(times.expiresAt * 1_000),
        certificate,
        caseNumber: textOf(claims, 'case', TEXT),
        basis: textOf(claims, 'basis', BASIS),
        leaves: textsOf(claims, 'leaves', THUMBPRINT),
      }
    },
  }
}
