/** Promises of given leaves, as a log makes them for whoever asks one by one. */
import { printPromise } from '../../gateway/federation-log/promise-json.ts'
import type { PromiseJson } from '../../gateway/federation-log/promise-json.ts'
import { signBatch } from '../../gateway/federation-log/promise.ts'
import type { LogPromise } from '../../gateway/federation-log/promise.ts'
import { hashLeaf } from '../../gateway/federation-log/tree.ts'

/** One a leaf, same order. */
export function promiseBatch(
  head: Parameters<typeof signBatch>[0],
  leaves: readonly Buffer[],
  signer: Parameters<typeof signBatch>[2],
): readonly LogPromise[] {
  const promised = signBatch(head, leaves.map(hashLeaf), signer)
  return leaves.map((leaf, place) => promised(leaf, place))
}

export function promiseToJson(promise: LogPromise): PromiseJson {
  return JSON.parse(printPromise(promise)) as PromiseJson
}
