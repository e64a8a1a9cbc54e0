/** A gatehouse in front of each of four pretend registries, in this process. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GATEHOUSE_PROTOCOLS } from '../../gateway/cli/gatehouse-protocols.ts'
import { startGatehouse } from '../../gateway/gatehouse/start-gatehouse.ts'
import type { GatehouseOptions, RunningGatehouse } from '../../gateway/gatehouse/start-gatehouse.ts'
import type { LogKeysJson } from '../../gateway/gatehouse/log-keys.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { FourRegistries } from './four-registries.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

export interface FourGatehouses extends AsyncDisposable {
  readonly at: Readonly<Record<Province, RunningGatehouse>>
  /** Of each gatehouse, with its record. */
  readonly folderOf: (province: Province) => string
  /** The environment that lets a gateway use the registries through them. */
  readonly settings: Readonly<Record<string, string>>
  /** Closed, and started again on the same folder. */
  restart(province: Province): Promise<RunningGatehouse>
  setLogKeys(keys: LogKeysJson): Promise<void>
}

export type FourGatehousesOptions = Partial<Pick<GatehouseOptions, 'promises' | 'now' | 'tell'>>

/** Dispose of them before the registries. */
export async function startFourGatehouses(
  registries: FourRegistries,
  options: FourGatehousesOptions = {},
): Promise<FourGatehouses> {
  const folder = await createTemporaryFolder('gatehouses')
  const folderOf = (province: Province) => join(folder, PROVINCE_FACTS[province].slug)
  const start = (province: Province): Promise<RunningGatehouse> =>
    startGatehouse({
      province,
      registryUrl: registries.at[province].url,
      protocol: GATEHOUSE_PROTOCOLS[province],
      folder: folderOf(province),
      promises: 'require',
      ...options,
    })
  const running = await Promise.all(PROVINCES.map(start))
  const at = Object.fromEntries(running.map((one) => [one.province, one])) as Record<
    Province,
    RunningGatehouse
  >
  const urls = PROVINCES.map((province) => [`${province}_URL`, at[province].url])
  return {
    at,
    folderOf,
    settings: { ...registries.settings, ...Object.fromEntries(urls) },
    async restart(province) {
      await at[province].close()
      return (at[province] = await start(province))
    },
    async setLogKeys(keys) {
      await Promise.all(PROVINCES.map((province) => at[province].setLogKeys(keys)))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(PROVINCES.map((province) => at[province].close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
