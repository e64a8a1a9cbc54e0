/** Where Go is, with the sources of golang.org/x/mod, all of it from Debian. */
import { access } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { findPrograms } from './programs.ts'
import type { FoundPrograms, ProgramSearch } from './programs.ts'

const GO = {
  name: 'golang',
  programs: ['go', 'gofmt'],
  packages: ['golang-go', 'golang-golang-x-mod-dev'],
}
const MODULE = 'src/golang.org/x/mod/sumdb/tlog/tlog.go'

export interface GoPrograms {
  readonly go: string
  /** What Go needs: nothing is fetched, no C compiler is asked for. */
  readonly env: Readonly<Record<string, string>>
}

/** @throws {Error} with the reason, when there is none and none can be installed */
export async function findGo(search: ProgramSearch = {}): Promise<GoPrograms> {
  const found = await goOf(await findPrograms(GO, search))
  // Somebody's own Go, without Debian's sources: those in the cache come together.
  const go = found ?? (await goOf(await findPrograms(GO, { ...search, path: '' })))
  if (go === null) throw new Error('golang-golang-x-mod-dev is there without its sources')
  return go
}

async function goOf({ files, env }: FoundPrograms): Promise<GoPrograms | null> {
  const [go = ''] = files
  const usr = resolve(dirname(go), '..')
  const sources = resolve(usr, 'share/gocode')
  const hasSources = await access(resolve(sources, MODULE)).then(
    () => true,
    () => false,
  )
  if (!hasSources) return null
  const isUnpacked = 'LD_LIBRARY_PATH' in env
  const offline = { GO111MODULE: 'off', GOFLAGS: '', GOPROXY: 'off', CGO_ENABLED: '0' }
  const root = isUnpacked ? { GOROOT: resolve(usr, 'lib/go') } : {}
  return { go, env: { ...env, ...offline, ...root, GOPATH: sources } }
}
