import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_USCC } from '../../adapters/shared/sandbox/world/cases.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { freePort } from '../store/free-port.ts'
import { refuseWhileInUse } from '../store/private-postgres.ts'
import { AGENCY_FOLDER } from './clients/development-clients.ts'
import { developmentToken } from './clients/development-token.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { DATABASE, startAll } from './dev/start-all.ts'
import type { Started } from './dev/start-all.ts'
import { StartedParts } from './dev/started-parts.ts'
import { untilAskedToStop } from './process-life.ts'
import { WORLD_OPTIONS } from './province.ts'
import { stateFolder } from './state-folder.ts'

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
    try {
      const stopped = untilAskedToStop()
      const starting = startAll(state, values, await freeOr(port), parts)
      const started = await Promise.race([starting, stopped.then(() => null)])
      if (started === null) return await abandoned(starting, parts)
      await sayHello(state, started)
      const ended = started.gateway.ended.then(() => 3)
      const status = await Promise.race([stopped.then(() => 0), ended])
      process.stdout.write('正在停止……\n')
      return status
    } finally {
      await parts.stop()
    }
  },
}

/** Asked to stop while starting: what is there is stopped, so that the rest fails. */
async function abandoned(started: Promise<Started>, parts: StartedParts): Promise<number> {
  await parts.stop()
  await started.catch(() => undefined)
  return 130
}

/** @throws {FederationError} `DATABASE_FOLDER_IN_USE` while another process works on this state. */
async function forget(state: string): Promise<void> {
  await refuseWhileInUse(join(state, 'gateway', DATABASE))
  const parties = [
    'gateway',
    'national',
    AGENCY_FOLDER,
    ...PROVINCES.map((one) => PROVINCE_FACTS[one].slug),
  ]
  for (const party of parties) await rm(join(state, party), { recursive: true, force: true })
}

/** The wanted port, or any free one when somebody has it. */
function freeOr(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(freePort()))
    probe.listen(port, '127.0.0.1', () => {
      const { port: found } = probe.address() as AddressInfo
      probe.close(() => resolve(found))
    })
  })
}

async function sayHello(state: string, { url }: Started): Promise<void> {
  const token = await developmentToken('officer', state, url)
  const query = `{ entity(uscc: "${SAMPLE_USCC}") { name registrar { name } sources { province state } } }`
  const body = JSON.stringify({ query })
  process.stdout.write(`
GraphQL：${url}/graphql
示例代码：${SAMPLE_USCC}（虚构）
访问令牌（演示经办人，10分钟内有效；重新取得：npx ydelta token --dev officer --url ${url}）：
${token}
存证日志：${url}/log（取得核验策略：npx ydelta log policy --dev）
示例查询：
  curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $(npx ydelta token --dev officer --url ${url} --state ${state})" -d '${body}'
Ctrl-C停止全部进程
`)
}
