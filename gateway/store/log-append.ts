/** Appends to the log in one statement, on a connection of its own. */
import type { FrontierState } from '../federation-log/frontier.ts'
import { HASH_BYTES } from '../federation-log/tree.ts'
import { openOwnConnection } from './own-connection.ts'
import { byteaArray, int2Array, int4Array, textArray, timestampArray } from './log-binary-arrays.ts'

/** A leaf with what it is found by. */
export interface LogRow {
  readonly leaf: Buffer
  readonly hash: Buffer
  readonly type: string
  readonly atMs: number
  readonly agency: string | null
  readonly purpose: string | null
  readonly provinces: number | null
  readonly result: string | null
  readonly link: Buffer | null
  readonly sealed: SealedRow | null
}

export interface SealedRow {
  readonly key: DataKeyRow
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  /** An array of bytea as text. */
  readonly terms: string
}

export interface DataKeyRow {
  readonly id: Buffer
  readonly wrapped: readonly { readonly province: string; readonly bytes: Buffer }[]
  /** Set when it has been written, which is with the first leaf under it. */
  isKept: boolean
}

export interface LogHead extends FrontierState {
  readonly root: Buffer
}

/** `head`: as it was found, where it was not as believed: nothing was written then. */
export type Appended = { readonly done: true } | { readonly done: false; readonly head: LogHead }

export interface LogAppender {
  head(): Promise<LogHead>
  /** Index of those that are there, by hash in hexadecimal digits. */
  find(hashes: readonly Buffer[]): Promise<ReadonlyMap<string, number>>
  /** Hexadecimal hashes, of these, of intents that have their outcome. */
  concluded(intents: readonly Buffer[]): Promise<ReadonlySet<string>>
  append(from: LogHead, to: LogHead, rows: readonly LogRow[]): Promise<Appended>
  close(): Promise<void>
}

/** Longer, and the connection is given up: whether it was written is found out on the next one. */
const STATEMENT_TIMEOUT_MS = 5_000
/** A leaf is durable when its promise is signed, whatever the server's own default. */
const SESSION = '-c synchronous_commit=on'
const HEAD = { name: 'log_head', text: 'SELECT size, root, frontier FROM log_head' }
const FIND = { name: 'log_find', text: 'SELECT index, hash FROM log_entry WHERE hash = ANY($1)' }
const CONCLUDED = {
  name: 'log_concluded',
  text: `SELECT link FROM log_entry WHERE type = 'OUTCOME' AND link = ANY($1)`,
}
const APPEND = {
  name: 'log_append',
  text: `CALL log_append(${Array.from({ length: 21 }, (_, i) => `$${i + 1}`).join(', ')}, NULL, NULL, NULL, NULL)`,
}

export function createLogAppender(url: string): LogAppender {
  const settings = { statementMs: STATEMENT_TIMEOUT_MS, session: SESSION }
  const { ask, close } = openOwnConnection(url, settings)
  return {
    async head() {
      const [row] = await ask<HeadRow>(HEAD)
      return headOf(row!)
    },
    async find(hashes) {
      const found = await ask<{ index: string; hash: Buffer }>(FIND, [byteaArray(hashes)])
      return new Map(found.map(({ index, hash }) => [hash.toString('hex'), Number(index)]))
    },
    async concluded(intents) {
      const found = await ask<{ link: Buffer }>(CONCLUDED, [byteaArray(intents)])
      return new Set(found.map(({ link }) => link.toString('hex')))
    },
    async append(from, to, rows) {
      const head = [from.size, from.root, to.root, Buffer.concat(to.hashes)]
      const [row] = await ask<AnswerRow>(APPEND, [...head, ...columnsOf(rows)])
      if (!row!.done) return { done: false, head: headOf(prefixed(row!)) }
      for (const { sealed } of rows) if (sealed !== null) sealed.key.isKept = true
      return { done: true }
    },
    close,
  }
}

interface HeadRow {
  readonly size: string
  readonly root: Buffer
  readonly frontier: Buffer
}

interface AnswerRow {
  readonly done: boolean
  readonly head_size: string
  readonly head_root: Buffer
  readonly head_frontier: Buffer
}

function prefixed({ head_size, head_root, head_frontier }: AnswerRow): HeadRow {
  return { size: head_size, root: head_root, frontier: head_frontier }
}

function headOf({ size, root, frontier }: HeadRow): LogHead {
  const hashes = Array.from({ length: Math.floor(frontier.length / HASH_BYTES) }, (_, i) => {
    return frontier.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
  })
  return { size: Number(size), root, hashes }
}

function columnsOf(rows: readonly LogRow[]): readonly unknown[] {
  const sealed = rows.flatMap((row, place) =>
    row.sealed === null ? [] : [{ ...row.sealed, place }],
  )
  const made = [...new Set(sealed.map(({ key }) => key))].filter(({ isKept }) => !isKept)
  const wrapped = made.flatMap(({ id, wrapped }) => wrapped.map((each) => ({ id, ...each })))
  return [
    byteaArray(rows.map(({ hash }) => hash)),
    byteaArray(rows.map(({ leaf }) => leaf)),
    textArray(rows.map(({ type }) => type)),
    timestampArray(rows.map(({ atMs }) => atMs)),
    textArray(rows.map(({ agency }) => agency)),
    textArray(rows.map(({ purpose }) => purpose)),
    int2Array(rows.map(({ provinces }) => provinces)),
    textArray(rows.map(({ result }) => result)),
    byteaArray(rows.map(({ link }) => link)),
    int4Array(sealed.map(({ place }) => place)),
    byteaArray(sealed.map(({ key }) => key.id)),
    byteaArray(sealed.map(({ nonce }) => nonce)),
    byteaArray(sealed.map(({ ciphertext }) => ciphertext)),
    textArray(sealed.map(({ terms }) => terms)),
    byteaArray(wrapped.map(({ id }) => id)),
    textArray(wrapped.map(({ province }) => province)),
    byteaArray(wrapped.map(({ bytes }) => bytes)),
  ]
}
