/** `POST /_gatehouse/promises`: promises under which data of this province was given without asking it again. */
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import type { PromiseRecord } from './promise-record.ts'
import { CARRIED } from './read-exchange.ts'
import { jsonIn, jsonReply } from './reply.ts'
import type { Reply } from './reply.ts'
import { readShown } from './shown-promise.ts'
import type { PromiseRules } from './shown-promise.ts'

const MOST_LATE = 1_000
const BODY = z.strictObject({ promises: CARRIED.min(1).max(MOST_LATE) })

/**
 * All are kept or none; what is there already is passed over. Their age says nothing: they are
 * evidence of what was given, and open nothing.
 *
 * @throws {FederationError} `GATEHOUSE_ENVELOPE_MALFORMED`; as `readShown`; `GATEHOUSE_PROMISE_AHEAD`,
 * `GATEHOUSE_RECORD_FAILED`.
 */
export async function keepLatePromises(
  body: Buffer,
  rules: PromiseRules,
  record: PromiseRecord,
  now: Date,
): Promise<Reply> {
  const read = BODY.safeParse(jsonIn(body))
  if (!read.success) throw new FederationError('GATEHOUSE_ENVELOPE_MALFORMED', { reason: 'form' })
  const { promises } = read.data
  const kept = await record.keepLate(readShown(promises, rules), now)
  return jsonReply(200, { kept, known: promises.length - kept })
}
