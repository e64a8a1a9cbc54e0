/**
 * HMAC-SHA256 of very many short texts under one key. Source: RFC 2104, section 2. By two plain hashes,
 * because making an Hmac object costs several times what it then computes (measured with Node 24: 5 µs
 * against 1.7).
 */
import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const HASH_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
/** Characters of UTF-16 take at most so many bytes of UTF-8. */
const MOST_BYTES = 3

/** Hexadecimal. `key`: 64 bytes at most. */
export function createKeyedTextHash(key: Uint8Array): (text: string) => string {
  if (key.length > BLOCK_BYTES) throw new RangeError('a longer key is hashed first')
  let inner = Buffer.concat([padded(key, INNER_PAD), Buffer.alloc(256)])
  const outer = Buffer.concat([padded(key, OUTER_PAD), Buffer.alloc(HASH_BYTES)])
  return (text) => {
    const most = BLOCK_BYTES + MOST_BYTES * text.length
    if (most > inner.length) inner = Buffer.concat([inner, Buffer.alloc(most - inner.length)])
    const end = BLOCK_BYTES + inner.write(text, BLOCK_BYTES)
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary')
    return hash('sha256', outer, 'hex')
  }
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.set(key)
  return block.map((byte) => byte ^ pad) as Buffer
}
