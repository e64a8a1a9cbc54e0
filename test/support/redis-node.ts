/** One Redis or Sentinel process on a free loopback port. */
import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../gateway/store/free-port.ts'
import { keepProcess } from '../../gateway/store/kept-process.ts'
import type { RedisPrograms } from './redis-programs.ts'

const run = promisify(execFile)

const READY = /Ready to accept connections|Sentinel ID is/
const START_TIMEOUT_MS = 15_000
/** How often another port is tried when somebody was faster. */
const ATTEMPTS = 5

export interface RedisNode {
  readonly host: string
  readonly port: number
  /** `redis://host:port` */
  readonly url: string
  /** Runs one command by redis-cli and gives its answer as text. */
  cli(...command: readonly string[]): Promise<string>
  /** Stops this one server, as in an outage. */
  stop(): Promise<void>
}

/** Lines of a Redis configuration file. */
export interface RedisSettings {
  readonly kind: 'redis' | 'sentinel'
  readonly lines: readonly string[]
}

/** @throws {Error} with what the server printed, when it is not ready in time */
export async function startRedisNode(
  programs: RedisPrograms,
  folder: string,
  settings: RedisSettings,
): Promise<RedisNode> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryToStart(programs, folder, settings)
    if (typeof started !== 'string') return started
    if (attempt === ATTEMPTS || !started.includes('Address already in use')) {
      throw new Error(`redis-server did not start:\n${started}`)
    }
  }
}

/** The node, or what it printed before it gave up. */
async function tryToStart(
  programs: RedisPrograms,
  folder: string,
  settings: RedisSettings,
): Promise<RedisNode | string> {
  const port = await freePort()
  const home = await mkdtemp(join(folder, 'node-'))
  const file = join(home, 'redis.conf') // Sentinel and cluster nodes rewrite theirs
  const own = ['bind 127.0.0.1', `port ${port}`, `dir ${home}`, 'save ""', 'appendonly no']
  await writeFile(file, [...own, ...settings.lines, ''].join('\n'))

  let log = ''
  const ready = Promise.withResolvers<boolean>()
  const server = keepProcess({
    command: [programs.server, file, ...(settings.kind === 'sentinel' ? ['--sentinel'] : [])],
    stopSignal: 'TERM',
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', ...programs.env },
    onLine(line) {
      log += `${line}\n`
      if (READY.test(line)) ready.resolve(true)
    },
  })
  const deadline = setTimeout(() => ready.resolve(false), START_TIMEOUT_MS)
  void server.ended.then(() => ready.resolve(false))
  const started = await ready.promise
  clearTimeout(deadline)
  if (!started) {
    await server.stop()
    return log
  }
  return nodeAt(port, programs, server.stop)
}

function nodeAt(port: number, programs: RedisPrograms, stop: () => Promise<void>): RedisNode {
  const host = '127.0.0.1'
  const env = { ...process.env, ...programs.env }
  return {
    host,
    port,
    url: `redis://${host}:${port}`,
    stop,
    async cli(...command) {
      const { stdout } = await run(programs.cli, ['-e', '-p', String(port), ...command], { env })
      return stdout.trimEnd()
    },
  }
}
