/** Everything that can be wrong with a log's folder, and what the whole verification says of it. */
import { describe, expect, it } from 'vitest'
import { printBundle } from '../../../gateway/federation-log/entry-bundle.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { keptPath } from '../../../gateway/federation-log/kept-checkpoints.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { verifyLog } from '../../../gateway/federation-log/verify-log.ts'
import type { LogQuestion } from '../../../gateway/federation-log/verify-log.ts'
import { rootOf } from '../../../gateway/federation-log/tree.ts'
import { AT, ORIGIN, WITNESSES, newKey } from '../federation-log/parties.ts'
import { OPERATIONS, manyLeaves, noteOf, policyText, storyOf, storyOfEntries } from './log-story.ts'
import type { Story } from './log-story.ts'

const SIZE = 600
const KEPT = [100, 300, 520]
const GOOD = storyOf(manyLeaves(SIZE), { kept: KEPT })
const POLICY = parsePolicy(policyText())
const at = new Date(AT.getTime() + 3_600_000)

const damaged = (change: (files: Map<string, Buffer>) => void, from = GOOD): Story => {
  const files = new Map(from.files)
  change(files)
  return { ...from, files }
}
const flip = (path: string, byte: number) => (files: Map<string, Buffer>) => {
  const changed = Buffer.from(files.get(path)!)
  changed[byte]! ^= 1
  files.set(path, changed)
}

function ask({ files }: Story, question: Partial<LogQuestion> = {}) {
  const kept = [...files.keys()].filter((path) => path.startsWith('checkpoints/'))
  return verifyLog({
    checkpoint: files.get('checkpoint') ?? Buffer.alloc(0),
    readTile: (path) => Promise.resolve(files.get(path) ?? null),
    kept: kept.map((path) => ({ size: Number(path.slice(12)), bytes: files.get(path)! })),
    policy: POLICY,
    sections: ['ORDER', 'REFERENCES', 'PAIRS', 'KEYS', 'BRACKETS'],
    needsBrackets: true,
    tolerance: { backMs: 60_000, aheadMs: 60_000, outcomeWithinMs: 60_000 },
    at,
    ...question,
  })
}

describe('a whole log', () => {
  it('is accepted, and counted', async () => {
    const verdict = await ask(GOOD)
    expect(verdict).toMatchObject({ status: 'VALID', code: null, faults: 0, firstBadIndex: null })
    expect(verdict.steps.map(({ outcome }) => outcome)).toEqual(Array(13).fill('PASSED'))
    const pairs = (SIZE - OPERATIONS.length) / 2
    const counts = { OPERATION: OPERATIONS.length, INTENT: pairs, OUTCOME: pairs }
    expect(verdict.leaves).toEqual(counts)
    expect(verdict.pairs).toEqual({ intents: pairs, outcomes: pairs, unknown: 0, pending: 0 })
    expect(verdict.witnesses).toMatchObject({ reached: true, missing: [] })
  })

  it('may have a checkpoint that still waits for its witnesses', async () => {
    const waiting = noteOf({ size: 601, root: forkedRoot }, { witnesses: [] })
    const story = damaged((files) => files.set(keptPath(601), waiting))
    expect(await ask(story)).toMatchObject({ status: 'VALID' })
  })

  it('may be empty', async () => {
    const sections = ['ORDER', 'PAIRS', 'KEYS'] as const
    expect(await ask(storyOf([]), { sections })).toMatchObject({ status: 'VALID' })
  })
})

const forkedRoot = rootOf(GOOD.entries.toSpliced(450, 1, Buffer.from('另一条')))
const swapped = GOOD.entries.toSpliced(256, 2, GOOD.entries[257]!, GOOD.entries[256]!)

describe('a damaged log names the first bad index', () => {
  it.each<[string, Story, string, string, number | null]>([
    [
      'a flipped bit in an entry',
      damaged(flip('tile/entries/001', 2 + 9)),
      'TREE',
      'LOG_ENTRY_INVALID',
      256,
    ],
    [
      'a flipped bit in a length',
      damaged(flip('tile/entries/002.p/88', 1)),
      'TREE',
      'LOG_ENTRY_INVALID',
      512,
    ],
    [
      'a flipped bit in a tile',
      damaged(flip('tile/0/001', 32 * 7)),
      'TREE',
      'LOG_TILE_INVALID',
      263,
    ],
    [
      'a flipped bit in a tile above',
      damaged(flip('tile/1/000.p/2', 40)),
      'TREE',
      'LOG_TILE_INVALID',
      256,
    ],
    [
      'a missing tile',
      damaged((files) => files.delete('tile/0/001')),
      'TREE',
      'LOG_TILE_MISSING',
      256,
    ],
    [
      'a missing bundle',
      damaged((files) => files.delete('tile/entries/001')),
      'TREE',
      'LOG_TILE_MISSING',
      256,
    ],
    [
      'a truncated tail',
      damaged((files) => {
        files.delete('tile/0/002.p/88')
        files.delete('tile/entries/002.p/88')
      }),
      'TREE',
      'LOG_TILE_MISSING',
      512,
    ],
    [
      'a bundle cut short',
      damaged((files) => {
        const path = 'tile/entries/002.p/88'
        files.set(path, files.get(path)!.subarray(0, -1))
      }),
      'TREE',
      'LOG_ENTRY_INVALID',
      599,
    ],
    [
      'two entries in the other order',
      damaged((files) => files.set('tile/entries/001', printBundle(swapped.slice(256, 512)))),
      'TREE',
      'LOG_ENTRY_INVALID',
      256,
    ],
    [
      'swapped bundles',
      damaged((files) => {
        const [first, second] = [files.get('tile/entries/000')!, files.get('tile/entries/001')!]
        files.set('tile/entries/000', second)
        files.set('tile/entries/001', first)
      }),
      'TREE',
      'LOG_ENTRY_INVALID',
      0,
    ],
    [
      'a checkpoint of another log of this name and size',
      damaged((files) => files.set('checkpoint', noteOf({ size: SIZE, root: forkedRoot }))),
      'TREE',
      'LOG_INCLUSION_INVALID',
      600,
    ],
    [
      'a rewritten entry with all its tiles',
      damaged((files) => {
        const rewritten = storyOfEntries(GOOD.entries.toSpliced(450, 1, Buffer.from('另一条')))
        for (const [path, bytes] of rewritten.files)
          if (path.startsWith('tile/')) files.set(path, bytes)
      }),
      'TREE',
      'LOG_INCLUSION_INVALID',
      300,
    ],
    [
      'a kept checkpoint that the log does not continue',
      damaged((files) => files.set(keptPath(520), noteOf({ size: 520, root: forkedRoot }))),
      'CONSISTENCY',
      'LOG_CONSISTENCY_INVALID',
      300,
    ],
    [
      'a log that is shorter than it was',
      damaged((files) => files.set(keptPath(601), noteOf({ size: 601, root: forkedRoot }))),
      'CONSISTENCY',
      'LOG_CONSISTENCY_INVALID',
      600,
    ],
    [
      'a kept checkpoint under another size',
      damaged((files) => files.set(keptPath(101), files.get(keptPath(100))!)),
      'KEPT',
      'LOG_CHECKPOINT_MALFORMED',
      null,
    ],
    [
      'a foreign key',
      damaged((files) => {
        const log = createNoteSigner(ORIGIN, newKey())
        files.set('checkpoint', noteOf({ size: SIZE, root: rootOf(GOOD.entries) }, { log }))
      }),
      'SIGNATURE',
      'LOG_NOTE_UNSIGNED',
      null,
    ],
    [
      'a flipped bit in the root',
      damaged((files) => {
        const text = files.get('checkpoint')!.toString()
        const root = text.split('\n')[2]!
        const other = root.startsWith('A') ? `B${root.slice(1)}` : `A${root.slice(1)}`
        files.set('checkpoint', Buffer.from(text.replace(root, other)))
      }),
      'SIGNATURE',
      'LOG_SIGNATURE_INVALID',
      null,
    ],
    [
      'no checkpoint at all',
      damaged((files) => files.delete('checkpoint')),
      'FORM',
      'LOG_NOTE_MALFORMED',
      null,
    ],
  ])('%s', async (_, story, step, code, index) => {
    const verdict = await ask(story)
    expect(verdict).toMatchObject({ status: 'INVALID', code, firstBadIndex: index })
    expect(verdict.steps.find(({ outcome }) => outcome === 'FAILED')).toMatchObject({ step, code })
  })

  it('a witness too few is no verdict', async () => {
    const [witnesses, root] = [WITNESSES.slice(0, 2), rootOf(GOOD.entries)]
    const story = damaged((files) =>
      files.set('checkpoint', noteOf({ size: SIZE, root }, { witnesses })),
    )
    expect(await ask(story)).toMatchObject({ status: 'UNDETERMINED', code: 'LOG_QUORUM_MISSING' })
  })
})
