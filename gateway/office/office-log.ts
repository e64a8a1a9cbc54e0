/** The log service as the office opens it. */
import type { ServiceConfig } from '../config.ts'
import type { Premises } from '../compose.ts'
import { openLogService } from '../log/log-service.ts'
import type { LogService, LogServiceOptions } from '../log/log-service.ts'
import { PROVINCES } from '../../schemas/model/province.ts'

/**
 * `more`: for tests, in code; no setting reaches it.
 *
 * @throws {FederationError} `LOG_FORKED`, `LOG_BEHIND` and what else keeps a log from going on.
 */
export function openOfficeLog(
  config: ServiceConfig,
  { log, metrics }: Pick<Premises, 'log' | 'metrics'>,
  more: Pick<LogServiceOptions, 'timing'> = {},
): Promise<LogService> {
  const { origin, logKeys, promiseKey, recipients, policy, stateFile } = config.log
  return openLogService({
    databaseUrl: config.DATABASE_URL,
    ...{ log, origin, logKeys, promiseKey, recipients, stateFile, now: () => new Date() },
    witnesses: policy.witnesses.flatMap((key) => {
      const url = policy.urls.get(key)
      return url === undefined ? [] : [{ key, url }]
    }),
    quorum: policy.quorum,
    observer: metrics.logObserver,
    gatehouses: Object.fromEntries(
      PROVINCES.map((province) => [province, config.registries[province].url]),
    ),
    ...more,
  })
}
