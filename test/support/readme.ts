/**
 * Runs the marked commands of a document in their order and compares what they print with the
 * samples shown: `node test/support/readme.ts [FILE]`, default README.md. How blocks are marked:
 * readme-blocks.ts. What a sample can say: sample-output.ts.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readBlocks, type Block } from './readme-blocks.ts'
import { beginsLikeSample, matchesSample } from './sample-output.ts'
import { startCommand, type TerminalCommand } from './terminal-command.ts'

const TIMEOUT_MS = 120_000

export interface BlockResult {
  readonly name: string
  readonly line: number
  /** Empty when all is as the document says. */
  readonly trouble: string
  readonly printed: string
}

/**
 * One result per command. Servers run until the last command has ended; they are then stopped as
 * with Ctrl-C, the last one first, and have failed when they do not stop.
 *
 * @throws {Error} naming the line, when the marks themselves are wrong
 */
export async function runDocument(document: string, folder: string): Promise<BlockResult[]> {
  const running: { block: Block; command: TerminalCommand }[] = []
  const killAll = () => running.forEach(({ command }) => command.kill())
  process.once('exit', killAll)
  const results: BlockResult[] = []
  for (const block of readBlocks(document)) {
    const command = startCommand(block.script, folder)
    running.push({ block, command })
    const trouble = await timed(troubleOf(block, command), command)
    results.push({ name: block.name, line: block.line, trouble, printed: command.printed })
    if (block.kind === 'run') running.pop()
  }
  for (const { block, command } of running.reverse()) {
    if (await command.interrupt()) continue
    const { name, line } = block
    results.push({ name, line, trouble: 'did not end after Ctrl-C', printed: command.printed })
  }
  process.off('exit', killAll)
  return results
}

function troubleOf(block: Block, command: TerminalCommand): Promise<string> {
  return block.kind === 'run' ? troubleOfRun(block, command) : troubleOfServer(block, command)
}

async function troubleOfRun(block: Block, command: TerminalCommand): Promise<string> {
  const status = await command.ended
  if (status !== block.exit) return `ended with ${status}, not ${block.exit}`
  if (block.sample === undefined || matchesSample(block.sample, command.printed)) return ''
  return `printed something else than the sample:\n${block.sample}`
}

async function troubleOfServer(block: Block, command: TerminalCommand): Promise<string> {
  const sample = block.sample ?? ''
  if (await command.until((printed) => beginsLikeSample(sample, printed))) return ''
  return `ended before it had printed the sample:\n${sample}`
}

/** What takes too long is killed, so that the promise settles; its trouble is then the time. */
async function timed(trouble: Promise<string>, command: TerminalCommand): Promise<string> {
  let late = false
  const deadline = setTimeout(() => {
    late = true
    command.kill()
  }, TIMEOUT_MS)
  const found = await trouble
  clearTimeout(deadline)
  return late ? `not done after ${TIMEOUT_MS / 1000} s: ${found}` : found
}

/** What is installed already must not be installed again under the feet of running tests. */
function withoutInstall(document: string): string {
  return document.replaceAll(/^npm ci && (?=npm )/gm, '')
}

async function main(file: string): Promise<void> {
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
  const document = withoutInstall(await readFile(file, 'utf8'))
  const results = await runDocument(document, resolve(file, '..'))
  for (const { name, line, trouble, printed } of results) {
    console.log(
      `${trouble === '' ? 'ok    ' : 'FAILED'} ${file}:${line} ${name} ${trouble}`.trimEnd(),
    )
    if (trouble !== '') console.log(`-- it printed:\n${printed}`)
  }
  if (results.length === 0) console.log(`${file} has no command that is marked to be run`)
  process.exitCode = results.length > 0 && results.every(({ trouble }) => trouble === '') ? 0 : 1
}

if (import.meta.main) await main(process.argv[2] ?? 'README.md')
