/** The log of a served world from beside its gateways, as one more process on its database has it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readServiceConfig } from '../../gateway/config.ts'
import { exportPromises } from '../../gateway/gatehouse/promise-lists.ts'
import type { LogTiming, LogService } from '../../gateway/log/log-service.ts'
import { createLog } from '../../gateway/observe/log.ts'
import { createMetrics } from '../../gateway/observe/metrics.ts'
import { openOfficeLog } from '../../gateway/office/office-log.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { ServedWorld } from './served-world.ts'

export interface ServedLog extends LogService, AsyncDisposable {
  /** All that is there now, cosigned, as files. @returns the size. */
  exportCosigned(folder: string): Promise<number>
}

const MOST_ROUNDS = 20

/** @throws {FederationError} as a gateway that would start now. */
export async function openServedLog(
  world: Pick<ServedWorld, 'settings'>,
  more: Readonly<Record<string, string>> = {},
  timing: Partial<LogTiming> = {},
): Promise<ServedLog> {
  const config = readServiceConfig({ ...world.settings, ...more })
  const log = createLog('silent')
  const service = await openOfficeLog(config, { log, metrics: createMetrics(log) }, { timing })
  return {
    ...service,
    async exportCosigned(folder) {
      // Another process may be asking the witnesses about another checkpoint at this moment.
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        if ((await service.checkpointNow(true))?.isCosigned === true) break
      }
      return service.exportTo(folder)
    },
    [Symbol.asyncDispose]: () => service.close(),
  }
}

/** A province's list of promises, into a file. @returns its path and how many there are. */
export async function listOfPromises(
  { gatehouses }: Pick<ServedWorld, 'gatehouses'>,
  province: Province,
  folder: string,
): Promise<{ readonly file: string; readonly lines: readonly string[] }> {
  const file = join(folder, `${province}.promises.ndjson`)
  const lines = await Array.fromAsync(exportPromises(gatehouses.folderOf(province), province))
  await writeFile(file, lines.map((line) => `${line}\n`).join(''))
  return { file, lines }
}
