#!/usr/bin/env node
/**
 * `ydelta`: the command line. Exit status 0 success, 1 a negative result, 2 wrong use, 3 could not
 * be decided. Results on stdout, errors on stderr with their code.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Command } from './command.ts'
import { endWithParent } from './process-life.ts'

/** Loaded when called: `ydelta uscc` must not wait for a database driver. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  dev: () => import('./dev.ts'),
  serve: () => import('./serve.ts'),
  province: () => import('./province.ts'),
  sandbox: () => import('./sandbox.ts'),
  migrate: () => import('./migrate.ts'),
  schema: () => import('./schema.ts'),
  ask: () => import('./ask.ts'),
  uscc: () => import('./uscc.ts'),
}

export async function runCommandLine(words: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = words
  if (['--help', '-h', 'help'].includes(name)) return showOverview()
  const load = COMMANDS[name]
  if (load === undefined) {
    const problem = `没有命令“${name}”，可用：${Object.keys(COMMANDS).join('、')}`
    throw new FederationError('USAGE', { problem })
  }
  const { command } = await load()
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help}\n`)
    return 0
  }
  return command.run(rest)
}

async function showOverview(): Promise<number> {
  const lines = ['用法：ydelta 命令 [选项]      各命令的说明：ydelta 命令 --help', '']
  for (const [name, load] of Object.entries(COMMANDS)) {
    const { command } = await load()
    lines.push(`  ${name.padEnd(10)}${command.summary}`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/**
 * One line for people, or one object with `--json`. The words of a cause follow for whoever runs the
 * command; only a fault of ours shows where it happened.
 */
function report(failure: unknown, asJson: boolean): number {
  const coded = failure instanceof FederationError ? failure : null
  const code = coded?.code ?? 'INTERNAL'
  const message = failure instanceof Error ? failure.message : String(failure)
  const details = coded?.details ?? {}
  process.stderr.write(
    asJson ? `${JSON.stringify({ code, message, details })}\n` : `${code}：${message}\n`,
  )
  if (!asJson) process.stderr.write(causeOf(failure))
  return coded?.status === 400 || code === 'CONFIG_INVALID' ? 2 : 3
}

function causeOf(failure: unknown): string {
  if (!(failure instanceof Error)) return ''
  if (!(failure instanceof FederationError)) return `${failure.stack ?? ''}\n`
  return failure.cause instanceof Error ? `${failure.cause.message}\n` : ''
}

const words = process.argv.slice(2)
endWithParent()
try {
  process.exitCode = await runCommandLine(words)
} catch (failure) {
  process.exitCode = report(failure, words.includes('--json'))
}
// The channel to the process that started us would keep this one alive.
if (process.connected) process.disconnect()
