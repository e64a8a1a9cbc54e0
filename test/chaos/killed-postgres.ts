/**
 * A PostgreSQL that is killed: its postmaster, which takes everything with it, or one of the processes
 * that it started, after which it restarts the others by itself. Behind an address that stays.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPrivatePostgres } from '../../gateway/store/private-postgres.ts'
import type { PrivatePostgres } from '../../gateway/store/private-postgres.ts'
import type { Random } from '../differential/random.ts'
import { commandLineOf, descendantsOf } from '../support/process-tree.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

export interface KilledPostgres extends AsyncDisposable {
  readonly url: string
  /** Returns when it is gone. */
  killPostmaster(): Promise<void>
  /** Any of them but those without which it does not restart the rest. @returns what it was. */
  killBackend(random: Random): Promise<string>
  restart(): Promise<void>
}

export async function startKilledPostgres(folder: string): Promise<KilledPostgres> {
  let server = await startPrivatePostgres({ folder })
  const proxy = await startTcpProxy(portOf(server))
  const postmaster = async () =>
    Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n', 1)[0])
  return {
    url: Object.assign(new URL(server.url), { port: String(proxy.port) }).href,
    async killPostmaster() {
      process.kill(await postmaster(), 'SIGKILL')
      await server.ended
    },
    async killBackend(random) {
      const pids = await descendantsOf(await postmaster())
      const named = pids.map(async (pid) => ({ pid, what: await commandLineOf(pid) }))
      // Sessions are what waits for an answer: killed more often than the few others.
      const all = (await Promise.all(named)).filter(({ what }) => what !== '')
      const sessions = all.filter(({ what }) => SESSION.test(what))
      const { pid, what } = random.pick(random.chance(0.75) ? sessions : all)
      process.kill(pid, 'SIGKILL')
      return SESSION.test(what) ? 'session' : what.replace(/^postgres: /, '')
    },
    async restart() {
      server = await startPrivatePostgres({ folder })
      await proxy.mend(portOf(server))
    },
    async [Symbol.asyncDispose]() {
      await proxy.cut()
      await server.stop()
    },
  }
}

const SESSION = /127\.0\.0\.1/
const portOf = ({ url }: PrivatePostgres) => Number(new URL(url).port)
