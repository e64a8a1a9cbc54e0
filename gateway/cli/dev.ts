import { createServer } from 'node:net'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_USCC } from '../../adapters/shared/sandbox/world/cases.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { refuseWhileInUse, startPrivatePostgres } from '../store/private-postgres.ts'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { LocalTrust } from './certs/local-trust.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { loadKey, registrySettingsFor } from './party-files.ts'
import { untilAskedToStop } from './process-life.ts'
import { WORLD_OPTIONS } from './province.ts'
import type { WorldWords } from './province.ts'
import { partyFolder, stateFolder, usingState } from './state-folder.ts'

/** Folder of the private database in the gateway's own. */
const DATABASE = 'postgres'

export const command: Command = {
  help: `用法：ydelta dev [--port N] [--entities N] [--seed N] [--data 文件] [--state 目录] [--fresh]
启动私有PostgreSQL、四个省市进程和网关，打印GraphQL地址和示例查询。Ctrl-C全部停止。
--fresh先清除本机全部状态（数据库、密钥、索引）。
例：npm start -- --entities 100000`,
  async run(words) {
    const { values } = readWords(words, {
      ...WORLD_OPTIONS,
      port: { type: 'string', default: '4000' },
      state: { type: 'string' },
      fresh: { type: 'boolean' },
    })
    const port = wholeNumber('port', values.port, 0, 65_535)
    const state = await stateFolder(values.state)
    if (values.fresh === true) await forget(state)
    const parts = new StartedParts()
    const trust = new LocalTrust(state)
    try {
      const stopped = untilAskedToStop()
      const started = startAll(state, values, await freeOr(port), parts, trust)
      const gateway = await Promise.race([started, stopped.then(() => null)])
      if (gateway === null) return await abandoned(started, parts)
      sayHello(String(gateway.facts['url']))
      trust.begin()
      const status = await Promise.race([stopped.then(() => 0), gateway.ended.then(() => 3)])
      process.stdout.write('正在停止……\n')
      return status
    } finally {
      await Promise.all([parts.stop(), trust.stop()])
    }
  },
}

/** Asked to stop while starting: what is there is stopped, so that the rest fails. */
async function abandoned(started: Promise<Child>, parts: StartedParts): Promise<number> {
  await parts.stop()
  await started.catch(() => undefined)
  return 130
}

/** What has to be stopped, in the order of its start. What comes too late is stopped at once. */
class StartedParts {
  #stops: (() => Promise<void>)[] = []
  #stopping = false

  get stopping(): boolean {
    return this.#stopping
  }

  /** @throws {Error} when all is being stopped. */
  async add(stop: () => Promise<void>): Promise<void> {
    this.#stops.push(stop)
    if (!this.#stopping) return
    await stop()
    throw new Error('stopping')
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const stop of this.#stops.reverse()) await stop()
    this.#stops = []
  }
}

async function startAll(
  state: string,
  words: WorldWords,
  port: number,
  parts: StartedParts,
  trust: LocalTrust,
): Promise<Child> {
  const gatewayFolder = await partyFolder(state, 'gateway')
  const database = await usingState(gatewayFolder, () =>
    startPrivatePostgres({ folder: join(gatewayFolder, DATABASE) }),
  )
  await parts.add(() => database.stop())
  const provinces = await Promise.all(
    PROVINCES.map((province) => startProvinceProcess(province, words, state, parts, trust)),
  )
  const settings = await Promise.all(
    provinces.map(({ province, child }) =>
      registrySettingsFor(
        province,
        String(child.facts['url']),
        child.facts['credentials'] as Record<string, string>,
        gatewayFolder,
      ),
    ),
  )
  return startChild({
    words: ['serve', '--migrate'],
    env: {
      ...process.env,
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      ...Object.assign({}, ...settings),
      DATABASE_URL: database.url,
      CACHE_KEY: await loadKey(gatewayFolder, 'cache-key'),
      PORT: String(port),
    },
    onLine: (line) => process.stdout.write(`${line}\n`),
    onSpawn: (stop) => void parts.add(stop).catch(() => undefined),
  })
}

async function startProvinceProcess(
  province: (typeof PROVINCES)[number],
  words: WorldWords,
  state: string,
  parts: StartedParts,
  trust: LocalTrust,
) {
  const { slug, zh } = PROVINCE_FACTS[province]
  const given = words.data === undefined ? [] : ['--data', words.data]
  const world = ['--entities', words.entities, '--seed', words.seed, ...given]
  const child = await startChild({
    words: ['province', slug, '--state', state, ...world],
    // Where Node keeps compiled code is nobody's secret; all else of the environment is the gateway's.
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    },
    onLine: (line) => process.stdout.write(`[${zh}] ${line}\n`),
    onMore: (facts) => trust.receive(slug, facts['trust']),
    onSpawn: (stop) => void parts.add(stop).catch(() => undefined),
  })
  trust.add(child)
  void child.ended.then((status) => {
    if (parts.stopping) return
    const how = status === null ? '被终止' : `状态${status}`
    process.stderr.write(
      `[${zh}] 进程已退出（${how}）。其余省市不受影响；要恢复请按Ctrl-C后重新启动\n`,
    )
  })
  return { province, child }
}

/** @throws {FederationError} `DATABASE_FOLDER_IN_USE` while another process works on this state. */
async function forget(state: string): Promise<void> {
  await refuseWhileInUse(join(state, 'gateway', DATABASE))
  const parties = ['gateway', 'national', ...PROVINCES.map((one) => PROVINCE_FACTS[one].slug)]
  for (const party of parties) await rm(join(state, party), { recursive: true, force: true })
}

/** The wanted port, or any free one when somebody has it. */
function freeOr(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}

function sayHello(url: string): void {
  const query = `{ entity(uscc: "${SAMPLE_USCC}") { name registrar { name } sources { province state } } }`
  const body = JSON.stringify({ query })
  process.stdout.write(`
GraphQL：${url}/graphql
示例代码：${SAMPLE_USCC}（虚构）
示例查询：
  curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'
Ctrl-C停止全部进程
`)
}
