/**
 * What must be refused, in the words of the project's design: the list on paths, the part on
 * revocation lists, the part on time that is about certificates. Every rule has its code; where two
 * rules share one, it says why they are the same fault for whoever has to mend it.
 */
import type { ErrorCode } from '../../../schemas/model/errors.ts'

interface RuleRow {
  readonly code: ErrorCode
  /** Of every rule whose code is another rule's as well. */
  readonly sharedBecause?: string
}

const NO_AUTHORITY =
  'absent, FALSE and a leaf that issues are one statement: this certificate is no authority (RFC 5280, 4.2.1.9)'
const PATH_LENGTH = 'the limit is the same whatever keyUsage says; the second case shows just that'
const EXPONENT = 'both are exponents below the least one allowed; another key mends it'
const DIGEST = 'both digests can be forged; the fact `algorithm` says which it is'
const CURVE = 'parameters written out are no name on the list of curves'
const CHARACTER = 'both are characters that deceive; the fact `character` says which it is'

const RULE_ROWS = {
  // Path
  'self-signed leaf': { code: 'CERT_SELF_SIGNED' },
  'anchor in x5c taken as trust': { code: 'CHAIN_CONTAINS_ANCHOR' },
  'out of order': { code: 'CHAIN_OUT_OF_ORDER' },
  gap: { code: 'CHAIN_GAP' },
  'extra unrelated certificate': { code: 'CHAIN_EXTRA_CERTIFICATE' },
  'intermediate without CA': { code: 'CERT_NOT_CA', sharedBecause: NO_AUTHORITY },
  'intermediate without basicConstraints': { code: 'CERT_NOT_CA', sharedBecause: NO_AUTHORITY },
  'leaf as CA': { code: 'CERT_NOT_CA', sharedBecause: NO_AUTHORITY },
  'intermediate without keyCertSign': { code: 'CERT_NO_CERT_SIGN' },
  'pathLen exceeded': { code: 'CERT_PATH_LENGTH_EXCEEDED', sharedBecause: PATH_LENGTH },
  'pathLen exceeded, with no keyUsage': {
    code: 'CERT_PATH_LENGTH_EXCEEDED',
    sharedBecause: PATH_LENGTH,
  },
  'wrong EKU': { code: 'CERT_PURPOSE_WRONG' },
  'any EKU': { code: 'CERT_PURPOSE_ANY' },
  'leaf without digitalSignature': { code: 'CERT_NO_DIGITAL_SIGNATURE' },
  'unknown critical extension': { code: 'CERT_EXTENSION_UNKNOWN_CRITICAL' },
  'duplicate extension': { code: 'CERT_EXTENSION_DUPLICATE' },
  'name constraint broken': { code: 'CERT_NAME_CONSTRAINT_BROKEN' },
  'province A for province B': { code: 'CERT_OUTSIDE_JURISDICTION' },
  'same DN with another key': { code: 'CHAIN_ISSUER_KEY_DIFFERS' },
  'RSA < 2048': { code: 'CERT_KEY_TOO_SMALL' },
  'e = 1': { code: 'CERT_KEY_EXPONENT', sharedBecause: EXPONENT },
  'e = 3': { code: 'CERT_KEY_EXPONENT', sharedBecause: EXPONENT },
  ROCA: { code: 'CERT_KEY_ROCA' },
  'SHA-1': { code: 'CERT_ALGORITHM_WEAK', sharedBecause: DIGEST },
  MD5: { code: 'CERT_ALGORITHM_WEAK', sharedBecause: DIGEST },
  'unlisted curve': { code: 'CERT_CURVE_UNSUPPORTED', sharedBecause: CURVE },
  'explicit parameters': { code: 'CERT_CURVE_UNSUPPORTED', sharedBecause: CURVE },
  'off-curve': { code: 'CERT_KEY_INVALID' },
  'outer and inner signature algorithm differ': { code: 'CERT_ALGORITHM_MISMATCH' },
  'cross-signed cycle': { code: 'CHAIN_CYCLE' },
  'NUL in a name': { code: 'CERT_NAME_SUSPECT', sharedBecause: CHARACTER },
  'homoglyph in a name': { code: 'CERT_NAME_SUSPECT', sharedBecause: CHARACTER },
  // Time
  'leaf expired': { code: 'CERT_LEAF_EXPIRED' },
  'expired intermediate under a valid leaf': { code: 'CERT_INTERMEDIATE_EXPIRED' },
  'expired anchor': { code: 'CERT_ANCHOR_EXPIRED' },
  // Revocation
  'leaf on the CRL': { code: 'CERT_LEAF_REVOKED' },
  'intermediate on the CRL': { code: 'CERT_INTERMEDIATE_REVOKED' },
  'CRL expired': { code: 'CRL_EXPIRED' },
  'CRL not yet valid': { code: 'CRL_NOT_YET_VALID' },
  'CRL of a wrong issuer': { code: 'CRL_WRONG_ISSUER' },
  'CRL by a key with no cRLSign': { code: 'CRL_SIGNER_NOT_ALLOWED' },
  'CRL with a bad signature': { code: 'CRL_SIGNATURE_INVALID' },
  'CRL rolled back (lower number)': { code: 'CRL_ROLLED_BACK' },
  'CRL with an unknown critical extension': { code: 'CRL_EXTENSION_UNKNOWN_CRITICAL' },
} as const satisfies Record<string, RuleRow>

export type Rule = keyof typeof RULE_ROWS

export const RULES: Readonly<Record<Rule, RuleRow>> = RULE_ROWS
