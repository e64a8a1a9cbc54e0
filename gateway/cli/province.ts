import { join } from 'node:path'
import { SANDBOXES } from '../../adapters/sandboxes.ts'
import { startSandbox } from '../../adapters/shared/sandbox/server.ts'
import { createWorld } from '../../adapters/shared/sandbox/world/create-world.ts'
import type { Party } from '../../certs/parties.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCE_FACTS, PROVINCES, provinceOfSlug } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { lineOf } from './certs/local-trust.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { loadRegistryCredentials } from './party-files.ts'
import { sayMore, sayReady, untilAllStarted, untilAskedToStop } from './process-life.ts'
import { partyFolder, stateFolder } from './state-folder.ts'

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
  help: `用法：ydelta province 省市 [--port N] [--entities N] [--seed N] [--data 文件] [--state 目录]
省市为${PROVINCES.map((province) => PROVINCE_FACTS[province].slug).join('、')}之一。数据均为虚构，由种子确定；--entities最多${MOST_ENTITIES}。
--data为NDJSON文件，格式见docs/sandbox.md。运行中切换故障：
  curl -X PUT http://127.0.0.1:端口/_sandbox/fault -d '{"mode":"hang"}'
例：ydelta province anhui --entities 100000`,
  async run(words) {
    const { values, positionals } = readWords(
      words,
      { ...WORLD_OPTIONS, port: { type: 'string', default: '0' }, state: { type: 'string' } },
      true,
    )
    const province = provinceOfSlug(positionals[0] ?? '')
    if (province === null || positionals.length > 1) {
      throw new FederationError('USAGE', { problem: '请写明一个省市，例如：ydelta province anhui' })
    }
    const port = wholeNumber('port', values.port, 0, 65_535)
    const state = await stateFolder(values.state)
    const sandbox = await startProvince(province, values, port, state)
    process.stdout.write(`${PROVINCE_FACTS[province].zh}仿真登记系统：${sandbox.url}\n`)
    sayReady({ url: sandbox.url, credentials: sandbox.credentials })
    const stopping = new AbortController()
    const told = tellTrust(PROVINCE_FACTS[province].slug, state, stopping.signal)
    await untilAskedToStop()
    stopping.abort()
    await sandbox.close()
    await told
    return 0
  },
}

/** Making keys takes a second of a processor: first comes what others wait for. */
const START_WITHIN_MS = 10_000

/**
 * The province's certificates, made or renewed beside the registry, which answers already. Only the
 * public part leaves this process.
 */
async function tellTrust(party: Party, state: string, stopped: AbortSignal): Promise<void> {
  try {
    await untilAllStarted(START_WITHIN_MS, stopped)
    stopped.throwIfAborted()
    const { ownHierarchy } = await import('./certs/own-hierarchy.ts')
    sayMore({ trust: await ownHierarchy(party, state, stopped) })
  } catch (failure) {
    if (!stopped.aborted) process.stderr.write(`${lineOf(failure)}\n`)
  }
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
