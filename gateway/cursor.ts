/**
 * Cursors (翻页游标): a position, sealed so that only this federation makes them and only the query
 * that got one can use it. Not secret, so signed and not encrypted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { FederationError } from '../schemas/model/errors.ts'

export interface CursorSeal {
  /** `scope` names the query: its field and every argument but the page. */
  seal(scope: string, position: unknown): string
  /** @throws {FederationError} `CURSOR_INVALID` made elsewhere, changed, or of another query. */
  open(scope: string, cursor: string): unknown
}

const TAG_BYTES = 16

/** @param key at least 32 bytes, shared by all processes of one federation. */
export function createCursorSeal(key: Uint8Array): CursorSeal {
  const tagOf = (scope: string, body: Buffer): Buffer =>
    createHmac('sha256', key)
      .update(`${Buffer.byteLength(scope)}:${scope}:`)
      .update(body)
      .digest()
      .subarray(0, TAG_BYTES)
  return {
    seal(scope, position) {
      const body = Buffer.from(JSON.stringify(position), 'utf8')
      return Buffer.concat([tagOf(scope, body), body]).toString('base64url')
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const body = bytes.subarray(TAG_BYTES)
      const genuine =
        bytes.length > TAG_BYTES &&
        bytes.toString('base64url') === cursor &&
        timingSafeEqual(bytes.subarray(0, TAG_BYTES), tagOf(scope, body))
      if (!genuine) throw new FederationError('CURSOR_INVALID')
      return JSON.parse(body.toString('utf8')) as unknown
    },
  }
}
