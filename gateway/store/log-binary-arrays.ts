/**
 * Arrays as PostgreSQL reads them in binary: half the bytes of text for hashes and leaves, and nothing
 * to quote. Source: PostgreSQL, src/backend/utils/adt/arrayfuncs.c, array_recv.
 */

const BYTEA = 17
const INT2 = 21
const INT4 = 23
const TEXT = 25
const TIMESTAMPTZ = 1184
/** Dimensions, has nulls, element type, length, lower bound: 4 bytes each. */
const HEAD_BYTES = 20
const LENGTH_BYTES = 4
/** 2000-01-01T00:00:00Z, where PostgreSQL counts microseconds from. */
const EPOCH_MS = 946_684_800_000

type Nullable<T> = readonly (T | null)[]

export function byteaArray(values: Nullable<Uint8Array>): Buffer {
  const bytes = values.reduce((sum, value) => sum + (value?.length ?? 0), 0)
  return write(BYTEA, values, bytes, (buffer, at, value) => {
    buffer.set(value, at)
    return value.length
  })
}

export function textArray(values: Nullable<string>): Buffer {
  const bytes = values.reduce((sum, value) => sum + Buffer.byteLength(value ?? ''), 0)
  return write(TEXT, values, bytes, (buffer, at, value) => buffer.write(value, at))
}

export function int2Array(values: Nullable<number>): Buffer {
  return write(INT2, values, 2 * values.length, (buffer, at, value) => {
    return buffer.writeInt16BE(value, at) - at
  })
}

export function int4Array(values: Nullable<number>): Buffer {
  return write(INT4, values, 4 * values.length, (buffer, at, value) => {
    return buffer.writeInt32BE(value, at) - at
  })
}

/** `values`: milliseconds since 1970. */
export function timestampArray(values: readonly number[]): Buffer {
  return write(TIMESTAMPTZ, values, 8 * values.length, (buffer, at, value) => {
    return buffer.writeBigInt64BE(BigInt(Math.round(value) - EPOCH_MS) * 1_000n, at) - at
  })
}

type Put<T> = (buffer: Buffer, at: number, value: T) => number

function write<T>(type: number, values: Nullable<T>, bytes: number, put: Put<T>): Buffer {
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + values.length * LENGTH_BYTES + bytes)
  let at = writeHead(buffer, type, values)
  for (const value of values) {
    const length = value === null ? -1 : put(buffer, at + LENGTH_BYTES, value)
    buffer.writeInt32BE(length, at)
    at += LENGTH_BYTES + Math.max(length, 0)
  }
  return buffer.subarray(0, at)
}

function writeHead(buffer: Buffer, type: number, values: Nullable<unknown>): number {
  // An array without elements has no dimensions.
  const head =
    values.length === 0 ? [0, 0, type] : [1, Number(values.includes(null)), type, values.length, 1]
  for (const [i, field] of head.entries()) buffer.writeInt32BE(field, 4 * i)
  return 4 * head.length
}
