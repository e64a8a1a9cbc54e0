/** What every command offers. */
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { FederationError } from '../../schemas/model/errors.ts'

export interface Command {
  /** One line for the overview, in Chinese. */
  readonly summary: string
  /** Usage with an example, in Chinese. */
  readonly help: string
  /** @returns the exit status. */
  run(words: readonly string[]): Promise<number>
}

/** `parseArgs` with our error. @throws {FederationError} `USAGE`. */
export function readWords<const Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals, strict: true })
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new FederationError('USAGE', { problem }, { cause })
  }
}

/** A whole number in a range. @throws {FederationError} `USAGE`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new FederationError('USAGE', { problem: `--${name}应为${least}至${most}的整数` })
  }
  return value
}
