/**
 * Why we refuse what OpenSSL accepts: our code, the rows of the fault table that may lead to it, the
 * reason. A refusal that no row here explains is a mistake of ours or a row that is missing.
 */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { Row } from './row.ts'

export interface Explanation {
  readonly code: ErrorCode
  /** Names of rows; one of them must have been applied. */
  readonly rows: RegExp
  /** Why OpenSSL accepts, or why we do not. */
  readonly because: string
}

export const EXPLANATIONS: readonly Explanation[] = [
  // --- keys and algorithms ---------------------------------------------------------------------
  {
    code: 'CERT_ALGORITHM_UNSUPPORTED',
    rows: /^algorithm: |^key: (rsa-pss|ed448|dsa|p-521)/,
    because: 'our list of algorithms is short; parameters are those of RFC 4055 and 5758 exactly',
  },
  {
    code: 'CERT_ALGORITHM_WEAK',
    rows: /^algorithm: (MD5|SHA-1)/,
    because: 'at its default level OpenSSL takes any digest',
  },
  {
    code: 'CERT_KEY_UNSUPPORTED',
    rows: /^key: (rsa-pss|ed448|dsa)/,
    because: 'our list of keys is short',
  },
  {
    code: 'CERT_CURVE_UNSUPPORTED',
    rows: /^key: (p-521|secp256k1|brainpool|parameters)/,
    because: 'P-256 and P-384 only',
  },
  {
    code: 'CERT_KEY_INVALID',
    rows: /^key: point compressed/,
    because: 'RFC 5480, section 2.2: a compressed point is allowed; we ask for one spelling',
  },
  {
    code: 'CERT_KEY_TOO_SMALL',
    rows: /^key: rsa-(1024|2047)/,
    because: 'at its default level OpenSSL takes any length',
  },
  {
    code: 'CERT_KEY_EXPONENT',
    rows: /^key: rsa-2048-e[13]/,
    because: 'OpenSSL does not look at the exponent',
  },
  {
    code: 'CERT_KEY_ROCA',
    rows: /^key: rsa-2048-roca/,
    because: 'OpenSSL does not look for it',
  },
  // --- form ------------------------------------------------------------------------------------
  {
    code: 'CERT_MALFORMED',
    rows: /^DER: |^name: (string type|character outside|e-mail)|^permitted: e-mail in the subject in UTF-8|: FALSE written out|^serial number: not the shortest|^fields: |^time: |^signature: not whole/,
    because: 'OpenSSL reads BER and looks at few values in it; we read DER and what RFC 5280 says',
  },
  {
    code: 'CERT_VERSION_UNSUPPORTED',
    rows: /^version: |^extensions: none/,
    because: 'OpenSSL takes a leaf of version 1 and one of a version that there is not',
  },
  {
    code: 'CERT_NAME_SUSPECT',
    rows: /^name: (NUL|Cyrillic|invisible)|Kelvin|wide blank|mailbox in UTF-8/,
    because: 'OpenSSL compares characters; whether people mistake them is not its question',
  },
  // --- which certificates ----------------------------------------------------------------------
  {
    code: 'CHAIN_TOO_LONG',
    rows: /^chain: /,
    because: 'four at most; OpenSSL takes a hundred, and leaves out what it does not need',
  },
  {
    code: 'CHAIN_CYCLE',
    rows: /^chain: one twice/,
    because: 'OpenSSL searches among what is given; for us the order given is the path',
  },
  {
    code: 'CHAIN_CONTAINS_ANCHOR',
    rows: /^chain: anchor in it/,
    because: 'OpenSSL leaves it out; here whoever sends it is told that it proves nothing',
  },
  {
    code: 'CHAIN_EXTRA_CERTIFICATE',
    rows: /^chain: (a stranger|leaf last|six)/,
    because: 'OpenSSL searches among what is given; for us the order given is the path',
  },
  {
    code: 'CHAIN_OUT_OF_ORDER',
    rows: /^chain: (two in the wrong order|leaf last|a stranger)/,
    because: 'OpenSSL searches among what is given; for us the order given is the path',
  },
  {
    code: 'CHAIN_GAP',
    rows: /^chain: (a stranger|leaf last)/,
    because: 'OpenSSL searches among what is given; for us the order given is the path',
  },
  {
    code: 'CHAIN_CONTAINS_SELF_SIGNED',
    rows: /^chain: a stranger at its end/,
    because: 'OpenSSL leaves out what it does not need',
  },
  {
    code: 'CHAIN_ANCHOR_UNKNOWN',
    rows: /^chain: leaf last/,
    because: 'with the leaf last, the end of the path is another for us',
  },
  // --- extensions ------------------------------------------------------------------------------
  {
    code: 'CERT_EXTENSION_DUPLICATE',
    rows: /^extension: .*twice/,
    because: 'OpenSSL does not look at extensions that it does not know',
  },
  {
    code: 'CERT_EXTENSION_NOT_ALLOWED',
    rows: /^policy: |^extension: (netscape|address|proxy)/,
    because: 'OpenSSL honours them on request only',
  },
  {
    code: 'CERT_EXTENSION_MALFORMED',
    rows: /^(keyUsage: bits|leaf: empty|EKU: empty|extension: bytes|extension: cRLDis|policy: none|SAN: |constraint: (neither|empty)|DER: (TRUE|a second)|AKI: nothing|leaf: FALSE|CA: |SKI: )/,
    because: 'OpenSSL reads some values loosely and does not look at policies',
  },
  {
    code: 'CERT_PROFILE_BROKEN',
    rows: /^(serial number: |name: subject of the leaf empty|points of the leaf|name: leaf has)/,
    because: 'rules for issuers that -x509_strict does not ask for',
  },
  {
    code: 'CERT_PURPOSE_ANY',
    rows: /^EKU: any/,
    because: 'OpenSSL is not told the purpose',
  },
  {
    code: 'CERT_PURPOSE_MISSING',
    rows: /^EKU: |^extensions: none/,
    because: 'OpenSSL is not told the purpose',
  },
  {
    code: 'CERT_PURPOSE_WRONG',
    rows: /^EKU: /,
    because: 'OpenSSL is not told the purpose',
  },
  {
    code: 'CERT_LEAF_IS_CA',
    rows: /^leaf: CA/,
    because: 'OpenSSL is not told the purpose',
  },
  {
    code: 'CERT_NO_DIGITAL_SIGNATURE',
    rows: /^leaf: (no |empty)|^keyUsage: /,
    because: 'OpenSSL is not told the purpose',
  },
  {
    code: 'CERT_NAME_CONSTRAINT_BROKEN',
    rows: /^(permitted|excluded): (address in the web|common name nearly|no mailbox|host for a mailbox|mailbox|person|e-mail|any host|host)/,
    because: 'where programs read a name differently, it fits no constraint, permitted or excluded',
  },
  {
    code: 'CERT_NAME_CONSTRAINT_UNSUPPORTED',
    rows: /^(permitted|excluded): (address|domain|registered|any host|person|mailbox|host)|^constraint: (minimum|maximum|empty)/,
    because:
      'addresses, ids, dotted and odd constraints are not checked, so that they end the path',
  },
  {
    code: 'CHAIN_SECOND_OPINION',
    rows: /^CA: room beyond counting|^unique ids/,
    because: 'node-forge cannot count that far; it looks for extensions right behind the key',
  },
  // --- revocation ------------------------------------------------------------------------------
  {
    code: 'CERT_LEAF_REVOKED',
    rows: /^revoked: (the leaf, no longer|on one list of two)/,
    because:
      'RFC 5280, section 5.3.1: removeFromCRL stands in deltas only; and OpenSSL asks one list of two',
  },
  {
    code: 'CERT_INTERMEDIATE_REVOKED',
    rows: /^revoked: on one list of two/,
    because: 'OpenSSL asks one list of two',
  },
  {
    code: 'CRL_DELTA_UNSUPPORTED',
    rows: /^list: a delta/,
    because:
      'OpenSSL passes deltas over unless told otherwise; one may revoke what the list beside does not',
  },
  {
    code: 'CRL_EXPIRED',
    rows: /^list: (no nextUpdate|version 1|broken|negative|extension twice)|^DER: .*list/,
    because:
      'RFC 5280, section 5.1.2.5: nextUpdate is required; or of two lists we read the stale one',
  },
  {
    code: 'CRL_EXTENSION_UNKNOWN_CRITICAL',
    rows: /^entry: of another issuer/,
    because: 'an entry for another issuer makes the list indirect, which we do not take',
  },
  {
    code: 'CRL_MALFORMED',
    rows: /^list: |^DER: |^entry: /,
    because: 'OpenSSL reads BER and lists of version 1, and passes over what it does not need',
  },
  {
    code: 'CRL_NUMBER_MISSING',
    rows: /^list: no (number|extensions)/,
    because: 'OpenSSL does not remember numbers, so that it needs none',
  },
  {
    code: 'CRL_ISSUER_KEY_UNNAMED',
    rows: /^list: no (key named|extensions)/,
    because:
      'OpenSSL tries the newest list and is right by chance; we ask which of two keys is meant',
  },
  {
    code: 'CRL_ALGORITHM_UNSUPPORTED',
    rows: /^list: SHA-1/,
    because: 'at its default level OpenSSL takes any digest',
  },
  {
    code: 'CRL_SCOPE_MISMATCH',
    rows: /^points of the leaf: of another issuer|^list: (version 1|broken|negative|extension twice)|^DER: .*list/,
    because:
      'OpenSSL takes the issuer’s complete list where the points name another; we do not guess',
  },
]

/** Undefined: nothing explains it. */
export function explanationOf(code: string | null, rows: readonly Row[]): Explanation | undefined {
  return EXPLANATIONS.find(
    (each) => each.code === code && rows.some(({ name }) => each.rows.test(name)),
  )
}
