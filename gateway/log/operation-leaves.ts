/**
 * OPERATION leaves (查询操作): what an operation asks for is written once by each process, and its intents
 * cite it. Two hundred field paths in every intent and outcome would be nine tenths of the log.
 */
import type { LoggedOperation } from '../pipeline/log-port.ts'
import { TwoGenerations } from './two-generations.ts'

export interface OperationLeaves {
  /** Leaf hash, base64url; the leaf is durable. @throws {FederationError} `LOG_UNAVAILABLE`. */
  hashOf(operation: LoggedOperation): Promise<string>
}

const LEAST_KEPT = 10_000

export function createOperationLeaves(
  record: (operation: LoggedOperation) => Promise<string>,
): OperationLeaves {
  /** By digest: also for documents that are too long to be kept, or were given up and come again. */
  const written = new TwoGenerations<Promise<string>>(LEAST_KEPT)
  return {
    hashOf(operation) {
      const before = written.get(operation.digest)
      if (before !== undefined) return before
      const writing = record(operation)
      written.set(operation.digest, writing)
      // Whoever waits is refused; the next one tries again.
      writing.catch(() => written.delete(operation.digest))
      return writing
    },
  }
}
