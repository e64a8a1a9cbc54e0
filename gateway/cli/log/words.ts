/** What the verbs of `ydelta log` have in common: words, files, how results are told. */
import { readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import type { StepVerdict } from '../../../schemas/model/verdict.ts'
import { parsePolicy } from '../../federation-log/policy.ts'
import type { LogPolicy } from '../../federation-log/policy.ts'
import type { Tolerance } from '../../federation-log/verify-log.ts'
import { wholeNumber } from '../command.ts'

const one = { type: 'string' } as const
const many = { type: 'string', multiple: true, default: [] as string[] } as const

/** Of every verb that verifies. */
export const COMMON_OPTIONS = {
  policy: one,
  at: one,
  token: one,
  json: { type: 'boolean' },
} as const
export const TOLERANCE_OPTIONS = {
  'back-seconds': one,
  'ahead-seconds': one,
  'outcome-seconds': one,
} as const
export const ONE = one
export const MANY = many

export function usage(problem: string): FederationError {
  return new FederationError('USAGE', { problem })
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw usage(`请用--${option}写明`)
  return value
}

/** The one folder or address. @throws {FederationError} `USAGE`. */
export function onlySource(positionals: readonly string[]): string {
  const [source, ...more] = positionals
  if (source === undefined || more.length > 0) throw usage('请写明一个日志目录或地址')
  return source
}

/** @throws {FederationError} `LOG_FILE_UNUSABLE`. */
export async function readGiven(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const facts = { file, reason: `无法读取：${cause.code}` }
    throw new FederationError('LOG_FILE_UNUSABLE', facts, { cause })
  })
}

/** @throws {FederationError} `LOG_FILE_UNUSABLE`, `LOG_POLICY_INVALID`. */
export async function policyIn(file: string | undefined): Promise<LogPolicy> {
  const bytes = await readGiven(required(file, 'policy'))
  return parsePolicy(bytes.toString('utf8'))
}

/** From the option or the environment: the command line is seen by others on the machine. */
export function tokenOf(given: string | undefined): string | null {
  return given ?? process.env['YDELTA_TOKEN'] ?? null
}

const LONGEST_SECONDS = 366 * 24 * 3_600
/** Outcomes wait for the log, checkpoints for their interval; clocks are synchronised. */
const USUAL: Tolerance = { backMs: 300_000, aheadMs: 60_000, outcomeWithinMs: 180_000 }

export function toleranceOf(
  values: Readonly<Partial<Record<keyof typeof TOLERANCE_OPTIONS, string | undefined>>>,
): Tolerance {
  return {
    backMs: milliseconds('back-seconds', values['back-seconds'], USUAL.backMs),
    aheadMs: milliseconds('ahead-seconds', values['ahead-seconds'], USUAL.aheadMs),
    outcomeWithinMs: milliseconds(
      'outcome-seconds',
      values['outcome-seconds'],
      USUAL.outcomeWithinMs,
    ),
  }
}

export function milliseconds(option: string, text: string | undefined, usual: number): number {
  return text === undefined ? usual : wholeNumber(option, text, 0, LONGEST_SECONDS) * 1_000
}

/** One object for machines, or lines for people. */
export function tell(asJson: boolean | undefined, facts: object, lines: readonly string[]): void {
  process.stdout.write(`${asJson === true ? JSON.stringify(facts) : lines.join('\n')}\n`)
}

/** 0 VALID, 1 INVALID, 3 UNDETERMINED. */
export function exitOf({ status }: Pick<StepVerdict<string>, 'status'>): number {
  return { VALID: 0, INVALID: 1, UNDETERMINED: 3 }[status]
}
