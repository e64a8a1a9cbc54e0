/** Loopback addresses in front of a served world's gatehouses and witnesses, to take them away and bring them back. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { ServedWorld } from './served-world.ts'
import { startTcpProxy } from './tcp-proxy.ts'
import type { TcpProxy } from './tcp-proxy.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

export interface ServedGates extends AsyncDisposable {
  /** In front of what registries are asked through. */
  readonly at: Readonly<Record<Province, TcpProxy>>
  /** In front of the same gatehouses as witnesses. */
  readonly witnesses: Readonly<Record<Province, TcpProxy>>
  /** For gateways that go this way. */
  readonly settings: Readonly<Record<string, string>>
  mendWitnesses(): Promise<void>
}

export async function openServedGates({
  gatehouses,
  policyFile,
}: Pick<ServedWorld, 'gatehouses' | 'policyFile'>): Promise<ServedGates> {
  const folder = await createTemporaryFolder('gates')
  const portOf = (province: Province) => Number(new URL(gatehouses.at[province].url).port)
  const inFront = async () => {
    const proxies = await Promise.all(PROVINCES.map((each) => startTcpProxy(portOf(each))))
    const named = PROVINCES.map((province, i) => [province, proxies[i]!] as const)
    return Object.fromEntries(named) as Record<Province, TcpProxy>
  }
  const [at, witnesses] = await Promise.all([inFront(), inFront()])
  const ownPolicy = join(folder, 'log-policy.txt')
  let policy = await readFile(policyFile, 'utf8')
  for (const province of PROVINCES) {
    policy = policy.replace(gatehouses.at[province].url, urlOf(witnesses[province]))
  }
  await writeFile(ownPolicy, policy)
  const urls = PROVINCES.map((province) => [`${province}_URL`, urlOf(at[province])])
  return {
    ...{ at, witnesses },
    settings: { ...Object.fromEntries(urls), LOG_POLICY_FILE: ownPolicy },
    async mendWitnesses() {
      await Promise.all(PROVINCES.map((each) => witnesses[each].mend(portOf(each))))
    },
    async [Symbol.asyncDispose]() {
      const all = [...Object.values(at), ...Object.values(witnesses)]
      await Promise.all(all.map((proxy) => proxy.cut()))
      await rm(folder, { recursive: true })
    },
  }
}

function urlOf({ port }: TcpProxy): string {
  return `http://127.0.0.1:${port}`
}
