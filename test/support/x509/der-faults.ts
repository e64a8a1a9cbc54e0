/** Spellings that BER knows and DER forbids, and small damage. All take and give whole TLVs. */

/** The same value with a length written `extra` bytes longer than needed. */
export function longerLength(item: Buffer, extra = 1): Buffer {
  const { tag, content } = taken(item)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(content.length)
  const first = Math.max(
    0,
    size.findIndex((byte) => byte !== 0),
  )
  const short = content.length < 0x80
  const bytes = Buffer.concat([
    Buffer.alloc(short ? extra - 1 : extra),
    size.subarray(short ? 3 : first),
  ])
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content])
}

/** The same value in the indefinite form. */
export function indefiniteLength(item: Buffer): Buffer {
  const { tag, content } = taken(item)
  return Buffer.concat([Buffer.of(tag, 0x80), content, Buffer.of(0, 0)])
}

/** Says that it is `more` bytes longer (or, negative, shorter) than it is. Lengths of 4 bytes. */
export function wrongLength(item: Buffer, more: number): Buffer {
  const { tag, content } = taken(item)
  const head = Buffer.of(tag, 0x84, 0, 0, 0, 0)
  head.writeUInt32BE(content.length + more, 2)
  return Buffer.concat([head, content])
}

/** `depth` SEQUENCEs in each other. */
export function nested(depth: number): Buffer {
  let item: Buffer = Buffer.of(0x30, 0)
  for (let i = 1; i < depth; i += 1) item = wrap(item)
  return item
}

/** The first place where `from` stands gets `to`; lengths around it are not mended. */
export function replaceBytes(data: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = data.indexOf(from)
  if (at < 0) throw new Error(`no ${from.toString('hex')} in there`)
  return Buffer.concat([data.subarray(0, at), to, data.subarray(at + from.length)])
}

export function flipBit(data: Buffer, bit: number): Buffer {
  const copy = Buffer.from(data)
  copy[bit >> 3]! ^= 0x80 >> (bit & 7)
  return copy
}

function wrap(item: Buffer): Buffer {
  const size = item.length
  const head =
    size < 0x80 ? Buffer.of(0x30, size) : Buffer.of(0x30, 0x83, size >> 16, size >> 8, size)
  return Buffer.concat([head, item])
}

function taken(item: Buffer): { tag: number; content: Buffer } {
  const first = item[1]!
  return { tag: item[0]!, content: item.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f)) }
}
