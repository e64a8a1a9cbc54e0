/** Writes a chain to a folder, for whoever looks into a difference. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answers } from './ask-both.ts'
import type { ChainCase } from './chain-case.ts'

/** @returns a text with seed, number, rows, both answers and the folder. The folder is left there. */
export async function saveCase(
  seed: string,
  asked: ChainCase,
  { ours, openssl }: Answers,
  problem: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ydelta-differential-'))
  for (const kind of ['chain', 'anchors', 'crls'] as const) {
    for (const [i, der] of asked[kind].entries()) {
      await writeFile(join(folder, `${kind}-${i + 1}.der`), der)
    }
  }
  const text = [
    problem,
    `  ask again: npm run test:differential -- --seed ${seed} --index ${asked.index}`,
    `  rows: ${asked.rows.map(({ name }) => name).join(' | ') || 'none'}`,
    `  ours: ${ours.accepted ? 'accepted' : `${ours.code} ${JSON.stringify(ours.facts)}`}`,
    `  OpenSSL: ${openssl.accepted ? 'accepted' : openssl.says}`,
    `  files: ${folder}`,
  ].join('\n')
  await writeFile(join(folder, 'difference.txt'), `${text}\n`)
  return text
}
