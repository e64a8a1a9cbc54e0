/**
 * A synthetic log of fictitious agencies, written into a folder as the gateway exports it: operations,
 * intents and outcomes, kept checkpoints with their cosignatures, promises as provinces keep them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { printSignature } from '../../../gateway/federation-log/note.ts'
import { printBundle } from '../../../gateway/federation-log/entry-bundle.ts'
import { keptPath } from '../../../gateway/federation-log/kept-checkpoints.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf, OperationLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { printPolicy } from '../../../gateway/federation-log/policy-file.ts'
import { promiseBatch, promiseToJson } from '../../support/promise-batch.ts'
import { tilePath } from '../../../gateway/federation-log/tile-path.ts'
import { TileWriter } from '../../../gateway/federation-log/tile-writer.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { AT, LOG, ORIGIN, WITNESSES, newKey } from '../federation-log/parties.ts'
import { INTENT, OPERATION, OUTCOME } from '../federation-log/sample-leaves.ts'

export const PROMISE = createNoteSigner('log.ydelta.example/promise', newKey())
/** A leaf comes each second. */
const SECOND_MS = 1_000

export const atOf = (index: number) => new Date(AT.getTime() + index * SECOND_MS).toISOString()
export const idOf = (index: number) => `request-${String(index).padStart(6, '0')}`
export const hashOf = (leaf: Leaf) => hashLeaf(printLeaf(leaf)).toString('base64url')

/** A document that two processes were asked: each wrote its own leaf, and hides nothing in it. */
export const OPERATIONS: readonly OperationLeaf[] = [0, 1].map((index) => {
  return { ...OPERATION, id: idOf(index), at: atOf(index), _sd: [] }
})

/** Of a story that begins with {@link OPERATIONS}: of the pairs after them even indexes are intents. */
export const FIRST_INTENT = OPERATIONS.length

/** After the operations intents, which cite them by turns, each followed by its outcome, answered live. */
export function storyLeaf(index: number): Leaf {
  if (index < FIRST_INTENT) return OPERATIONS[index]!
  const first = index - (index % 2)
  const asks = hashOf(OPERATIONS[(first / 2) % OPERATIONS.length]!)
  const intent: Leaf = { ...INTENT, id: idOf(first), at: atOf(first), asks }
  if (index === first) return intent
  const answers = OUTCOME.answers.map((answer) => {
    return answer.served === null ? answer : { ...answer, served: 'LIVE' as const, live: [] }
  })
  const head = { id: idOf(index), at: atOf(index), intent: hashOf(intent) }
  return { ...OUTCOME, ...head, fields: null, answers }
}

export const manyLeaves = (count: number) => Array.from({ length: count }, (_, i) => storyLeaf(i))

export interface Story {
  readonly leaves: readonly Leaf[]
  readonly entries: readonly Buffer[]
  /** By path, as an export has them. */
  readonly files: Map<string, Buffer>
}

export interface StorySettings {
  /** Sizes that got a checkpoint on the way; the last one is the newest. */
  readonly kept?: readonly number[]
  readonly witnesses?: typeof WITNESSES
  readonly log?: typeof LOG
  /** Of a checkpoint of this size. */
  readonly seenAt?: (size: number) => Date
}

const usualSeenAt = (size: number) => new Date(AT.getTime() + size * SECOND_MS + 5_000)

export function storyOf(leaves: readonly Leaf[], settings: StorySettings = {}): Story {
  return storyOfEntries(leaves.map(printLeaf), settings, leaves)
}

export function storyOfEntries(
  entries: readonly Buffer[],
  settings: StorySettings = {},
  leaves: readonly Leaf[] = [],
): Story {
  const { kept = [entries.length] } = settings
  const files = new Map<string, Buffer>()
  const writer = new TileWriter()
  for (const size of [...kept, entries.length]) {
    for (const tile of writer.append(entries.slice(writer.size, size).map(hashLeaf)))
      files.set(tile.path, tile.bytes)
    files.set(keptPath(size), noteOf({ size, root: writer.root() }, settings))
  }
  for (const { path, bytes } of writer.partial()) files.set(path, bytes)
  for (let first = 0; first < entries.length; first += 256) {
    const bundle = entries.slice(first, first + 256)
    const tile = { level: 'entries' as const, index: first / 256, width: bundle.length }
    files.set(tilePath(tile), printBundle(bundle))
  }
  files.set('checkpoint', files.get(keptPath(entries.length))!)
  return { leaves, entries, files }
}

export function noteOf(
  head: { readonly size: number; readonly root: Buffer },
  { witnesses = WITNESSES, log = LOG, seenAt = usualSeenAt }: StorySettings = {},
): Buffer {
  const signed = signCheckpoint({ origin: ORIGIN, extensions: [], ...head }, log)
  const text = signed.slice(0, signed.lastIndexOf('\n\n') + 1)
  const seconds = Math.floor(+seenAt(head.size) / 1_000)
  const lines = witnesses.map((each, i) => printSignature(each.cosign(text, seconds + i)))
  return Buffer.from(signed + lines.join(''))
}

export function writeStory(folder: string, { files }: Story): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** A province's list, of the intents that it was shown. */
export function promiseList(leaves: readonly Leaf[], signer = PROMISE, origin = ORIGIN): string {
  const lines = leaves.flatMap((leaf, index) => {
    if (leaf.type !== 'INTENT') return []
    const batch = { origin, firstIndex: index, at: leaf.at }
    const promise = promiseToJson(promiseBatch(batch, [printLeaf(leaf)], signer)[0]!)
    const facts = { leafHash: hashOf(leaf), index, at: leaf.at, province: 'SHANGHAI' }
    return [JSON.stringify({ v: 1, ...facts, promise })]
  })
  return `${lines.join('\n')}\n`
}

export function policyText(witnesses = WITNESSES, least = 3): string {
  const named = witnesses.map(({ key }, i) => ({ name: `province-${i}`, key, url: null }))
  return printPolicy({ logs: [LOG.key], promises: [PROMISE.key], witnesses: named, least })
}
