import type { AddressInfo } from 'node:net'
import { FederationError } from '../../schemas/model/errors.ts'
import { composeGateway } from '../compose.ts'
import type { Gateway } from '../compose.ts'
import { readServiceConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { openOffice } from '../office/open-office.ts'
import type { OpenedOffice } from '../office/open-office.ts'
import type { Province } from '../../schemas/model/province.ts'
import { createLog } from '../observe/log.ts'
import type { Logger } from '../observe/log.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { checkMigrated, reachDatabase } from '../store/reach-database.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'
import { sayMore, sayReady, untilAskedToStop } from './process-life.ts'

export const command: Command = {
  help: `用法：ydelta serve [--migrate]
按环境变量运行网关；配置有误时列出全部错误并拒绝启动。--migrate先升级数据库。
收到SIGTERM后不再接受新请求，答复在途请求后退出。
例：DATABASE_URL=postgres://… SHANGHAI_URL=https://… ydelta serve`,
  async run(words) {
    const { values } = readWords(words, { migrate: { type: 'boolean' } })
    const config = readServiceConfig(process.env)
    const log = createLog(config.LOG_LEVEL)
    await prepareDatabase(config, log, values.migrate === true)
    const gateway = await composeGateway(config, log, async (premises) => {
      const office = await openOffice(config, premises)
      hearGrants(office, log)
      return office
    })
    return serveUntilStopped(gateway, config, log)
  },
}

interface HandedGrants {
  readonly grants?: readonly { readonly owner: Province; readonly token: string }[]
}

/** Over the channel to the process that started us: grants signed by their provinces, one by one verified. */
function hearGrants(office: OpenedOffice, log: Logger): void {
  process.on('message', ({ grants }: HandedGrants) => {
    if (grants === undefined) return
    const all = grants.map(({ owner, token }) => office.takeGrant(owner, token))
    Promise.all(all).then(
      () => sayMore({ grantsTaken: grants.length }),
      (err: unknown) => {
        log.error({ err }, 'a grant was not taken')
        sayMore({ grantsTaken: 0 })
      },
    )
  })
}

/** Listens, says that it is ready, and drains when asked to stop. */
export async function serveUntilStopped(
  gateway: Gateway,
  config: Config,
  log: Logger,
): Promise<number> {
  await listen(gateway, config).catch(async (failure: unknown) => {
    await gateway.close()
    throw failure
  })
  const { port } = gateway.server.http.address() as AddressInfo
  const url = `${config.tls === null ? 'http' : 'https'}://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`
  log.info({ url }, 'gateway listens')
  sayReady({ url })
  const signal = await untilAskedToStop()
  log.info({ signal }, 'gateway stops')
  const whole = await gateway.server.drain(config.SHUTDOWN_GRACE_MS)
  await gateway.close()
  log.info({ whole }, 'gateway stopped')
  return whole ? 0 : 3
}

export async function prepareDatabase(
  config: Config,
  log: Logger,
  upgrade: boolean,
): Promise<void> {
  const database = openDatabase(config.DATABASE_URL, () => undefined, { patient: true })
  try {
    await reachDatabase(database)
    if (!upgrade) return await checkMigrated(database)
    const ran = await migrate(database)
    if (ran.length > 0) log.info({ ran }, 'database migrated')
  } finally {
    await database.destroy()
  }
}

function listen({ server }: Gateway, { HOST: host, PORT: port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.http.once('error', (failure: NodeJS.ErrnoException) => {
      const reason = failure.code ?? failure.message
      reject(new FederationError('PORT_UNAVAILABLE', { host, port, reason }))
    })
    server.http.listen(port, host, resolve)
  })
}
