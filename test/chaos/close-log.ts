/** After the last life: what was cut off is closed as UNKNOWN, and the log is published and exported. */
import { readServiceConfig } from '../../gateway/config.ts'
import { createLog } from '../../gateway/observe/log.ts'
import { createMetrics } from '../../gateway/observe/metrics.ts'
import { openOfficeLog } from '../../gateway/office/office-log.ts'

/** As if the term had passed; nothing is done but what is asked for. */
const TIMING = { outcomeTermMs: 0, closeEveryMs: 3_600_000, checkpointEveryMs: 3_600_000 }

/** @returns how many intents were closed. @throws {FederationError} the log does not start. */
export async function closeLog(
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<number> {
  const log = createLog('warn')
  const premises = { log, metrics: createMetrics(log) }
  const service = await openOfficeLog(readServiceConfig(settings), premises, { timing: TIMING })
  try {
    const closed = await service.closeOldIntents()
    await service.checkpointNow(true)
    await service.exportTo(folder)
    return closed
  } finally {
    await service.close()
  }
}
