/** What the leaves of a whole log say of each other, and what is found where they contradict. */
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../schemas/model/errors.ts'
import type {
  IntentLeaf,
  Leaf,
  OperationLeaf,
  OutcomeLeaf,
} from '../../../gateway/federation-log/leaf-types.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { verifyLog } from '../../../gateway/federation-log/verify-log.ts'
import type { LogSection } from '../../../gateway/federation-log/verify-log.ts'
import { AT, LOG, ORIGIN, WITNESSES, newKey } from '../federation-log/parties.ts'
import { ERASURE, KEY_ROTATION } from '../federation-log/sample-leaves.ts'
import {
  FIRST_INTENT,
  OPERATIONS,
  atOf,
  hashOf,
  manyLeaves,
  policyText,
  storyOf,
  storyOfEntries,
} from './log-story.ts'
import type { Story, StorySettings } from './log-story.ts'

const LEAVES = manyLeaves(40)
/** Witnesses are a second apart: the third one's is the quorum's time. */
const at = new Date(AT.getTime() + 3_600_000)
const tolerance = { backMs: 30_000, aheadMs: 10_000, outcomeWithinMs: 10_000 }

async function ask(
  story: Story,
  sections: readonly LogSection[],
  policy = policyText(),
  needsBrackets = true,
) {
  const kept = [...story.files].filter(([path]) => path.startsWith('checkpoints/'))
  return verifyLog({
    checkpoint: story.files.get('checkpoint')!,
    readTile: (path) => Promise.resolve(story.files.get(path) ?? null),
    kept: kept.map(([path, bytes]) => ({ size: Number(path.slice(12)), bytes })),
    policy: policy === '' ? null : parsePolicy(policy),
    sections,
    needsBrackets,
    tolerance,
    at,
  })
}

const outcome = (index: number, change: Partial<OutcomeLeaf>): Leaf => {
  const leaf = LEAVES[index] as OutcomeLeaf
  return { ...leaf, ...change }
}
const answered = (index: number, change: Partial<OutcomeLeaf['answers'][number]>): Leaf => {
  const { answers } = LEAVES[index] as OutcomeLeaf
  return outcome(index, { answers: [{ ...answers[0]!, ...change }, ...answers.slice(1)] })
}
const shared = { served: 'CACHE' as const }

describe('pairs', () => {
  it.each<[string, readonly Leaf[], ErrorCode, number]>([
    ['an intent without outcome', LEAVES.toSpliced(11, 1), 'LOG_OUTCOME_MISSING', 10],
    ['an outcome without intent', LEAVES.toSpliced(10, 1), 'LOG_INTENT_MISSING', 10],
    [
      'an outcome before its intent',
      LEAVES.toSpliced(10, 2, LEAVES[11]!, LEAVES[10]!),
      'LOG_INTENT_MISSING',
      10,
    ],
    [
      'two outcomes of one intent',
      LEAVES.toSpliced(12, 0, outcome(11, { id: 'another-outcome' })),
      'LOG_OUTCOME_REPEATED',
      12,
    ],
    [
      'a cached answer whose intent is not there',
      LEAVES.with(11, answered(11, { ...shared, live: [hashOf(LEAVES[5]!)] })),
      'LOG_LIVE_INTENT_MISSING',
      11,
    ],
    [
      'a cached answer from an intent that comes later',
      LEAVES.with(11, answered(11, { ...shared, live: [hashOf(LEAVES[12]!)] })),
      'LOG_LIVE_INTENT_MISSING',
      11,
    ],
    [
      'a province that the intent did not name',
      LEAVES.with(11, answered(11, { province: 'ZHEJIANG' })),
      'LOG_PROVINCE_NOT_INTENDED',
      11,
    ],
  ])('%s', async (_, leaves, code, index) => {
    const verdict = await ask(storyOf(leaves), ['PAIRS'])
    expect(verdict).toMatchObject({ status: 'INVALID', code, firstBadIndex: index })
    expect(verdict.steps.find((each) => each.code === code)).toMatchObject({ step: 'PAIRS' })
  })

  it('know an intent that a cached answer cites and that did not name its province', async () => {
    const other: IntentLeaf = { ...(LEAVES[4] as IntentLeaf), provinces: ['ANHUI'] }
    const ofAnhui = outcome(5, {
      intent: hashOf(other),
      answers: (LEAVES[5] as OutcomeLeaf).answers.slice(1),
    })
    const cached = answered(11, { ...shared, live: [hashOf(other)] })
    const leaves = LEAVES.with(4, other).with(5, ofAnhui).with(11, cached)
    const found = { code: 'LOG_LIVE_INTENT_MISSING', firstBadIndex: 11, faults: 1 }
    expect(await ask(storyOf(leaves), ['PAIRS'])).toMatchObject(found)
  })

  it('are as they should be where a cached answer cites an earlier intent', async () => {
    const leaves = LEAVES.with(11, answered(11, { ...shared, live: [hashOf(LEAVES[4]!)] }))
    expect(await ask(storyOf(leaves), ['PAIRS'])).toMatchObject({ status: 'VALID', faults: 0 })
  })

  it('wait for the outcome of a young intent, by the witnesses’ time', async () => {
    const leaves = LEAVES.slice(0, 39)
    const young = { seenAt: () => new Date(Date.parse(atOf(38)) + 5_000) }
    const pending = await ask(storyOf(leaves, young), ['PAIRS'])
    expect(pending).toMatchObject({ status: 'VALID', pairs: { pending: 1 } })
    const old = { seenAt: () => new Date(Date.parse(atOf(38)) + 50_000) }
    const due = await ask(storyOf(leaves, old), ['PAIRS'])
    expect(due).toMatchObject({ code: 'LOG_OUTCOME_MISSING', firstBadIndex: 38 })
  })

  it('may be asked without a policy, and then nobody’s signature counts', async () => {
    const verdict = await ask(storyOf(LEAVES), ['PAIRS', 'KEYS'], '')
    expect(verdict.steps.map(({ step }) => step)).toEqual(['FORM', 'TREE', 'LEAVES', 'PAIRS'])
    expect(verdict.status).toBe('VALID')
  })

  it('are counted, every fault of them', async () => {
    const isKept = (leaf: Leaf, i: number) => leaf.type !== 'OUTCOME' || i % 4 === 1
    const leaves = LEAVES.filter(isKept)
    const story = storyOf(leaves, { seenAt: () => new Date(+at - 60_000) })
    const faults = LEAVES.length - leaves.length
    expect(faults).toBeGreaterThan(1)
    const found = { faults, firstBadIndex: FIRST_INTENT }
    expect(await ask(story, ['PAIRS'])).toMatchObject(found)
  })
})

describe('leaves', () => {
  it.each<[string, Buffer, string, string]>([
    ['that is no JSON', Buffer.from('x'), 'INVALID', 'LOG_JSON_NOT_CANONICAL'],
    ['of no known type', Buffer.from('{"type":"X","v":1}'), 'INVALID', 'LOG_LEAF_MALFORMED'],
    ['of a newer version', Buffer.from('{"v":2}'), 'UNDETERMINED', 'LOG_LEAF_VERSION_UNSUPPORTED'],
  ])('a leaf %s is named', async (_, entry, status, code) => {
    const { entries } = storyOf(LEAVES)
    const verdict = await ask(storyOfEntries(entries.with(7, entry)), ['PAIRS'])
    expect(verdict).toMatchObject({ status, code })
    expect(verdict.steps.find((each) => each.code === code)?.facts).toMatchObject({ index: 7 })
  })
})

describe('order', () => {
  const moved = (seconds: number) =>
    LEAVES.with(30, {
      ...LEAVES[30]!,
      at: new Date(Date.parse(atOf(29)) - seconds * 1_000).toISOString(),
    })

  it('may go back a little, and not far', async () => {
    expect(await ask(storyOf(moved(30)), ['ORDER'])).toMatchObject({ status: 'VALID' })
    const found = { code: 'LOG_TIME_OUT_OF_ORDER', firstBadIndex: 30 }
    expect(await ask(storyOf(moved(31)), ['ORDER'])).toMatchObject(found)
  })
})

describe('erasures', () => {
  const erasing = (target: Leaf, digests = target._sd) =>
    LEAVES.toSpliced(20, 0, { ...ERASURE, at: atOf(20), target: hashOf(target), digests })

  it('name digests of an earlier leaf', async () => {
    expect(await ask(storyOf(erasing(LEAVES[4]!)), ['REFERENCES'])).toMatchObject({
      status: 'VALID',
    })
  })

  it.each<[string, readonly Leaf[]]>([
    ['of a leaf that is not there', erasing({ ...LEAVES[4]!, id: 'somebody-else' })],
    ['of a leaf that comes later', erasing(LEAVES[30]!)],
    ['of digests that the leaf has not', erasing(LEAVES[4]!, [hashOf(LEAVES[0]!)])],
  ])('%s are found', async (_, leaves) => {
    const found = { code: 'LOG_ERASURE_TARGET_MISSING', firstBadIndex: 20 }
    expect(await ask(storyOf(leaves), ['REFERENCES'])).toMatchObject(found)
  })
})

describe('operations', () => {
  const [one] = OPERATIONS as [OperationLeaf, OperationLeaf]
  const citing = LEAVES.findIndex((leaf) => leaf.type === 'INTENT' && leaf.asks === hashOf(one))
  const asking = (asks: string) => LEAVES.with(10, { ...(LEAVES[10] as IntentLeaf), asks })

  it('stand before the intents that cite them, each process’s own', async () => {
    const cited = new Set(LEAVES.flatMap((leaf) => (leaf.type === 'INTENT' ? [leaf.asks] : [])))
    expect(cited).toEqual(new Set(OPERATIONS.map(hashOf)))
    const good = { status: 'VALID', faults: 0 }
    expect(await ask(storyOf(LEAVES), ['REFERENCES'])).toMatchObject(good)
  })

  it.each<[string, readonly Leaf[], number]>([
    ['is left out', LEAVES.toSpliced(0, 1), citing - 1],
    // The intent moves to the front of what it cites.
    [
      'comes after it',
      [...LEAVES.slice(1, citing + 1), one, ...LEAVES.slice(citing + 1)],
      citing - 1,
    ],
    [
      'is another than what was written',
      LEAVES.with(0, { ...one, fields: ['entity.name'] }),
      citing,
    ],
    ['is none that anybody wrote', asking(hashOf({ ...one, id: 'never-written' })), 10],
    ['is an intent', asking(hashOf(LEAVES[citing]!)), 10],
  ])('are missed where what an intent cites %s', async (_, leaves, index) => {
    const verdict = await ask(storyOf(leaves), ['REFERENCES'])
    const code = 'LOG_OPERATION_MISSING'
    expect(verdict).toMatchObject({ status: 'INVALID', code, firstBadIndex: index })
    const step = verdict.steps.find((each) => each.code === code)
    const { asks } = leaves[index] as IntentLeaf
    expect(step).toMatchObject({ step: 'REFERENCES', facts: { index, target: asks } })
  })

  it('that are missing are counted, once for each intent', async () => {
    const leaves = LEAVES.slice(FIRST_INTENT)
    const faults = leaves.filter(({ type }) => type === 'INTENT').length
    const found = { code: 'LOG_OPERATION_MISSING', firstBadIndex: 0, faults }
    expect(await ask(storyOf(leaves), ['REFERENCES'])).toMatchObject(found)
  })

  it('are no matter where only pairs are asked for', async () => {
    const leaves = LEAVES.slice(FIRST_INTENT)
    expect(await ask(storyOf(leaves), ['PAIRS'])).toMatchObject({ status: 'VALID', faults: 0 })
  })
})

describe('keys', () => {
  const newer = createNoteSigner(ORIGIN, newKey())
  const rotation = (change: Partial<typeof KEY_ROTATION>) =>
    LEAVES.toSpliced(20, 0, {
      ...KEY_ROTATION,
      at: atOf(20),
      oldKey: printVerifierKey(LOG.key),
      newKey: printVerifierKey(newer.key),
      from: atOf(25),
      ...change,
    })
  const both = policyText().replace(/^log/m, `log ${printVerifierKey(newer.key)}\nlog`)
  const verdictOn = (leaves: readonly Leaf[], settings: StorySettings = {}) =>
    ask(storyOf(leaves, settings), ['KEYS'], both)

  it('that were rotated no longer count', async () => {
    const found = { code: 'LOG_KEY_RETIRED', firstBadIndex: 20 }
    expect(await verdictOn(rotation({}))).toMatchObject(found)
  })

  it('count until then, and the new one counts', async () => {
    expect(await verdictOn(rotation({ from: atOf(500) }))).toMatchObject({ status: 'VALID' })
    expect(await verdictOn(rotation({}), { log: newer })).toMatchObject({ status: 'VALID' })
  })

  it('of another use are not meant', async () => {
    expect(await verdictOn(rotation({ use: 'PROMISE' }))).toMatchObject({ status: 'VALID' })
  })

  it('of witnesses are rotated too', async () => {
    const oldKey = printVerifierKey(WITNESSES[1]!.key)
    const found = { code: 'LOG_KEY_RETIRED', firstBadIndex: 20 }
    expect(await verdictOn(rotation({ use: 'WITNESS', oldKey }))).toMatchObject(found)
    const later = rotation({ use: 'WITNESS', oldKey, from: atOf(500) })
    expect(await verdictOn(later)).toMatchObject({ status: 'VALID' })
  })
})

describe('brackets of the witnesses’ times', () => {
  const kept = [10, 20, 30]
  const seenAt = (size: number) => new Date(Date.parse(atOf(size * 10)))
  const timed = LEAVES.map((leaf, i): Leaf => ({ ...leaf, at: atOf(i * 10) }))
  const says = (index: number, at: string) => timed.with(index, { ...timed[index]!, at })
  const verdictOn = (leaves: readonly Leaf[], settings: StorySettings = {}) =>
    ask(storyOf(leaves, { kept, seenAt, ...settings }), ['BRACKETS'])

  it('hold what leaves say of themselves', async () => {
    expect(await verdictOn(timed)).toMatchObject({ status: 'VALID', faults: 0 })
  })

  it.each([
    ['back-dated', 25, atOf(20 * 10 - 31)],
    ['dated ahead', 15, atOf(20 * 10 + 15)],
    ['dated ahead, before the first checkpoint', 3, atOf(10 * 10 + 15)],
  ])('name a leaf that is %s', async (_, index, at) => {
    const found = { code: 'LOG_TIME_OUTSIDE_BRACKET', firstBadIndex: index, faults: 1 }
    expect(await verdictOn(says(index, at))).toMatchObject(found)
  })

  it.each([
    ['a little early', 25, atOf(20 * 10 - 27)],
    ['a little late', 15, atOf(20 * 10 + 5)],
  ])('leave a leaf that is %s', async (_, index, at) => {
    expect(await verdictOn(says(index, at))).toMatchObject({ status: 'VALID' })
  })

  it('need more than one checkpoint that a quorum has seen', async () => {
    const missing = { status: 'UNDETERMINED', code: 'LOG_CHECKPOINTS_MISSING' }
    expect(await verdictOn(timed, { kept: [] })).toMatchObject(missing)
  })

  it('do not apply where they are not needed, but for leaves of after the checkpoint', async () => {
    const without = (leaves: readonly Leaf[]) =>
      ask(storyOf(leaves, { kept: [], seenAt }), ['BRACKETS'], policyText(), false)
    expect(await without(timed)).toMatchObject({ status: 'VALID' })
    const found = { code: 'LOG_TIME_OUTSIDE_BRACKET', firstBadIndex: 39 }
    expect(await without(says(39, atOf(600)))).toMatchObject(found)
  })
})
