/** The province's list of promises, for whoever looks for an intent that the log left out. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Province } from '../../schemas/model/province.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { RECORD_FILE } from './promise-record.ts'
import { readLine } from './record-lines.ts'
import { recordFiles } from './set-aside.ts'

/**
 * One line a leaf, NDJSON without newlines: `{"v":1,"leafHash","index","at","province","promise"}`.
 * `folder`: of the gatehouse, with all its records. A torn last line was never acknowledged, and is left out.
 *
 * @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`.
 */
export async function* exportPromises(folder: string, province: Province): AsyncGenerator<string> {
  const seen = new Set<string>()
  for (const file of await recordFiles(join(folder, RECORD_FILE))) {
    yield* promisesIn(file, seen, province)
  }
}

async function* promisesIn(
  file: string,
  seen: Set<string>,
  province: Province,
): AsyncGenerator<string> {
  const handle = await open(file)
  let number = 0
  let last: { readonly text: string; readonly number: number } | null = null
  try {
    for await (const text of handle.readLines({ encoding: 'utf8' })) {
      // A line is believed when another follows: the last one may be on its way.
      if (last !== null) yield* promiseIn(last, seen, file, province)
      number += 1
      last = { text, number }
    }
  } finally {
    await handle.close()
  }
  if (last !== null && readLine(last.text) !== null) yield* promiseIn(last, seen, file, province)
}

function* promiseIn(
  { text, number }: { readonly text: string; readonly number: number },
  seen: Set<string>,
  file: string,
  province: Province,
): Generator<string> {
  const line = readLine(text)
  if (line === null) throw new FederationError('GATEHOUSE_RECORD_DAMAGED', { file, line: number })
  if (line.kind !== 'USE' || line.promise === null || seen.has(line.leafHash)) return
  seen.add(line.leafHash)
  const { leafHash, index, at, promise } = line
  yield JSON.stringify({ v: 1, leafHash, index, at, province, promise })
}
