/** Where the parties of one machine keep their state: one folder a party, none opens another's. */
import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FederationError } from '../../schemas/model/errors.ts'
import { canHoldPostgres } from '../store/private-postgres.ts'

const SYSTEM_FOLDER = '/var/lib/ydelta'

/**
 * The state folder, made when missing: `given`, else `.ydelta` here; as root, or where the database's
 * account could not get in, /var/lib/ydelta.
 *
 * @throws {FederationError} `STATE_FOLDER_UNUSABLE`.
 */
export async function stateFolder(given?: string): Promise<string> {
  const root = process.getuid?.() === 0
  const local = resolve('.ydelta')
  const chosen = given ?? (root || !(await canHoldPostgres(local)) ? SYSTEM_FOLDER : local)
  return makeFolder(resolve(chosen), root ? 0o711 : 0o700)
}

/** A party's own folder in it. As root the gateway's can be passed through, by the database's account. */
export async function partyFolder(state: string, party: string): Promise<string> {
  const passable = party === 'gateway' && process.getuid?.() === 0
  return makeFolder(join(state, party), passable ? 0o711 : 0o700)
}

async function makeFolder(path: string, mode: number): Promise<string> {
  return usingState(path, async () => {
    await mkdir(path, { recursive: true, mode })
    await chmod(path, mode)
    return path
  })
}

/**
 * Runs what writes state.
 *
 * @throws {FederationError} `STATE_FOLDER_UNUSABLE` no right, no space, not a folder.
 */
export async function usingState<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (failure) {
    const { code, syscall } = failure as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw failure
    throw new FederationError('STATE_FOLDER_UNUSABLE', { folder: path, reason: code })
  }
}
