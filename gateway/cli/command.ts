/** What every command offers. */
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { FederationError } from '../../schemas/model/errors.ts'

export interface Command {
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
    throw new FederationError('USAGE', { problem: problemOf(cause) })
  }
}

/** Node's English sentence, by its code; the word it is about stands in quotes. */
function problemOf(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException
  const word = /'(-?[^' ]+)/.exec(message)?.[1] ?? ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `没有选项${word}`
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `多余的参数${word}`
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return `选项${word}缺少取值，或不应有取值`
  return message
}

/** A whole number in a range. @throws {FederationError} `USAGE`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new FederationError('USAGE', { problem: `--${name}应为${least}至${most}的整数` })
  }
  return value
}
