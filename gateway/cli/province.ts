import { once } from 'node:events'
import { join } from 'node:path'
import { SANDBOXES } from '../../adapters/sandboxes.ts'
import { startSandbox } from '../../adapters/shared/sandbox/server.ts'
import { createWorld } from '../../adapters/shared/sandbox/world/create-world.ts'
import type { Party } from '../../certs/parties.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCE_FACTS, PROVINCES, provinceOfSlug } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { exportPromises } from '../gatehouse/promise-lists.ts'
import { lineOf } from './line-of.ts'
import type { DevelopmentAgencies } from './grants/development-grant.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { loadRegistryCredentials } from './party-files.ts'
import { completeGatehouse, startProvinceGatehouse } from './province-gatehouse.ts'
import { loadProvinceKeys } from './province-keys.ts'
import { sayMore, sayReady, untilAllStarted, untilAskedToStop } from './process-life.ts'
import { partyFolder, stateFolder, usingState } from './state-folder.ts'

/** Most entities a pretend registry holds. */
const MOST_ENTITIES = 3_000_000

export const WORLD_OPTIONS = {
  entities: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
  data: { type: 'string' },
} as const

export interface WorldWords {
  readonly entities: string
  readonly seed: string
  readonly data?: string | undefined
}

export const command: Command = {
  help: `用法：ydelta province 省市 [--promises require|off] [--port N] [--registry-port N]
                       [--entities N] [--seed N] [--data 文件] [--state 目录]
      ydelta province promises 省市 [--state 目录]
运行一个省市：仿真登记系统、前置网关和见证方。省市为${PROVINCES.map((province) => PROVINCE_FACTS[province].slug).join('、')}之一。
--promises require（默认）：没有存证回执不提供数据；off：前置网关原样转发。
--port为前置网关的端口，--registry-port为登记系统的端口；0为任意空闲端口。
数据均为虚构，由种子确定；--entities最多${MOST_ENTITIES}。--data为NDJSON文件，格式见docs/sandbox.md。
运行中切换故障（登记系统的端口）：
  curl -X PUT http://127.0.0.1:端口/_sandbox/fault -d '{"mode":"hang"}'
promises输出该省市留存的存证回执，每行一个JSON，供ydelta log核对遗漏。
例：ydelta province anhui --entities 100000`,
  async run(words) {
    const { values, positionals } = readWords(words, OPTIONS, true)
    const [verb, ...rest] = positionals
    if (verb === 'promises') return listPromises(provinceIn(rest), values.state)
    const province = provinceIn(positionals)
    const promises = promisesIn(values.promises)
    const port = wholeNumber('port', values.port, 0, 65_535)
    const registryPort = wholeNumber('registry-port', values['registry-port'], 0, 65_535)
    const state = await stateFolder(values.state)
    const { slug, zh } = PROVINCE_FACTS[province]
    const folder = await partyFolder(state, slug)
    const [sandbox, keys] = await Promise.all([
      startProvince(province, values, registryPort, state),
      loadProvinceKeys(folder),
    ])
    const registryUrl = sandbox.url
    const gatehouse = await startProvinceGatehouse({ province, registryUrl, promises, port, state })
    process.stdout.write(`${zh}仿真登记系统：${registryUrl}\n${zh}前置网关：${gatehouse.url}\n`)
    sayReady({
      url: promises === 'require' ? gatehouse.url : registryUrl,
      credentials: sandbox.credentials,
      registryUrl,
      gatehouseUrl: gatehouse.url,
      witnessUrl: `${gatehouse.url}/_witness`,
      disclosureKey: keys.disclosurePublic,
      searchKey: keys.search,
    })
    const stopping = new AbortController()
    const told = tellTrust(slug, state, stopping.signal, () =>
      completeGatehouse(gatehouse, slug, state, keys),
    )
    await untilAskedToStop()
    stopping.abort()
    await told
    await gatehouse.close()
    await sandbox.close()
    return 0
  },
}

const OPTIONS = {
  ...WORLD_OPTIONS,
  port: { type: 'string', default: '0' },
  'registry-port': { type: 'string', default: '0' },
  promises: { type: 'string', default: 'require' },
  state: { type: 'string' },
} as const

/** @throws {FederationError} `USAGE`. */
function provinceIn([slug = '', ...more]: readonly string[]): Province {
  const province = provinceOfSlug(slug)
  if (province !== null && more.length === 0) return province
  throw new FederationError('USAGE', { problem: '请写明一个省市，例如：ydelta province anhui' })
}

/** @throws {FederationError} `USAGE`. */
function promisesIn(word: string): 'require' | 'off' {
  if (word === 'require' || word === 'off') return word
  throw new FederationError('USAGE', { problem: '--promises应为require或off' })
}

async function listPromises(province: Province, given: string | undefined): Promise<number> {
  const folder = await partyFolder(await stateFolder(given), PROVINCE_FACTS[province].slug)
  await usingState(folder, async () => {
    for await (const line of exportPromises(folder, province)) {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
    }
  })
  return 0
}

/** Making keys takes a second of a processor: first comes what others wait for. */
const START_WITHIN_MS = 10_000

/**
 * The province's certificates, made or renewed beside the registry, which answers already; `next`: what
 * needs them. Only the public part leaves this process.
 */
async function tellTrust(
  party: Party,
  state: string,
  stopped: AbortSignal,
  next: () => Promise<void>,
): Promise<void> {
  try {
    await untilAllStarted(START_WITHIN_MS, stopped)
    stopped.throwIfAborted()
    const { ownHierarchy } = await import('./certs/own-hierarchy.ts')
    const trust = await ownHierarchy(party, state, stopped)
    await next()
    sayMore({ trust })
    signGrantsWhenAsked(provinceOfSlug(party)!, state)
  } catch (failure) {
    if (!stopped.aborted) process.stderr.write(`${lineOf(failure)}\n`)
  }
}

/** For `ydelta dev`: what the pretend province grants to its agencies. */
function signGrantsWhenAsked(province: Province, state: string): void {
  const sign = async (agencies: DevelopmentAgencies): Promise<void> => {
    const { signDevelopmentGrants } = await import('./grants/development-grant.ts')
    sayMore({ grants: await signDevelopmentGrants(province, state, agencies) })
  }
  process.on('message', (message: { readonly signGrants?: DevelopmentAgencies }) => {
    if (message.signGrants === undefined) return
    sign(message.signGrants).catch((failure: unknown) => {
      process.stderr.write(`${lineOf(failure)}\n`)
    })
  })
}

/** The registry of one province over its synthetic world; its keys lie in its own folder. */
export async function startProvince(
  province: Province,
  words: WorldWords,
  port: number,
  state: string,
) {
  const entities = wholeNumber('entities', words.entities, 0, MOST_ENTITIES)
  const seed = wholeNumber('seed', words.seed, 0, 2 ** 31 - 1)
  const definition = SANDBOXES[province]
  const folder = await partyFolder(state, PROVINCE_FACTS[province].slug)
  const credentials = await loadRegistryCredentials(folder, definition)
  const data = await createWorld({
    province,
    entities,
    seed,
    indexDirectory: join(folder, 'index'),
    log: (line) => process.stdout.write(`${line}\n`),
    ...(words.data === undefined ? {} : { dataFile: words.data }),
  })
  const sandbox = await startSandbox({ definition, data, port, credentials })
  const close = async (): Promise<void> => {
    await sandbox.close()
    data.close()
  }
  return { ...sandbox, close }
}
