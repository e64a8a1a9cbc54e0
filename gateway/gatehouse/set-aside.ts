/**
 * A record that has grown large is set aside (另存) at a start, whole and under a name of its own, and the
 * next one begins with what single use and reconciliation still need of it. Nothing is deleted: who asks
 * for the province's promises gets those of all its records.
 */
import { link, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RecordLine } from './record-lines.ts'

/** Some 80,000 uses: read again at a start in about two seconds. */
export const MOST_RECORD_BYTES = 128 * 1024 * 1024

/**
 * `lines`: what the next record begins with. Killed in between, the record is as it was, perhaps under a
 * second name.
 *
 * @throws what the file system throws: then the record is as it was.
 */
export async function setAside(
  path: string,
  lines: readonly RecordLine[],
  at: Date,
): Promise<string> {
  const [next, aside] = [`${path}.next`, asideOf(path, at)]
  try {
    const handle = await open(next, 'w', 0o600)
    try {
      await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await link(path, aside)
    await rename(next, path)
    await syncFolder(dirname(path))
  } catch (failure) {
    await rm(next, { force: true })
    throw failure
  }
  return aside
}

/** Oldest first, the record that is written to last. */
export async function recordFiles(path: string): Promise<readonly string[]> {
  const name = basename(path)
  const isAside = new RegExp(`^${stem(name)}-\\d{8}T\\d{9}Z\\.ndjson$`)
  const aside = (await readdir(dirname(path))).filter((each) => isAside.test(each))
  return [...aside.toSorted(), name].map((each) => join(dirname(path), each))
}

/** `promises.ndjson` of an instant: `promises-20260305T010000000Z.ndjson`. */
function asideOf(path: string, at: Date): string {
  const instant = at.toISOString().replace(/[-:.]/g, '')
  return join(dirname(path), `${stem(basename(path))}-${instant}.ndjson`)
}

const stem = (name: string): string => name.replace(/\.ndjson$/, '')

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
