/**
 * OPERATION leaves (查询操作): what a document asks for is written once by each process, and its intents
 * cite it. Two hundred field paths in every intent and outcome would be nine tenths of the log.
 */
import type { LoggedOperation } from '../pipeline/log-port.ts'

export interface OperationLeaves {
  /** Leaf hash, base64url; the leaf is durable. @throws {FederationError} `LOG_UNAVAILABLE`. */
  hashOf(operation: LoggedOperation): Promise<string>
}

export function createOperationLeaves(
  record: (operation: LoggedOperation) => Promise<string>,
): OperationLeaves {
  /** By the document's own object, with which it goes. */
  const written = new WeakMap<LoggedOperation, Promise<string>>()
  return {
    hashOf(operation) {
      const known = written.get(operation)
      if (known !== undefined) return known
      const writing = record(operation)
      written.set(operation, writing)
      // Whoever waits is refused; the next one tries again.
      writing.catch(() => written.delete(operation))
      return writing
    },
  }
}
