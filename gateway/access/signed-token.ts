/**
 * Verifies and makes signed tokens (签名令牌): form, key, algorithm, signature, times, claims, one
 * outcome each. What kind of token it is, and what its claims mean, comes in as an argument.
 */
import { X509Certificate, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { StepRefusal, Steps } from '../../schemas/model/verdict.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import { validatePath } from '../certification-path/validate-path.ts'
import type { PathQuestion } from '../certification-path/validate-path.ts'
import { parseCompactJws } from './compact-jws.ts'
import type { CompactJws } from './compact-jws.ts'
import { fitsKey, keyTypeText, signatureProblem } from './jws-algorithms.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'
import type { KeySet } from './key-set.ts'
import type { JsonObject } from './strict-json.ts'
import { checkTimes, textOf } from './token-times.ts'
import type { TimeRules, TokenTimes } from './token-times.ts'

export type PathVerdict = ReturnType<typeof validatePath>
export type ValidateChain = (chain: readonly Buffer[], at: Date) => PathVerdict

/**
 * Who vouches for the key: a chain in the token (`x5c`), or a key set of ours (`kid`). Whoever can
 * change either signs as whoever he likes.
 */
export type TokenTrust =
  | { readonly by: 'CHAIN'; readonly validate: ValidateChain }
  | { readonly by: 'KEY_SET'; readonly keys: KeySet }

/** `T` is what the claims become. */
export interface TokenKind<T> {
  readonly typ: string
  readonly times: TimeRules
  /** Strict: throws a coded refusal for whatever is missing, wrong or not known. */
  readonly read: (claims: JsonObject, signed: SignedBy) => T
}

/** What is known of the signature by then: it holds. */
export interface SignedBy {
  readonly times: TokenTimes
  /** DER of the certificate whose key signed; null with a key set. */
  readonly leaf: Buffer | null
}

/** In this order. KEY is the certification path, or the key set; CLAIMS belongs to the kind of token. */
export const TOKEN_STEPS = ['FORM', 'KEY', 'ALGORITHM', 'SIGNATURE', 'TIME', 'CLAIMS'] as const
export type TokenStep = (typeof TOKEN_STEPS)[number]

/** Not wrong, but not for us to judge. */
const UNDETERMINED = new Set<ErrorCode>([
  'TOKEN_ALGORITHM_UNSUPPORTED',
  'TOKEN_VERSION_UNSUPPORTED',
])

export interface TokenVerdict<T> extends StepVerdict<TokenStep> {
  /** Null unless VALID. */
  readonly value: T | null
  /** The certification path with its own steps; null when none was looked at. */
  readonly path: PathVerdict | null
}

/** Trust in the chains below `anchors`, for one purpose. Kept outcomes can stand in its place. */
export function chainTrust(
  purpose: CertificatePurpose,
  { anchors, revocation }: Pick<PathQuestion, 'anchors' | 'revocation'>,
): TokenTrust {
  const validate: ValidateChain = (chain, at) =>
    validatePath({ chain, anchors, revocation, purpose, at })
  return { by: 'CHAIN', validate }
}

/** Never throws for what is in the token: whatever is wrong with it is the verdict. */
export async function verifySignedToken<T>(
  token: string,
  kind: TokenKind<T>,
  trust: TokenTrust,
  at: Date,
): Promise<TokenVerdict<T>> {
  const steps = new Steps(TOKEN_STEPS, UNDETERMINED)
  let path: PathVerdict | null = null
  const jws = steps.run('FORM', () => parseCompactJws(token, kind.typ))
  const signer = steps.run('KEY', () => {
    if (trust.by === 'KEY_SET') return keyFrom(trust.keys, jws!)
    path = trust.validate(chainOf(jws!), at)
    return leafOf(jws!, path)
  })
  steps.run('ALGORITHM', () => checkAlgorithm(jws!, signer!))
  await steps.runAsync('SIGNATURE', () => checkSignature(jws!, signer!.key))
  const times = steps.run('TIME', () => timesOf(jws!, kind, signer!, at))
  const value = steps.run('CLAIMS', () =>
    kind.read(jws!.claims, { times: times!, leaf: signer!.leaf }),
  )
  return { ...steps.verdict(), value, path }
}

/** With `x5c`, or with `kid`: whoever verifies knows which of the two to look for. */
export interface TokenSigner {
  readonly alg: JwsAlgorithm
  /** Private. */
  readonly key: KeyObject
  readonly by: { readonly x5c: readonly Uint8Array[] } | { readonly kid: string }
}

/** @throws {FederationError} `TOKEN_KEY_UNUSABLE`; `TOKEN_OUTLIVES_CERTIFICATE`; `TOKEN_…` when the result would not pass its own form. */
export async function signToken(
  typ: string,
  claims: JsonObject,
  { alg, key, by }: TokenSigner,
): Promise<string> {
  const unusable = (reason: string) => new FederationError('TOKEN_KEY_UNUSABLE', { reason })
  if (key.type !== 'private') throw unusable('not private')
  if (!fitsKey(alg, key)) throw unusable('algorithm')
  if ('x5c' in by) {
    const leaf = new X509Certificate(by.x5c[0]!)
    if (!leaf.checkPrivateKey(key)) throw unusable('certificate')
    checkOutlives(claims['exp'], leaf.validToDate)
  }
  const header = 'x5c' in by ? { x5c: by.x5c.map(base64) } : { kid: by.kid }
  const payload = new TextEncoder().encode(JSON.stringify(claims))
  const token = await new CompactSign(payload).setProtectedHeader({ alg, typ, ...header }).sign(key)
  return parseCompactJws(token, typ).token
}

interface Signer {
  readonly key: KeyObject
  readonly leaf: Buffer | null
  /** End of the certificate's validity; null with a key set. */
  readonly until: Date | null
  /** The only algorithm of this key; null: any that fits it. */
  readonly alg: JwsAlgorithm | null
}

function keyFrom(keys: KeySet, { header: { kid } }: CompactJws): Signer {
  const found = kid === null ? undefined : keys.get(kid)
  if (found === undefined) throw new FederationError('TOKEN_KEY_UNKNOWN', { kid: kid ?? '—' })
  return { ...found, leaf: null, until: null }
}

function chainOf({ header: { x5c } }: CompactJws): readonly Buffer[] {
  if (x5c === null) throw new FederationError('TOKEN_CHAIN_MISSING')
  return x5c
}

/** Key and end as the path's validator read them: not read again, by another reader. */
function leafOf({ header: { x5c } }: CompactJws, path: PathVerdict): Signer {
  const { leaf } = path
  if (leaf === null) throw new StepRefusal(path.steps.find(({ code }) => code !== null)!)
  const spki = Buffer.from(leaf.publicKey, 'base64')
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return { key, leaf: x5c![0]!, until: new Date(leaf.notAfter), alg: null }
}

function checkAlgorithm({ header: { alg } }: CompactJws, { key, alg: only }: Signer): void {
  if (fitsKey(alg, key) && (only === null || only === alg)) return
  const keyType = only === null ? keyTypeText(key) : `${keyTypeText(key)} ${only}`
  throw new FederationError('TOKEN_ALGORITHM_KEY_MISMATCH', { alg, keyType })
}

async function checkSignature(jws: CompactJws, key: KeyObject): Promise<void> {
  const { alg } = jws.header
  const reason = signatureProblem(alg, jws.signature, key)
  if (reason !== null) throw new FederationError('TOKEN_SIGNATURE_MALFORMED', { reason })
  try {
    await compactVerify(jws.token, key, { algorithms: [alg] })
  } catch (cause) {
    throw new FederationError('TOKEN_SIGNATURE_INVALID', {}, { cause })
  }
}

function timesOf<T>(
  { claims }: CompactJws,
  kind: TokenKind<T>,
  { until }: Signer,
  at: Date,
): TokenTimes {
  const times = checkTimes(claims, kind.times, at)
  if (until !== null) checkOutlives(times.expiresAt, until)
  return times
}

function checkOutlives(exp: unknown, notAfter: Date): void {
  const until = notAfter.getTime() / 1_000
  if (typeof exp === 'number' && exp > until) {
    throw new FederationError('TOKEN_OUTLIVES_CERTIFICATE', { until: textOf(until) })
  }
}

function base64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64')
}
