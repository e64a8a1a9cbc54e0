/** Log promises (存证回执) as JSON: in envelopes to gatehouses, and in provinces' lists. */
import { asciiJson } from '../../schemas/model/ascii-json.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { LogPromise } from './promise.ts'
import { strictBase64 } from './strict-text.ts'
import { HASH_BYTES } from './tree.ts'

export interface PromiseJson {
  /** base64url. */
  readonly leaf: string
  readonly index: number
  /** base64. */
  readonly path: readonly string[]
  readonly batch: string
}

/** Promises of one batch are printed one after another. */
let printedBatch = { batch: '', json: '""' }

/**
 * The JSON as text of ASCII alone, so that long envelopes are made and sent one byte a character. Put
 * together from texts that need no escapes.
 */
export function printPromise({ leaf, index, path, batch }: LogPromise): string {
  if (printedBatch.batch !== batch) printedBatch = { batch, json: asciiJson(batch) }
  let hashes = ''
  for (let i = 0; i < path.length; i += 1) {
    hashes += `${i === 0 ? '"' : ',"'}${path[i]!.toString('base64')}"`
  }
  return `{"leaf":"${leaf.toString('base64url')}","index":${index},"path":[${hashes}],"batch":${printedBatch.json}}`
}

/** Form alone: nothing of it is believed yet. @throws {FederationError} `LOG_PROMISE_MALFORMED`. */
export function promiseFromJson(value: unknown): LogPromise {
  const { leaf, index, path, batch } = (value ?? {}) as Partial<Record<string, unknown>>
  if (typeof leaf !== 'string' || typeof batch !== 'string') throw malformed('form')
  if (!Number.isSafeInteger(index) || (index as number) < 0) throw malformed('index')
  if (!Array.isArray(path) || path.length > MOST_PATH) throw malformed('path')
  const hashes = path.map((text) => (typeof text === 'string' ? strictBase64(text) : null))
  if (hashes.some((hash) => hash?.length !== HASH_BYTES)) throw malformed('path')
  return {
    leaf: Buffer.from(leaf, 'base64url'),
    index: index as number,
    path: hashes as Buffer[],
    batch,
  }
}

const MOST_PATH = 32

function malformed(reason: string): FederationError {
  return new FederationError('LOG_PROMISE_MALFORMED', { reason })
}
