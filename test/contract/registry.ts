/** One province's pretend registry and the adapter in front of it, over real HTTP. */
import type { RegistryAdapter } from '../../adapters/shared/contract.ts'
import type { AdapterDefinition } from '../../adapters/shared/define-adapter.ts'
import { createMemoryData } from '../../adapters/shared/sandbox/memory-data.ts'
import type { RegistryData } from '../../adapters/shared/sandbox/registry-data.ts'
import { startSandbox } from '../../adapters/shared/sandbox/server.ts'
import type { RunningSandbox, SandboxDefinition } from '../../adapters/shared/sandbox/server.ts'
import { createUpstream } from '../../adapters/shared/upstream.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'

/** The instant at which every contract test takes place. */
export const NOW = new Date('2026-03-10T01:00:00.000Z')

export interface ProvinceUnderTest {
  readonly adapter: AdapterDefinition
  readonly sandbox: SandboxDefinition
}

export interface OpenRegistry extends AsyncDisposable {
  readonly adapter: RegistryAdapter
  readonly sandbox: RunningSandbox
}

export interface RegistryOptions {
  readonly connections?: number
  readonly maxBytes?: number
}

/** Starts a registry over these records (or this data). Dispose of it to let go of its sockets. */
export async function openRegistry(
  province: ProvinceUnderTest,
  content: readonly RegistryRecord[] | RegistryData,
  options: RegistryOptions = {},
): Promise<OpenRegistry> {
  const data = Array.isArray(content)
    ? createMemoryData(province.adapter.province, content as readonly RegistryRecord[])
    : (content as RegistryData)
  const sandbox = await startSandbox({ definition: province.sandbox, data, now: () => NOW })
  const upstream = createUpstream({
    province: province.adapter.province,
    baseUrl: sandbox.url,
    ...options,
  })
  const adapter = province.adapter.create({
    upstream,
    credentials: sandbox.credentials,
    now: () => NOW,
  })
  return {
    adapter,
    sandbox,
    async [Symbol.asyncDispose]() {
      await adapter.close()
      await upstream.close()
      await sandbox.close()
    },
  }
}
