/**
 * Cursors (翻页游标): a position, sealed so that only this federation makes them, only the query that got
 * one can use it, and nobody reads it: a position holds what was sorted by, such as the text of an event.
 *
 * AES-256-GCM. The nonce is made from scope and position (as RFC 8452 does, with HMAC-SHA-256), so that
 * the same place has the same cursor and no nonce serves two places.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
} from 'node:crypto'
import { FederationError } from '../schemas/model/errors.ts'

export interface CursorSeal {
  /** `scope` names the query: its field and every argument but the page. */
  seal(scope: string, position: unknown): string
  /** @throws {FederationError} `CURSOR_INVALID` made elsewhere, changed, or of another query. */
  open(scope: string, cursor: string): unknown
}

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = NONCE_BYTES + TAG_BYTES

/** @param secret at least 32 bytes, shared by all processes of one federation. */
export function createCursorSeal(secret: Uint8Array): CursorSeal {
  // As objects: with bytes every use would cost several times as much.
  const keyFor = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `ydelta cursor ${use}`, KEY_BYTES)))
  const [sealing, naming] = [keyFor('seal'), keyFor('nonce')]
  const nonceOf = (scope: string, body: Buffer): Buffer =>
    createHmac('sha256', naming)
      .update(`${Buffer.byteLength(scope)}:${scope}:`)
      .update(body)
      .digest()
      .subarray(0, NONCE_BYTES)

  function opened(scope: string, bytes: Buffer): string {
    const decipher = createDecipheriv(CIPHER, sealing, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(scope))
      .setAuthTag(bytes.subarray(NONCE_BYTES, HEAD_BYTES))
    const body = decipher.update(bytes.subarray(HEAD_BYTES))
    return Buffer.concat([body, decipher.final()]).toString('utf8')
  }

  return {
    seal(scope, position) {
      const body = Buffer.from(JSON.stringify(position), 'utf8')
      const nonce = nonceOf(scope, body)
      const cipher = createCipheriv(CIPHER, sealing, nonce).setAAD(Buffer.from(scope))
      const sealed = Buffer.concat([cipher.update(body), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const isOneSpelling = bytes.toString('base64url') === cursor
      if (!isOneSpelling || bytes.length <= HEAD_BYTES) throw new FederationError('CURSOR_INVALID')
      try {
        return JSON.parse(opened(scope, bytes)) as unknown
      } catch (cause) {
        throw new FederationError('CURSOR_INVALID', {}, { cause })
      }
    },
  }
}
