/**
 * Quotas (配额): how many subjects an agency asks about for one purpose, per minute and per day, over all
 * processes. Bulk enumeration (批量枚举), one officer asking about very many different subjects, is
 * noticed and not refused: whether it is wrong, a person has to say.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { windowAt } from './counters.ts'
import type { Counters } from './counters.ts'
import { createWaves } from './waves.ts'

export interface QuotaSettings {
  readonly perMinute: number
  readonly perDay: number
  readonly enumerationPerHour: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Once an hour for each officer, from whichever process comes first. `count` may be off by a percent. */
  readonly onEnumeration: (noticed: Enumeration) => void
}

export interface Enumeration {
  readonly agency: string
  readonly officer: string
  readonly purpose: string
  readonly count: number
  readonly at: Date
}

export interface Quotas {
  /**
   * Counts before anything is asked; what is refused counts too. `subjects`: one word each, such as a code.
   *
   * @throws {FederationError} `QUOTA_EXCEEDED` with the instant from which it helps to ask again; `QUOTA_UNAVAILABLE`.
   */
  take(details: AccessDetails, subjects: readonly string[]): Promise<void>
}

const HOUR_MS = 3_600_000

const WINDOWS = [
  { name: '分钟', windowMs: 60_000, limitOf: ({ perMinute }: QuotaSettings) => perMinute },
  { name: '日', windowMs: 24 * HOUR_MS, limitOf: ({ perDay }: QuotaSettings) => perDay },
] as const

interface Taking {
  readonly details: AccessDetails
  readonly subjects: readonly string[]
}

/** What those who come at the same time have in common is counted in one step. */
export function createQuotas(counters: Counters, settings: QuotaSettings): Quotas {
  const takeWave = createWaves((takings: readonly Taking[]) =>
    Promise.all([countAll(takings, counters, settings), notice(takings, counters, settings)]).then(
      ([refusals]) => refusals,
    ),
  )
  return {
    async take(details, subjects) {
      const refusal = await takeWave({ details, subjects }).catch((cause: unknown) => {
        throw new FederationError('QUOTA_UNAVAILABLE', {}, { cause })
      })
      if (refusal !== null) throw refusal
    },
  }
}

/** For each taking, in order, why it is refused. */
async function countAll(
  takings: readonly Taking[],
  counters: Counters,
  settings: QuotaSettings,
): Promise<readonly (FederationError | null)[]> {
  const groups = Map.groupBy(takings, ({ details: { agency, purpose } }) => `${agency} ${purpose}`)
  const refusals = new Map<Taking, FederationError>()
  const countings = [...groups].flatMap(([key, group]) =>
    WINDOWS.map(async (window) => {
      const total = group.reduce((sum, { subjects }) => sum + subjects.length, 0)
      let count = (await counters.add(`quota ${key}`, total, window.windowMs)) - total
      for (const taking of group) {
        count += taking.subjects.length
        if (count <= window.limitOf(settings)) continue
        refusals.set(taking, refusalOf(taking, window, settings))
      }
    }),
  )
  await Promise.all(countings)
  return takings.map((taking) => refusals.get(taking) ?? null)
}

function refusalOf(
  { details: { purpose } }: Taking,
  { name: window, windowMs, limitOf }: (typeof WINDOWS)[number],
  settings: QuotaSettings,
): FederationError {
  const until = new Date(windowAt(settings.now(), windowMs).until).toISOString()
  return new FederationError('QUOTA_EXCEEDED', { purpose, limit: limitOf(settings), window, until })
}

async function notice(
  takings: readonly Taking[],
  counters: Counters,
  { enumerationPerHour, now, onEnumeration }: QuotaSettings,
): Promise<void> {
  const named = takings.filter(({ details }) => details.officer !== null)
  const groups = Map.groupBy(named, ({ details: { agency, officer } }) => `${agency} ${officer}`)
  const noticed = [...groups].map(async ([key, group]) => {
    const subjects = group.flatMap((taking) => taking.subjects)
    const count = await counters.distinct(`officer ${key}`, subjects, HOUR_MS)
    if (count <= enumerationPerHour) return
    const { from, until } = windowAt(now(), HOUR_MS)
    const first = await counters.useOnce('enumeration', `${key} ${from}`, new Date(until))
    if (first !== 'FIRST') return
    const { agency, officer, purpose } = group[0]!.details
    onEnumeration({ agency, officer: officer!, purpose, count, at: new Date(now()) })
  })
  await Promise.all(noticed)
}
