/** Four pretend registries in this process, and what a gateway needs to use them. */
import { rm } from 'node:fs/promises'
import { SANDBOXES } from '../../adapters/sandboxes.ts'
import type { FaultMode } from '../../adapters/shared/sandbox/faults.ts'
import { createMemoryData } from '../../adapters/shared/sandbox/memory-data.ts'
import type { RegistryData } from '../../adapters/shared/sandbox/registry-data.ts'
import { startSandbox } from '../../adapters/shared/sandbox/server.ts'
import type { RunningSandbox } from '../../adapters/shared/sandbox/server.ts'
import { registrySettingsFor } from '../../gateway/cli/party-files.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

export interface FourRegistries extends AsyncDisposable {
  readonly at: Readonly<Record<Province, RunningSandbox>>
  /** The environment that lets a gateway use them. */
  readonly settings: Readonly<Record<string, string>>
  /** Everything a caller of the gateway must never see: addresses, ports, credentials. */
  readonly secrets: readonly string[]
  fail(province: Province, mode: FaultMode, delayMs?: number): void
  heal(): void
  /** From now on the registry knows these and nothing else. */
  restate(province: Province, records: readonly RegistryRecord[]): void
}

export interface FourRegistriesOptions {
  readonly recordsOf: (province: Province) => readonly RegistryRecord[]
  /** How far a registry's clock is ahead of ours. */
  readonly clockAheadMs?: Readonly<Partial<Record<Province, number>>>
}

/** Dispose of them in `afterAll`. */
export async function startFourRegistries(options: FourRegistriesOptions): Promise<FourRegistries> {
  const folder = await createTemporaryFolder('registries')
  const known = new Map<Province, RegistryData>()
  const restate: FourRegistries['restate'] = (province, records) =>
    void known.set(province, createMemoryData(province, records))
  const running = await Promise.all(
    PROVINCES.map((province) => {
      restate(province, options.recordsOf(province))
      return startSandbox({
        definition: SANDBOXES[province],
        data: changingData(province, () => known.get(province)!),
        now: () => new Date(Date.now() + (options.clockAheadMs?.[province] ?? 0)),
      })
    }),
  )
  const settings = await Promise.all(
    running.map((one) => registrySettingsFor(one.province, one.url, one.credentials, folder)),
  )
  const at = Object.fromEntries(running.map((one) => [one.province, one])) as FourRegistries['at']
  const fail: FourRegistries['fail'] = (province, mode, delayMs = 0) =>
    at[province].setFault({ mode, delayMs })
  return {
    at,
    settings: Object.assign({}, ...settings) as Record<string, string>,
    secrets: running.flatMap((one) => [
      new URL(one.url).host,
      ...Object.values(one.credentials).filter((value) => value.length > 8),
    ]),
    fail,
    restate,
    heal: () => PROVINCES.forEach((province) => fail(province, 'none')),
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((one) => one.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function changingData(province: Province, now: () => RegistryData): RegistryData {
  return {
    province,
    recordsOf: (uscc) => now().recordsOf(uscc),
    recordsOfNumber: (number) => now().recordsOfNumber(number),
    search: (filter, offset, limit) => now().search(filter, offset, limit),
    close: () => now().close(),
  }
}
