/** What must hold between a log's entries, what callers were told, and what gatehouses were shown. */
import type { Leaf } from '../../gateway/federation-log/leaf-types.ts'
import type { Use } from '../../gateway/gatehouse/record-lines.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Acknowledged } from './recorder.ts'

export interface Entry {
  readonly leaf: Leaf
  /** base64url. */
  readonly hash: string
}

/** What was acknowledged stands where it was said to stand, and is the question that was asked. */
export function lossesIn(
  entries: readonly Entry[],
  acknowledged: readonly Acknowledged[],
): readonly string[] {
  const seen = new Set<number>()
  const documents = new Map(
    entries.flatMap(({ leaf, hash }) =>
      leaf.type === 'OPERATION' ? [[hash, leaf.operation] as const] : [],
    ),
  )
  return acknowledged.flatMap(({ index, leafHash, operation }) => {
    if (seen.has(index)) return [`index ${index} was acknowledged twice`]
    seen.add(index)
    const entry = entries[index]
    if (entry?.hash !== leafHash) return [`acknowledged ${index} is not in the log`]
    const { leaf } = entry
    if (leaf.type === 'INTENT' && documents.get(leaf.asks) === operation) return []
    return [`acknowledged ${index} is another question`]
  })
}

/** What a gatehouse let through stands in the log, and names this province and the subject. */
export function unpromisedIn(
  entries: readonly Entry[],
  uses: readonly Pick<Use, 'index' | 'leafHash' | 'subject'>[],
  province: Province,
): readonly string[] {
  return uses.flatMap(({ index, leafHash, subject }) => {
    const entry = entries[index]
    if (entry?.hash !== leafHash) return [`${province} was shown ${index}, not in the log`]
    const { leaf } = entry
    const isFor = leaf.type === 'INTENT' && leaf.provinces.includes(province)
    if (isFor && leaf._sd.includes(subject)) return []
    return [`${province} was shown ${index}, which does not name it or the subject`]
  })
}

/** Every intent has one outcome. The verifier says so too; this is counted without it. */
export function unpairedIn(entries: readonly Entry[]): readonly string[] {
  const outcomes = new Map<string, number>()
  for (const { leaf } of entries) {
    if (leaf.type !== 'OUTCOME') continue
    outcomes.set(leaf.intent, (outcomes.get(leaf.intent) ?? 0) + 1)
  }
  return entries.flatMap(({ leaf, hash }, index) => {
    const count = leaf.type === 'INTENT' ? (outcomes.get(hash) ?? 0) : 1
    return count === 1 ? [] : [`intent ${index} has ${count} outcomes`]
  })
}
