/**
 * The last head this process's machine has signed, beside the database: when that comes back from a
 * backup, this says so. Who can change the file can let an old backup pass here, and not at the
 * witnesses.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FederationError } from '../../schemas/model/errors.ts'
import { strictBase64 } from '../federation-log/strict-text.ts'
import type { Head } from '../federation-log/tile-tree.ts'
import { HASH_BYTES, isSize } from '../federation-log/tree.ts'

/** Null: there is none yet. @throws {FederationError} `LOG_STATE_INVALID` it cannot be read as one. */
export async function readSignedHead(file: string, origin: string): Promise<Head | null> {
  const text = await readFile(file, 'utf8').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return null
    throw failure
  })
  if (text === null) return null
  const [named, size, root] = fieldsOf(text)
  // Of another log: a new one was begun in this folder.
  if (typeof named === 'string' && named !== origin) return null
  const hash = typeof root === 'string' ? strictBase64(root) : null
  if (typeof size !== 'number' || !isSize(size) || hash?.length !== HASH_BYTES) {
    throw new FederationError('LOG_STATE_INVALID', { reason: 'state file', size: 0 })
  }
  return { size, root: hash }
}

function fieldsOf(text: string): readonly unknown[] {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>
    return [value['origin'], value['size'], value['root']]
  } catch {
    return []
  }
}

/** On the disk when it resolves; never half of it. */
export async function writeSignedHead(file: string, origin: string, head: Head): Promise<void> {
  const { size, root } = head
  const text = JSON.stringify({ origin, size, root: Buffer.from(root).toString('base64') })
  const unfinished = `${file}.${process.pid}`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(`${text}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
  await syncFolder(dirname(file))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
