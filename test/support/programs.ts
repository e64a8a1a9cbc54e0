/**
 * Programs of Debian's that tests need and no npm package carries. They are looked for on the PATH
 * and in the project's cache, else installed: by root with apt-get, by everybody else into the cache.
 */
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { withLock } from './lock-file.ts'
import { installForSystem, installIntoCache, type ProgramSet } from './programs-install.ts'

const CACHE = resolve(import.meta.dirname, '../../.cache')

export interface FoundPrograms {
  /** In the order of the set's `programs`. */
  readonly files: readonly string[]
  /** What the programs need in their environment. */
  readonly env: Readonly<Record<string, string>>
}

export interface ProgramSearch {
  /** Reads both places, and waits when another process is installing. Default: the project's. */
  readonly cache?: string
  readonly path?: string
}

/** @throws {Error} with the reason, when there are none and none can be installed */
export async function findPrograms(
  wanted: ProgramSet,
  search: ProgramSearch = {},
): Promise<FoundPrograms> {
  const { cache = CACHE, path = process.env['PATH'] ?? '' } = search
  const folder = join(cache, wanted.name)
  const look = async () => (await onPath(wanted, path)) ?? (await inCache(wanted, folder))
  const found = await look()
  if (found !== undefined) return found
  return withLock(`${folder}.lock`, async () => {
    const meanwhile = await look()
    if (meanwhile !== undefined) return meanwhile
    return install(wanted, cache, look)
  })
}

/** A way counts when the programs are there after it: a package can be installed and its files gone. */
async function install(
  wanted: ProgramSet,
  cache: string,
  look: () => Promise<FoundPrograms | undefined>,
): Promise<FoundPrograms> {
  const reasons: string[] = []
  const ways = process.getuid?.() === 0 ? [installForSystem, installIntoCache] : [installIntoCache]
  for (const way of ways) {
    try {
      await way(wanted, cache)
      const installed = await look()
      if (installed !== undefined) return installed
      reasons.push(`${way.name}: done, but the programs are not there`)
    } catch (error) {
      reasons.push((error as Error).message)
    }
  }
  throw new Error(`${wanted.name} is missing and could not be installed: ${reasons.join('; ')}`)
}

/** All of them in one folder, so that they fit each other. */
async function onPath(wanted: ProgramSet, path: string): Promise<FoundPrograms | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const files = wanted.programs.map((program) => join(folder, program))
    const present = await Promise.all(files.map(isProgram))
    if (present.every(Boolean)) return { files, env: {} }
  }
  return undefined
}

/** An unpacked package's libraries lie in a folder named after the machine, such as usr/lib/x86_64-linux-gnu. */
async function inCache(wanted: ProgramSet, folder: string): Promise<FoundPrograms | undefined> {
  const found = await onPath(wanted, join(folder, 'usr/bin'))
  if (found === undefined) return undefined
  const libraries: string[] = []
  for (const parent of ['usr/lib', 'lib']) {
    const names = await readdir(join(folder, parent)).catch(() => [])
    const machines = names.filter((name) => name.includes('-linux-'))
    libraries.push(...machines.map((name) => join(folder, parent, name)))
  }
  return { ...found, env: { LD_LIBRARY_PATH: libraries.join(delimiter) } }
}

function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
