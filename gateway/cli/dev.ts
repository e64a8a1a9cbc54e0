import { createServer } from 'node:net'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_USCC } from '../../adapters/shared/sandbox/world/cases.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { startPrivatePostgres } from '../store/private-postgres.ts'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { loadKey, registrySettingsFor } from './party-files.ts'
import { untilAskedToStop } from './process-life.ts'
import { WORLD_OPTIONS } from './province.ts'
import type { WorldWords } from './province.ts'
import { partyFolder, stateFolder } from './state-folder.ts'

export const command: Command = {
  summary: '在一台机器上运行全部：数据库、四个仿真登记系统、网关（即npm start）',
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
    const stops: (() => Promise<void>)[] = []
    try {
      const stopped = untilAskedToStop()
      const started = startAll(state, values, await freeOr(port), stops)
      const gateway = await Promise.race([started, stopped.then(() => null)])
      if (gateway === null) return await abandoned(started)
      sayHello(String(gateway.facts['url']))
      const status = await Promise.race([stopped.then(() => 0), gateway.ended.then(() => 3)])
      process.stdout.write('正在停止……\n')
      return status
    } finally {
      for (const stop of stops.reverse()) await stop()
    }
  },
}

/** Asked to stop while starting: what is half started is waited for, so that it can be stopped. */
async function abandoned(started: Promise<Child>): Promise<number> {
  await started.catch(() => undefined)
  return 130
}

async function startAll(
  state: string,
  words: WorldWords,
  port: number,
  stops: (() => Promise<void>)[],
): Promise<Child> {
  const gatewayFolder = await partyFolder(state, 'gateway')
  const database = await startPrivatePostgres({ folder: join(gatewayFolder, 'postgres') })
  stops.push(() => database.stop())
  const provinces = await Promise.all(
    PROVINCES.map((province) => startProvinceProcess(province, words, state, stops)),
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
  const gateway = await startChild({
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
  })
  stops.push(() => gateway.stop())
  return gateway
}

async function startProvinceProcess(
  province: (typeof PROVINCES)[number],
  words: WorldWords,
  state: string,
  stops: (() => Promise<void>)[],
) {
  const { slug, zh } = PROVINCE_FACTS[province]
  const given = words.data === undefined ? [] : ['--data', words.data]
  const world = ['--entities', words.entities, '--seed', words.seed, ...given]
  const child = await startChild({
    words: ['province', slug, '--state', state, ...world],
    env: { PATH: process.env['PATH'] },
    onLine: (line) => process.stdout.write(`[${zh}] ${line}\n`),
  })
  stops.push(() => child.stop())
  return { province, child }
}

async function forget(state: string): Promise<void> {
  const parties = ['gateway', ...PROVINCES.map((province) => PROVINCE_FACTS[province].slug)]
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
