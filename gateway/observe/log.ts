/** Structured logs: one JSON object a line on stdout, with the request's id. */
import { pino } from 'pino'
import type { Logger } from 'pino'

export type { Logger } from 'pino'

/** Headers with credentials never reach the log, whatever object is logged. */
const SECRETS = ['*.authorization', '*.cookie', '*.token', 'headers.authorization', 'password']

export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: '[withheld]' },
  })
}
