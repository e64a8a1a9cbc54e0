/**
 * Before each file of those that share a process. OpenSSL keeps the errors of a thread in a queue, and
 * Node 24 lets the reading of a key fail for one that another call has left there: `KeyObject.equals`
 * leaves one when the two are keys of different kinds. A reading that fails empties the queue.
 */
import { createPrivateKey } from 'node:crypto'

try {
  createPrivateKey('')
} catch {
  // As it should.
}
