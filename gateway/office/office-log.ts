/** The log service as the office opens it. */
import type { ServiceConfig } from '../config.ts'
import type { Premises } from '../compose.ts'
import { createLogService } from '../log/log-service.ts'
import type { LogService } from '../log/log-service.ts'
import { PROVINCES } from '../../schemas/model/province.ts'

export function openOfficeLog(
  config: ServiceConfig,
  { log, metrics }: Premises,
): Promise<LogService> {
  const { origin, promiseKey, recipients } = config.log
  return Promise.resolve(
    createLogService({
      databaseUrl: config.DATABASE_URL,
      ...{ log, origin, promiseKey, recipients, now: () => new Date() },
      observer: metrics.logObserver,
      gatehouses: Object.fromEntries(
        PROVINCES.map((province) => [province, config.registries[province].url]),
      ),
    }),
  )
}
