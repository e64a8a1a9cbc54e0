/**
 * All grants (授权) that count, as of the moment of the question: a revocation that one process has
 * accepted is seen by the next question in every process.
 */
import type { Logger } from 'pino'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { VerifiedGrant } from '../access/grant.ts'
import { grantKey } from '../access/grants-in-force.ts'
import type { TokenVerdict } from '../access/signed-token.ts'
import type { Rules } from '../access/check-question.ts'
import type { Database } from '../store/database.ts'
import { readGrantRevision, readGrants } from '../store/grant-store.ts'
import type { KeptDocument } from '../store/grant-store.ts'
import { askThrough } from '../store/own-connection.ts'
import type { Ask } from '../store/own-connection.ts'
import { createSharedReading } from './shared-reading.ts'

/** Whether a grant's signature and chain hold below the owner's anchors. */
export type VerifyGrant = (
  token: string,
  owner: Province,
  at: Date,
) => Promise<Pick<TokenVerdict<VerifiedGrant>, 'value' | 'code'>>

export interface GrantSourceOptions {
  readonly database: Database
  /** For what every request waits for; absent: through the pool. */
  readonly ask?: Ask
  readonly verify: VerifyGrant
  readonly now: () => Date
  readonly log: Logger
  readonly rules?: Rules
  /** Another text when anchors or revocation lists have changed: then every signature is looked at anew. */
  readonly trustRevision?: () => Promise<string> | string
  /** Longest that a verified signature is believed: certificates end and are revoked. */
  readonly verifyEveryMs?: number
}

export interface GrantSource {
  /**
   * As of an instant at or after the call; the same object while nothing has changed.
   *
   * @throws {FederationError} `GRANTS_UNAVAILABLE`: nothing may be decided.
   */
  current(): Promise<AccessGrounds>
}

const VERIFY_EVERY_MS = 600_000

interface Loaded {
  readonly revision: string
  readonly trust: string
  readonly verifiedAtMs: number
  readonly grounds: AccessGrounds
  /** By token; null: does not hold. */
  readonly verified: ReadonlyMap<string, VerifiedGrant | null>
}

export function createGrantSource(options: GrantSourceOptions): GrantSource {
  const { database, now, log, trustRevision = () => '' } = options
  const ask = options.ask ?? askThrough(database)
  const verifyEveryMs = options.verifyEveryMs ?? VERIFY_EVERY_MS
  const known = new Map<string, number>()
  let loaded: Loaded | null = null

  async function refresh(): Promise<AccessGrounds> {
    const revision = await readGrantRevision(ask)
    const trust = await trustRevision()
    const at = now()
    const ageMs = loaded === null ? Infinity : Math.abs(at.getTime() - loaded.verifiedAtMs)
    const fresh = loaded !== null && loaded.trust === trust && ageMs < verifyEveryMs
    if (fresh && loaded!.revision === revision) return loaded!.grounds
    const stored = await readGrants(database)
    const believed = fresh ? loaded!.verified : new Map<string, VerifiedGrant | null>()
    const verified = await verifyAll(stored.newest.filter(counts), believed, options, at)
    for (const each of stored.versions) raise(known, grantKey(each), each.version)
    for (const each of stored.newest) raise(known, grantKey(each), each.version)
    reportMissing(stored.newest, known, log)
    const grants = [...verified.values()].filter((grant) => grant !== null)
    const grounds = { grants, known: new Map(known), rules: options.rules ?? DEFAULT_RULES }
    const verifiedAtMs = fresh ? loaded!.verifiedAtMs : at.getTime()
    loaded = { revision, trust, verifiedAtMs, grounds, verified }
    return grounds
  }

  const read = createSharedReading(refresh)
  return {
    async current() {
      try {
        return await read()
      } catch (cause) {
        log.warn({ err: cause }, 'grants cannot be read')
        throw new FederationError('GRANTS_UNAVAILABLE', {}, { cause })
      }
    },
  }
}

/** A grant counts when its leaf is durable; a withdrawal at once. */
const counts = ({ logged, revoked }: KeptDocument): boolean => logged || revoked

async function verifyAll(
  documents: readonly KeptDocument[],
  believed: ReadonlyMap<string, VerifiedGrant | null>,
  { verify, log }: GrantSourceOptions,
  at: Date,
): Promise<ReadonlyMap<string, VerifiedGrant | null>> {
  const verified = new Map<string, VerifiedGrant | null>()
  for (const { token, owner, id, version } of documents) {
    const kept = believed.get(token)
    if (kept !== undefined) {
      verified.set(token, kept)
      continue
    }
    const { value, code } = await verify(token, owner, at).catch(untrusted)
    // What the row says and nobody signed is nothing.
    const same = value !== null && value.id === id && value.version === version
    if (!same) log.warn({ owner, grant: id, version, code }, 'a grant does not hold')
    verified.set(token, same ? value : null)
  }
  return verified
}

/** One province without anchors must not take the others' grants along. */
function untrusted(failure: unknown): Awaited<ReturnType<VerifyGrant>> {
  if (failure instanceof FederationError) return { value: null, code: failure.code }
  throw failure
}

function raise(known: Map<string, number>, key: string, version: number): void {
  known.set(key, Math.max(version, known.get(key) ?? 0))
}

/** A restored backup, or a removed row: the older version that is left does not count. */
function reportMissing(
  newest: readonly KeptDocument[],
  known: ReadonlyMap<string, number>,
  log: Logger,
): void {
  const there = new Map(newest.map((each) => [grantKey(each), each.version]))
  for (const [grant, version] of known) {
    const kept = there.get(grant) ?? 0
    if (kept < version) {
      log.error(
        { grant, version, kept },
        'the newest version of a grant is missing: submit it again',
      )
    }
  }
}
