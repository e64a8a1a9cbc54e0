/** The sets of vectors that can be run. To add one, add a row to {@link CORPORA}. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runPkits } from './pkits.ts'
import { PKITS_PATHS } from './pkits-vectors.ts'
import { problemRow, skippedRow } from './row.ts'
import type { Row } from './row.ts'
import { TLOG_VECTORS, runTlog } from './tlog.ts'

export interface Corpus {
  /** Folder under {@link corporaFolder}, and the name of its first row. */
  readonly name: string
  /** Vectors in it: said when they were not run. */
  readonly size: number
  /** @throws {Error} when the folder is not what it should be; the message names the file. */
  run(folder: string): readonly Row[] | Promise<readonly Row[]>
}

export const CORPORA: readonly Corpus[] = [
  { name: 'pkits', size: PKITS_PATHS, run: runPkits },
  { name: 'tlog', size: TLOG_VECTORS, run: runTlog },
]

/** `CORPORA_DIR`; by default beside the repository, because vectors are not copied into it. */
export function corporaFolder(env: NodeJS.ProcessEnv = process.env): string {
  const root = resolve(import.meta.dirname, '../..')
  return resolve(root, env['CORPORA_DIR'] || '../shared/corpora')
}

/** Rows of everything that can be run, then a row for every folder that nothing here runs yet. */
export async function runCorpora(
  folder: string,
  corpora: readonly Corpus[] = CORPORA,
): Promise<readonly Row[]> {
  const found = foldersIn(folder)
  const rows: Row[] = []
  for (const corpus of corpora) {
    const reason = found === null ? `no folder ${folder}` : `no folder ${join(folder, corpus.name)}`
    const isThere = found?.includes(corpus.name) === true
    rows.push(...(isThere ? await runOne(corpus, folder) : [skip(corpus, reason)]))
  }
  const known = corpora.map(({ name }) => name)
  const others = (found ?? []).filter((name) => !known.includes(name))
  return [...rows, ...others.map((name) => skippedRow(name, 1, 'no runner yet'))]
}

const skip = ({ name, size }: Corpus, reason: string): Row => skippedRow(name, size, reason)

async function runOne({ name, size, run }: Corpus, folder: string): Promise<readonly Row[]> {
  try {
    return await run(join(folder, name))
  } catch (failure) {
    const problem = failure instanceof Error ? failure.message : String(failure)
    return [problemRow(name, size, problem)]
  }
}

/** Names in order; null when there is no such folder. */
function foldersIn(folder: string): readonly string[] | null {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    return folders.map(({ name }) => name).toSorted()
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw failure
  }
}
