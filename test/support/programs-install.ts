/** Two ways to get a program from Debian: into the system, and into a folder without being root. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Programs that are found, or installed, together. */
export interface ProgramSet {
  /** Of their folder in the cache. */
  readonly name: string
  readonly programs: readonly string[]
  readonly packages: readonly string[]
  /** What would start by itself once installed. */
  readonly services?: readonly string[]
}

const run = promisify(execFile)
const COMMAND_TIMEOUT_MS = 120_000
/** Debian asks this file before it starts a service; 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d'
/** Needed by the packages' own installation, not by the programs; libc is always there. */
const NOT_NEEDED = /^(adduser|init-system-helpers|lsb-base|sysvinit-utils|libc6)$/

/**
 * As root. A service that comes with it is neither started now nor at the next boot. Reinstalls,
 * because a package whose files somebody removed still counts as installed.
 */
export async function installForSystem({ packages, services = [] }: ProgramSet): Promise<void> {
  const ours = await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' }).then(
    () => true,
    () => false, // there is one already: the machine's owner has decided
  )
  try {
    const install = ['install', '--reinstall', '-y', '--no-install-recommends', ...packages]
    await command('apt-get', install).catch(async () => {
      await command('apt-get', ['update'])
      await command('apt-get', install)
    })
    for (const service of services) {
      await command('systemctl', ['--quiet', 'disable', service]).catch(() => {}) // no systemd
    }
  } finally {
    if (ours) await rm(POLICY, { force: true })
  }
}

/** As anybody: fetches the packages and unpacks them into `cache`/NAME, complete or not at all. */
export async function installIntoCache(
  { name, packages }: ProgramSet,
  cache: string,
): Promise<void> {
  const work = join(cache, `${name}.unfinished`)
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'root'), { recursive: true })
  try {
    const fetched = new Set<string>()
    let wanted = [...packages]
    while (wanted.length > 0) {
      await download(wanted, work)
      wanted.forEach((each) => fetched.add(each))
      wanted = await missingDependencies(work, fetched)
    }
    for (const file of await packagesIn(work)) {
      await command('dpkg-deb', ['-x', join(work, file), join(work, 'root')])
    }
    await rm(join(cache, name), { recursive: true, force: true })
    await rename(join(work, 'root'), join(cache, name))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** With the system's package lists; where they are missing or too old, with lists of our own. */
async function download(names: readonly string[], work: string): Promise<void> {
  await command('apt-get', ['download', ...names], work).catch(async () => {
    const lists = join(work, 'lists')
    const own = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${join(work, 'cache')}`]
    await mkdir(join(lists, 'partial'), { recursive: true })
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true })
    await command('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any', ...own], work)
    await command('apt-get', ['download', ...own, ...names], work)
  })
}

async function missingDependencies(work: string, fetched: ReadonlySet<string>): Promise<string[]> {
  const missing = new Set<string>()
  for (const file of await packagesIn(work)) {
    const field = await command('dpkg-deb', ['-f', join(work, file), 'Depends'])
    for (const name of namesIn(field)) {
      if (!fetched.has(name) && !NOT_NEEDED.test(name) && !(await isInstalled(name))) {
        missing.add(name)
      }
    }
  }
  return [...missing]
}

/** `libssl3 (>= 3.0.0), libsystemd0 | libelogind0` → libssl3, libsystemd0: the first choice of each. */
function namesIn(depends: string): string[] {
  return depends
    .split(',')
    .map((choices) => choices.trim().split(/[\s|(:]/)[0] ?? '')
    .filter((name) => name !== '')
}

async function isInstalled(name: string): Promise<boolean> {
  const status = await command('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]).catch(
    () => '',
  )
  return status === 'installed'
}

async function packagesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.deb'))
}

/** @throws {Error} with what the command gave as its reason */
async function command(name: string, args: readonly string[], cwd?: string): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', LC_ALL: 'C' }
  const options = { env, timeout: COMMAND_TIMEOUT_MS, ...(cwd === undefined ? {} : { cwd }) }
  try {
    return (await run(name, args, options)).stdout
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { stderr?: string }
    const said = stderr.split('\n').filter((line) => /^(E|W|dpkg.*): /.test(line))
    const reason = said[0] ?? message.split('\n')[0] ?? ''
    throw new Error(`${name} ${args[0] ?? ''}: ${reason}`, { cause })
  }
}
