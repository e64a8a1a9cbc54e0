/**
 * OPERATION leaves (查询操作): what a document asks for is written once by each process, and its intents
 * cite it. Two hundred field paths in every intent and outcome would be nine tenths of the log.
 */
import { hash } from 'node:crypto'
import type { LoggedOperation } from '../pipeline/log-port.ts'
import { TwoGenerations } from './two-generations.ts'

export interface OperationLeaves {
  /** Leaf hash, base64url; the leaf is durable. @throws {FederationError} `LOG_UNAVAILABLE`. */
  hashOf(operation: LoggedOperation): Promise<string>
}

/** A document that was given up and comes again, or is too long to be kept, is not written again. */
const LEAST_KEPT = 10_000

export function createOperationLeaves(
  record: (operation: LoggedOperation) => Promise<string>,
): OperationLeaves {
  /** By the document's own object, with which it goes. */
  const known = new WeakMap<LoggedOperation, Promise<string>>()
  const written = new TwoGenerations<Promise<string>>(LEAST_KEPT)

  function writtenOnce(operation: LoggedOperation): Promise<string> {
    const key = `${operation.digest} ${hash('sha256', operation.fields.join(), 'base64url')}`
    const before = written.get(key)
    if (before !== undefined) return before
    const writing = record(operation)
    written.set(key, writing)
    // Whoever waits is refused; the next one tries again.
    writing.catch(() => written.delete(key))
    return writing
  }

  return {
    hashOf(operation) {
      const kept = known.get(operation)
      if (kept !== undefined) return kept
      const leafHash = writtenOnce(operation)
      known.set(operation, leafHash)
      leafHash.catch(() => known.delete(operation))
      return leafHash
    },
  }
}
