/**
 * `npm run conformance [-- --json FILE]`: every set of published vectors that is found in
 * `CORPORA_DIR`, one row each. Exit status 0: nothing wrong; 1: something was wrongly accepted, or
 * refused without a reason on its list, or a set that is there could not be run; 2: the command was
 * not understood or FILE cannot be written. README.md beside this file says what the rows mean.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { corporaFolder, runCorpora } from './corpora.ts'
import { passes } from './row.ts'
import type { Row } from './row.ts'
import { tableOf } from './table.ts'

const NOT_UNDERSTOOD = 2

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  const options = optionsIn(words)
  if (options === null) return NOT_UNDERSTOOD
  const rows = await runCorpora(corporaFolder())
  process.stdout.write(`${tableOf(rows)}\n`)
  const isWritten = options.json === undefined || write(options.json, rows)
  if (!isWritten) return NOT_UNDERSTOOD
  return rows.every(passes) ? 0 : 1
}

function optionsIn(words: readonly string[]): { readonly json?: string } | null {
  try {
    return parseArgs({ args: [...words], options: { json: { type: 'string' } } }).values
  } catch (failure) {
    complain(`${messageOf(failure)}\nUsage: npm run conformance [-- --json FILE]`)
    return null
  }
}

function write(file: string, rows: readonly Row[]): boolean {
  try {
    writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`)
    return true
  } catch (failure) {
    complain(`--json: ${messageOf(failure)}`)
    return false
  }
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure)
}
