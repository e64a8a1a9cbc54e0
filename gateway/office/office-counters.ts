/** Quotas and used ids of all gateway processes. */
import { randomBytes } from 'node:crypto'
import { connectRedis } from '../cache/redis-connection.ts'
import type { Premises } from '../compose.ts'
import type { Config } from '../config.ts'
import type { Counters } from '../counters/counters.ts'
import { createPostgresCounters } from '../counters/postgres-counters.ts'
import { createQuotas } from '../counters/quotas.ts'
import type { Quotas } from '../counters/quotas.ts'
import { createRedisCounters } from '../counters/redis-counters.ts'
import type { FederationLog } from '../pipeline/log-port.ts'
import type { Ask } from '../store/own-connection.ts'
import { sharedValue } from '../store/shared-value.ts'

export interface OfficeCounters {
  readonly counted: Counters
  readonly usedIds: Counters
  /** For /readyz: without quotas nothing is answered. That of used ids is the database, which says so itself. */
  missing(): Promise<readonly string[]>
  close(): void
}

/**
 * Quotas in Redis where there is one. Used ids in PostgreSQL always: sign-in is rare, and a Redis that
 * restarts without its data would let assertions be used again.
 */
export async function openCounters(
  { REDIS_URL }: Config,
  { database, log }: Premises,
  ask: Ask,
): Promise<OfficeCounters> {
  const secret = Buffer.from(
    await sharedValue(database, 'counter-key', () => randomBytes(32).toString('base64')),
    'base64',
  )
  const usedIds = createPostgresCounters({ database, ask, secret, now: Date.now, log })
  if (REDIS_URL === undefined) {
    return {
      ...{ counted: usedIds, usedIds, close: () => undefined },
      missing: () => Promise.resolve([]),
    }
  }
  const onError = (err: unknown): void => log.warn({ err }, 'counters do not answer')
  const connection = connectRedis(REDIS_URL, onError)
  return {
    usedIds,
    counted: createRedisCounters({ connection, secret, now: Date.now }),
    missing: () =>
      connection.ping().then(
        () => [],
        () => ['quota store'],
      ),
    close: () => connection.disconnect(),
  }
}

/** An officer who asks about very many is noticed: in the log too, with his name for who may open it. */
export function openQuotas(
  config: Config,
  { log, metrics }: Premises,
  counters: Counters,
  federationLog: Pick<FederationLog, 'act'>,
): Quotas {
  return createQuotas(counters, {
    perMinute: config.QUOTA_PER_MINUTE,
    perDay: config.QUOTA_PER_DAY,
    enumerationPerHour: config.ENUMERATION_PER_HOUR,
    now: Date.now,
    onEnumeration({ agency, purpose, count, officer, at }) {
      log.warn({ agency, purpose, count }, 'bulk enumeration noticed')
      metrics.enumerationNoticed()
      const act = { act: 'ENUMERATION_NOTICED', role: 'OFFICER', agency, actor: officer }
      const facts = { ...act, at, province: null, count, document: null }
      federationLog.act(facts).catch((err: unknown) => log.warn({ err }, 'enumeration not logged'))
    },
  })
}
