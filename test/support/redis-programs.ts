/**
 * Redis comes from Debian: no npm package carries it. It is looked for on the PATH and in the
 * project's cache, else installed: by root with apt-get, by everybody else into the cache.
 */
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { withLock } from './lock-file.ts'
import { installForSystem, installIntoCache } from './redis-install.ts'

const CACHE = resolve(import.meta.dirname, '../../.cache')

export interface RedisPrograms {
  /** Also Sentinel, when started with `--sentinel`. */
  readonly server: string
  readonly cli: string
  /** What the programs need in their environment. */
  readonly env: Readonly<Record<string, string>>
}

export interface RedisSearch {
  /** Reads both places, and waits when another process is installing. Default: the project's. */
  readonly cache?: string
  readonly path?: string
}

/** @throws {Error} with the reason, when there is none and none can be installed */
export async function findRedis(search: RedisSearch = {}): Promise<RedisPrograms> {
  const { cache = CACHE, path = process.env['PATH'] ?? '' } = search
  const look = async () => (await onPath(path)) ?? (await inCache(join(cache, 'redis')))
  const found = await look()
  if (found !== undefined) return found
  return withLock(join(cache, 'redis.lock'), async () => {
    const meanwhile = await look()
    if (meanwhile !== undefined) return meanwhile
    await install(cache)
    const installed = await look()
    if (installed === undefined) throw new Error('redis-server was installed but cannot be found')
    return installed
  })
}

async function install(cache: string): Promise<void> {
  const reasons: string[] = []
  const ways = process.getuid?.() === 0 ? [installForSystem, installIntoCache] : [installIntoCache]
  for (const way of ways) {
    try {
      return await way(cache)
    } catch (error) {
      reasons.push((error as Error).message)
    }
  }
  throw new Error(`redis-server is missing and could not be installed: ${reasons.join('; ')}`)
}

async function onPath(path: string): Promise<RedisPrograms | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const server = join(folder, 'redis-server')
    const cli = join(folder, 'redis-cli')
    if ((await isProgram(server)) && (await isProgram(cli))) return { server, cli, env: {} }
  }
  return undefined
}

/** An unpacked package's libraries lie in a folder named after the machine, such as usr/lib/x86_64-linux-gnu. */
async function inCache(folder: string): Promise<RedisPrograms | undefined> {
  const programs = await onPath(join(folder, 'usr/bin'))
  if (programs === undefined) return undefined
  const libraries: string[] = []
  for (const parent of ['usr/lib', 'lib']) {
    const names = await readdir(join(folder, parent)).catch(() => [])
    const machines = names.filter((name) => name.includes('-linux-'))
    libraries.push(...machines.map((name) => join(folder, parent, name)))
  }
  return { ...programs, env: { LD_LIBRARY_PATH: libraries.join(delimiter) } }
}

function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
