/** After the last life: what was cut off is closed as UNKNOWN, and the log is published and exported. */
import { readServiceConfig } from '../../gateway/config.ts'
import { openLogService } from '../../gateway/log/log-service.ts'
import { createLog } from '../../gateway/observe/log.ts'

/** @returns how many intents were closed. @throws {FederationError} the log does not start. */
export async function closeLog(
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<number> {
  const config = readServiceConfig(settings)
  const { origin, logKey, promiseKey, recipients, policy, stateFile } = config.log
  const service = await openLogService({
    databaseUrl: config.DATABASE_URL,
    ...{ origin, promiseKey, recipients, stateFile, quorum: policy.quorum },
    ...{ log: createLog('warn'), now: () => new Date(), logKeys: [logKey], gatehouses: {} },
    witnesses: policy.witnesses.map((key) => ({ key, url: policy.urls.get(key)! })),
    // As if the term had passed.
    timing: { outcomeTermMs: 0, closeEveryMs: 3_600_000, checkpointEveryMs: 3_600_000 },
  })
  try {
    const closed = await service.closeOldIntents()
    await service.checkpointNow(true)
    await service.exportTo(folder)
    return closed
  } finally {
    await service.close()
  }
}
