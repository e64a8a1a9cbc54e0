/**
 * A party's hierarchy on disk: its own folder, opened by its own processes only.
 *
 *   state/000001.json …   the hierarchy, one file a version; nothing in it is secret
 *   keys/<identifier>.pem private keys, readable by their owner only
 *   public/               what others may have, written anew from the newest version
 *
 * A version is complete before it gets its name, and a name is given once: a process that is killed
 * leaves the version before, and of two that change at once one finds its number taken and does its
 * work again on what the other made. Failures of the file system pass through as Node throws them.
 */
import { createPrivateKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { FederationError } from '../schemas/model/errors.ts'
import { HIERARCHY } from './hierarchy.ts'
import type { Hierarchy, KeyRing } from './hierarchy.ts'
import { keyIdentifierOf, privateKeyPem } from './keys.ts'
import type { Party } from './parties.ts'
import { publishPublic } from './publish.ts'

const STATE = 'state'
const KEYS = 'keys'
const DRAFT = 'draft-'
const VERSION_FILE = /^(\d{6,})\.json$/
/** What no version knows is a killed process's when it is this old: a living one takes seconds. */
const ABANDONED_AFTER_MS = 3_600_000

/** @throws {FederationError} `CERTS_STATE_INVALID` the newest version cannot be read. */
export async function loadHierarchy(folder: string): Promise<Hierarchy | null> {
  return (await newest(folder))?.hierarchy ?? null
}

/** @throws {FederationError} `CERTS_MISSING`, `CERTS_STATE_INVALID`. */
export async function requireHierarchy(folder: string, party: Party): Promise<Hierarchy> {
  const hierarchy = await loadHierarchy(folder)
  if (hierarchy === null) throw new FederationError('CERTS_MISSING', { party })
  return hierarchy
}

/** What a change makes of the hierarchy it finds (null: none yet). The same object: nothing to do. */
export type Change = (found: Hierarchy | null, ring: KeyRing) => Promise<Hierarchy>

/** Changes the hierarchy, whoever else is changing it. `change` may be called more than once. */
export async function changeHierarchy(folder: string, change: Change): Promise<Hierarchy> {
  for (;;) {
    const found = await newest(folder)
    const ring = new FolderKeys(join(folder, KEYS))
    const wanted = await change(found?.hierarchy ?? null, ring)
    if (wanted === found?.hierarchy) return wanted
    await ring.save()
    if (await commit(folder, (found?.version ?? 0) + 1, wanted)) {
      await sweep(folder, wanted)
      await publishNewest(folder)
      return wanted
    }
    await ring.discard()
  }
}

/** @throws {FederationError} `CERTS_KEY_MISSING`. */
export async function loadKey(folder: string, id: string): Promise<KeyObject> {
  return new FolderKeys(join(folder, KEYS)).privateKey(id)
}

interface Version {
  readonly version: number
  readonly hierarchy: Hierarchy
}

async function newest(folder: string): Promise<Version | null> {
  let emptied = 0
  for (;;) {
    const version = Math.max(0, ...(await versionsIn(folder)))
    if (version === 0) return null
    const file = fileOf(folder, version)
    const text = await readFile(file, 'utf8')
    // Empty once: a process has just written a newer one. Twice: damaged.
    if (text !== '' || version === emptied) return { version, hierarchy: parse(text, file) }
    emptied = version
  }
}

function parse(text: string, file: string): Hierarchy {
  try {
    return HIERARCHY.parse(JSON.parse(text))
  } catch (cause) {
    throw new FederationError('CERTS_STATE_INVALID', { file }, { cause })
  }
}

async function versionsIn(folder: string): Promise<number[]> {
  const names = await readdir(join(folder, STATE)).catch(emptyWhenMissing)
  return names.flatMap((name) => Number(VERSION_FILE.exec(name)?.[1] ?? [])).filter(Boolean)
}

function fileOf(folder: string, version: number): string {
  return join(folder, STATE, `${String(version).padStart(6, '0')}.json`)
}

/** @returns false when the number is taken. Older versions keep their number, and lose their content. */
async function commit(folder: string, version: number, hierarchy: Hierarchy): Promise<boolean> {
  await privateFolder(join(folder, STATE))
  const draft = join(folder, STATE, `${DRAFT}${randomBytes(8).toString('hex')}`)
  await writePrivate(draft, JSON.stringify(hierarchy, null, 1))
  try {
    await link(draft, fileOf(folder, version)) // unlike a rename, fails when it exists
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
    return false
  } finally {
    await rm(draft, { force: true })
  }
  if (version > 1) await truncate(fileOf(folder, version - 1))
  return true
}

/** Keys kept in a folder, and those made meanwhile. */
class FolderKeys implements KeyRing {
  readonly #folder: string
  readonly #made = new Map<string, KeyObject>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async privateKey(id: string): Promise<KeyObject> {
    const made = this.#made.get(id)
    if (made !== undefined) return made
    const file = this.#fileOf(id)
    const pem = await readFile(file).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'ENOENT') throw failure
      throw new FederationError('CERTS_KEY_MISSING', { file })
    })
    return createPrivateKey(pem)
  }

  add({ publicKey, privateKey }: Parameters<KeyRing['add']>[0]): string {
    const id = keyIdentifierOf(publicKey).toString('hex')
    this.#made.set(id, privateKey)
    return id
  }

  async save(): Promise<void> {
    await privateFolder(this.#folder)
    for (const [id, key] of this.#made) await writePrivate(this.#fileOf(id), privateKeyPem(key))
  }

  async discard(): Promise<void> {
    for (const id of this.#made.keys()) await rm(this.#fileOf(id), { force: true })
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}.pem`)
  }
}

/** Removes what killed processes left: keys no version knows, versions that got no number. */
async function sweep(folder: string, hierarchy: Hierarchy): Promise<void> {
  const { authorities, certificates, witness } = hierarchy
  const known = new Set([...authorities, ...certificates, witness].map((one) => `${one?.key}.pem`))
  await removeOld(join(folder, KEYS), (name) => !known.has(name))
  await removeOld(join(folder, STATE), (name) => name.startsWith(DRAFT))
}

async function removeOld(folder: string, isLeftOver: (name: string) => boolean): Promise<void> {
  for (const name of (await readdir(folder)).filter(isLeftOver)) {
    const file = join(folder, name)
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity })) // just removed
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true })
  }
}

/** Again when a newer version appeared meanwhile: the last to write must be the newest. */
async function publishNewest(folder: string): Promise<void> {
  let published: number | undefined
  for (;;) {
    const found = await newest(folder)
    if (found === null || found.version === published) return
    await publishPublic(join(folder, 'public'), found.hierarchy)
    published = found.version
  }
}

async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chmod(path, 0o700)
}

async function writePrivate(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

function emptyWhenMissing(failure: NodeJS.ErrnoException): string[] {
  if (failure.code === 'ENOENT') return []
  throw failure
}
