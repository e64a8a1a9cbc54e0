/**
 * Verifies and makes signed tokens (签名令牌): form, key, algorithm, signature, times, claims, one
 * outcome each. What kind of token it is, and what its claims mean, comes in as an argument.
 */
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { FederationError } from '../../schemas/model/errors.ts'
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
import { StepRefusal, TokenSteps } from './token-verdict.ts'
import type { TokenStepOutcome } from './token-verdict.ts'

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

export interface TokenVerdict<T> {
  readonly status: 'VALID' | 'INVALID' | 'UNDETERMINED'
  /** Of the step that ended the procedure; null when it is VALID. */
  readonly code: ErrorCode | null
  readonly steps: readonly TokenStepOutcome[]
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
  const steps = new TokenSteps()
  let path: PathVerdict | null = null
  const jws = await steps.run('FORM', () => parseCompactJws(token, kind.typ))
  const signer = await steps.run('KEY', () => {
    if (trust.by === 'KEY_SET') return keyFrom(trust.keys, jws!)
    path = trust.validate(chainOf(jws!), at)
    return leafOf(jws!, path)
  })
  await steps.run('ALGORITHM', () => checkAlgorithm(jws!, signer!))
  await steps.run('SIGNATURE', () => checkSignature(jws!, signer!.key))
  const times = await steps.run('TIME', () => timesOf(jws!, kind, signer!, at))
  const value = await steps.run('CLAIMS', () =>
    kind.read(jws!.claims, { times: times!, leaf: signer!.leaf }),
  )
  return { ...statusOf(steps.ended), steps: steps.all(), value, path }
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
    checkOutlives(claims['exp'], leaf)
  }
  const header = 'x5c' in by ? { x5c: by.x5c.map(base64) } : { kid: by.kid }
  const payload = new TextEncoder().encode(JSON.stringify(claims))
  const token = await new CompactSign(payload).setProtectedHeader({ alg, typ, ...header }).sign(key)
  return parseCompactJws(token, typ).token
}

interface Signer {
  readonly key: KeyObject
  readonly leaf: Buffer | null
  /** The only algorithm of this key; null: any that fits it. */
  readonly alg: JwsAlgorithm | null
}

function keyFrom(keys: KeySet, { header: { kid } }: CompactJws): Signer {
  const found = kid === null ? undefined : keys.get(kid)
  if (found === undefined) throw new FederationError('TOKEN_KEY_UNKNOWN', { kid: kid ?? '—' })
  return { ...found, leaf: null }
}

function chainOf({ header: { x5c } }: CompactJws): readonly Buffer[] {
  if (x5c === null) throw new FederationError('TOKEN_CHAIN_MISSING')
  return x5c
}

function leafOf({ header: { x5c } }: CompactJws, path: PathVerdict): Signer {
  const ended = path.steps.find(({ code }) => code !== null)
  if (path.status === 'VALID') {
    const leaf = x5c![0]!
    return { key: new X509Certificate(leaf).publicKey, leaf, alg: null }
  }
  const { code, message, facts } = ended!
  const outcome = path.status === 'UNDETERMINED' ? 'UNDETERMINED' : 'FAILED'
  throw new StepRefusal({ outcome, code, message, facts })
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
  { leaf }: Signer,
  at: Date,
): TokenTimes {
  const times = checkTimes(claims, kind.times, at)
  if (leaf !== null) checkOutlives(times.expiresAt, new X509Certificate(leaf))
  return times
}

function checkOutlives(exp: unknown, leaf: X509Certificate): void {
  const until = leaf.validToDate.getTime() / 1_000
  if (typeof exp === 'number' && exp > until) {
    throw new FederationError('TOKEN_OUTLIVES_CERTIFICATE', { until: textOf(until) })
  }
}

function statusOf(ended: TokenStepOutcome | undefined) {
  if (ended === undefined) return { status: 'VALID', code: null } as const
  const status = ended.outcome === 'UNDETERMINED' ? 'UNDETERMINED' : 'INVALID'
  return { status, code: ended.code } as const
}

function base64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64')
}
