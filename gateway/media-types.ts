/**
 * Media types of GraphQL over HTTP, checked before anything is read. A request body is JSON and
 * nothing else: forms and plain text can be sent by another site's page without asking first.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { FederationError } from '../schemas/model/errors.ts'

/** What we answer with, and the ranges that include it. */
const ANSWERS: ReadonlySet<string> = new Set([
  'application/graphql-response+json',
  'application/json',
  'application/*',
  '*/*',
])

/**
 * The part of `Accept` that we can serve; null without such a header, which accepts everything.
 *
 * @throws {FederationError} `ANSWER_TYPE_UNSUPPORTED`.
 */
export function servedRanges({ accept }: IncomingHttpHeaders): string | null {
  if (accept === undefined || accept.trim() === '') return null
  const served = accept.split(',').filter((range) => ANSWERS.has(typeOf(range)))
  if (served.length === 0) throw new FederationError('ANSWER_TYPE_UNSUPPORTED')
  return served.join(',')
}

/** @throws {FederationError} `MEDIA_TYPE_UNSUPPORTED`. */
export function checkBodyType(headers: IncomingHttpHeaders): void {
  if (typeOf(headers['content-type'] ?? '') === 'application/json') return
  throw new FederationError('MEDIA_TYPE_UNSUPPORTED')
}

/** Without parameters such as charset and weight. */
function typeOf(text: string): string {
  return text.split(';', 1)[0]!.trim().toLowerCase()
}
