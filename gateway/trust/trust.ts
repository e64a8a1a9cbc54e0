/**
 * Whose certificates count (信任), by purpose and by province. Looked at anew at most every few seconds:
 * the files of the trust folder, and the numbers of revocation lists that other processes have seen.
 */
import type { CertificatePurpose } from '../../schemas/model/certificate-purpose.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { TokenTrust } from '../access/signed-token.ts'
import { loadAnchors } from '../certification-path/anchors.ts'
import { createPathCache } from '../certification-path/path-cache.ts'
import type { PathCache } from '../certification-path/path-cache.ts'
import type { Logger } from '../observe/log.ts'
import type { CrlNumberStore, CrlNumbers } from '../store/crl-number-store.ts'
import { loadTrustFolder, stampOf } from './trust-folder.ts'
import type { FolderTrust } from './trust-folder.ts'

export interface Trust {
  /**
   * Chains for a purpose below the anchors of one province, or of all (null).
   *
   * @throws {FederationError} `TRUST_ANCHORS_MISSING`, `TRUST_FOLDER_INVALID`.
   */
  trustFor(purpose: CertificatePurpose, province: Province | null): Promise<TokenTrust>
  /** Another word whenever anchors, lists or numbers have changed: what was verified before is to be verified again. */
  version(): Promise<string>
  /** For /readyz: `anchors` while nobody could sign in. */
  missing(): Promise<readonly string[]>
  /** Waits until numbers seen are written, or cannot be. */
  flush(): Promise<void>
}

export interface TrustOptions {
  readonly folder: string
  readonly numbers: CrlNumberStore
  readonly log: Logger
  /** Milliseconds of any clock that only goes forward. */
  readonly clock: () => number
  readonly lookEveryMs?: number
}

const LOOK_EVERY_MS = 5_000
const MOST_PATHS = 1_000

interface State {
  readonly stamp: string
  readonly folder: FolderTrust
  readonly known: CrlNumbers
  /** Path caches of purpose and province, made when they are asked for. */
  readonly paths: Map<string, PathCache>
}

export function createTrust(options: TrustOptions): Trust {
  const { folder, numbers, log, clock, lookEveryMs = LOOK_EVERY_MS } = options
  let state: State | null = null
  let lookedAt = -Infinity
  let looking: Promise<State> | null = null
  let saving: Promise<void> = Promise.resolve()
  let seen: CrlNumbers = {}

  async function look(): Promise<State> {
    const beganAt = clock()
    seen = highest(seen, await knownNumbers())
    const stamp = `${await stampOf(folder)}\n${JSON.stringify(seen)}`
    if (state?.stamp !== stamp) {
      state = { stamp, folder: await loadTrustFolder(folder), known: seen, paths: new Map() }
    }
    lookedAt = beganAt
    return state
  }

  /** What is in memory counts while the database is away: it never lowers a number. */
  async function knownNumbers(): Promise<CrlNumbers> {
    try {
      return sorted(await numbers.load())
    } catch (failure) {
      log.warn({ err: failure }, 'numbers of revocation lists could not be read')
      return {}
    }
  }

  function current(): Promise<State> {
    if (state !== null && clock() - lookedAt < lookEveryMs) return Promise.resolve(state)
    looking ??= look().finally(() => (looking = null))
    return looking
  }

  function remember(found: CrlNumbers): void {
    const now = highest(seen, found)
    if (JSON.stringify(now) === JSON.stringify(seen)) return
    seen = now
    saving = saving
      .then(() => numbers.save(now))
      .catch((failure: unknown) =>
        log.warn({ err: failure }, 'numbers of revocation lists could not be kept'),
      )
  }

  return {
    async trustFor(purpose, province) {
      const { folder: found, known, paths } = await current()
      const key = `${purpose} ${province}`
      const cache = paths.get(key) ?? pathCacheOf(found, known, purpose, province)
      paths.set(key, cache)
      return {
        by: 'CHAIN',
        validate(chain, at) {
          const verdict = cache.validate(chain, purpose, at)
          remember(verdict.crlNumbers)
          return verdict
        },
      }
    },
    version: async () => (await current()).stamp,
    async missing() {
      try {
        const { anchors } = (await current()).folder
        return anchors.some(({ purposes }) => purposes.includes('AGENCY_CLIENT')) ? [] : ['anchors']
      } catch (failure) {
        log.warn({ err: failure }, 'trust folder cannot be used')
        return ['anchors']
      }
    },
    flush: () => saving,
  }
}

function pathCacheOf(
  { anchors, crls }: FolderTrust,
  knownNumbers: CrlNumbers,
  purpose: CertificatePurpose,
  province: Province | null,
): PathCache {
  const mine = anchors.filter(
    ({ purposes, party }) =>
      purposes.includes(purpose) && (province === null || party === PROVINCE_FACTS[province].slug),
  )
  if (mine.length === 0) throw new FederationError('TRUST_ANCHORS_MISSING')
  return createPathCache({
    anchors: loadAnchors(mine),
    revocation: { crls, knownNumbers },
    maxEntries: MOST_PATHS,
  })
}

function highest(kept: CrlNumbers, found: CrlNumbers): CrlNumbers {
  const numbers = { ...kept }
  for (const [list, number] of Object.entries(found)) {
    if (BigInt(number) > BigInt(numbers[list] ?? -1)) numbers[list] = number
  }
  return sorted(numbers)
}

function sorted(numbers: CrlNumbers): CrlNumbers {
  return Object.fromEntries(Object.entries(numbers).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
