/** Leaves that were promised to a province and that the log does not have. */
import { describe, expect, it } from 'vitest'
import type { IntentLeaf, Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { promiseKeysIn } from '../../../gateway/federation-log/policy-file.ts'
import { verifyOmission } from '../../../gateway/federation-log/verify-omission.ts'
import { AT, newKey } from '../federation-log/parties.ts'
import { refusal } from '../federation-log/refusal.ts'
import { ADMINISTRATIVE } from '../federation-log/sample-leaves.ts'
import {
  FIRST_INTENT,
  OPERATIONS,
  PROMISE,
  atOf,
  manyLeaves,
  policyText,
  promiseList,
  storyOf,
} from './log-story.ts'
import type { Story, StorySettings } from './log-story.ts'

const LEAVES = manyLeaves(300)
const at = new Date(AT.getTime() + 3_600_000)

const ask = (story: Story, list: string, promiseKeys = [PROMISE.key]) =>
  askAll(story, [list], promiseKeys)

const askAll = ({ files }: Story, lists: readonly string[], promiseKeys = [PROMISE.key]) =>
  verifyOmission({
    checkpoint: files.get('checkpoint')!,
    readTile: (path) => Promise.resolve(files.get(path) ?? null),
    lists: lists.map((list) => list.split('\n')),
    promiseKeys,
    policy: parsePolicy(policyText()),
    mergeDelayMs: 10_000,
    at,
  })

describe('a promise list', () => {
  it('stands in the log, all of it', async () => {
    const held = (LEAVES.length - OPERATIONS.length) / 2
    const counts = { held, omitted: 0, pending: 0 }
    expect(await ask(storyOf(LEAVES), promiseList(LEAVES))).toMatchObject({
      status: 'VALID',
      ...counts,
    })
  })

  it.each<[string, readonly Leaf[], number, string]>([
    ['skipped', LEAVES.toSpliced(100, 1), 100, 'request-000100'],
    [
      'replaced',
      LEAVES.with(100, { ...LEAVES[100]!, id: 'another-request' }),
      100,
      'request-000100',
    ],
    ['cut off with all behind it', LEAVES.slice(0, 200), 200, 'request-000200'],
  ])('names the first leaf that was %s', async (_, leaves, index, id) => {
    const late: StorySettings = { seenAt: () => new Date(+at - 60_000) }
    const verdict = await ask(storyOf(leaves, late), promiseList(LEAVES))
    expect(verdict).toMatchObject({
      status: 'INVALID',
      code: 'LOG_LEAF_OMITTED',
      firstBadIndex: index,
    })
    const failed = verdict.steps.find(({ outcome }) => outcome === 'FAILED')
    expect(failed).toMatchObject({ step: 'OMISSION', facts: { index, id } })
  })

  it('waits for what was promised within the merge delay', async () => {
    const seenAt = () => new Date(Date.parse(atOf(298)) + 5_000)
    const verdict = await ask(storyOf(LEAVES.slice(0, 298), { seenAt }), promiseList(LEAVES))
    expect(verdict).toMatchObject({
      status: 'UNDETERMINED',
      code: 'LOG_PROMISE_PENDING',
      pending: 1,
    })
  })

  it.each<[string, (list: string) => string, string]>([
    ['without JSON', (list) => list.replace('{', '['), 'LOG_PROMISE_LIST_MALFORMED'],
    ['that is a number', () => '7', 'LOG_PROMISE_LIST_MALFORMED'],
    ['of another version', (list) => list.replace('"v":1', '"v":2'), 'LOG_PROMISE_LIST_MALFORMED'],
    ['without a hash', (list) => list.replace('leafHash', 'hash'), 'LOG_PROMISE_LIST_MALFORMED'],
    ['of no province', (list) => list.replace('SHANGHAI', 'X'), 'LOG_PROMISE_LIST_MALFORMED'],
    [
      'of two indexes',
      (list) => list.replace(`"index":${FIRST_INTENT}`, `"index":${FIRST_INTENT + 1}`),
      'LOG_PROMISE_LIST_MALFORMED',
    ],
    ['without a promise', (list) => list.replace('"batch"', '"x"'), 'LOG_PROMISE_LIST_MALFORMED'],
    [
      'of another hash',
      (list) => list.replace(/"leafHash":"./, '"leafHash":"_'),
      'LOG_PROMISE_FOREIGN',
    ],
    [
      'of a province not named',
      (list) => list.replace('SHANGHAI', 'JIANGSU'),
      'LOG_PROMISE_FOREIGN',
    ],
  ])('with a line %s is refused', async (_, change, code) => {
    const verdict = await ask(
      storyOf(LEAVES),
      change(promiseList(LEAVES.slice(0, FIRST_INTENT + 4))),
    )
    expect(verdict).toMatchObject({ status: 'INVALID', code })
    expect(verdict.steps.find((each) => each.code === code)?.facts).toMatchObject({ line: 1 })
  })

  it.each([
    [
      'of a stranger',
      promiseList(LEAVES, createNoteSigner(PROMISE.key.name, newKey())),
      'LOG_NOTE_UNSIGNED',
    ],
    ['of another log', promiseList(LEAVES, PROMISE, 'another.example/log'), 'LOG_PROMISE_FOREIGN'],
  ])('%s proves nothing', async (_, list, code) => {
    expect(await ask(storyOf(LEAVES), list)).toMatchObject({ status: 'INVALID', code, held: 0 })
  })

  it.each(['', '\n\n'])(
    'that is empty (%j) says nothing, which is not that all is well',
    async (list) => {
      const verdict = await ask(storyOf(LEAVES), list)
      expect(verdict).toMatchObject({
        status: 'UNDETERMINED',
        code: 'LOG_PROMISES_MISSING',
        held: 0,
      })
    },
  )

  it('that is empty beside others is named', async () => {
    const verdict = await askAll(storyOf(LEAVES), [promiseList(LEAVES), '\n', promiseList(LEAVES)])
    expect(verdict).toMatchObject({ status: 'UNDETERMINED', code: 'LOG_PROMISES_MISSING' })
    expect(verdict.steps.find(({ step }) => step === 'LIST')?.facts).toEqual({ list: 2 })
  })

  it('with a line that proves nothing still tells what was left out', async () => {
    const stranger = promiseList(LEAVES, createNoteSigner(PROMISE.key.name, newKey()))
    const list = stranger.split('\n')[0] + '\n' + promiseList(LEAVES)
    const verdict = await ask(
      storyOf(LEAVES.toSpliced(100, 1), { seenAt: () => new Date(+at - 60_000) }),
      list,
    )
    expect(verdict).toMatchObject({ code: 'LOG_LEAF_OMITTED', firstBadIndex: 100 })
  })

  it('of leaves that are no intents is foreign', async () => {
    const { type } = ADMINISTRATIVE
    expect(type).not.toBe('INTENT')
    const wrong = { ...LEAVES[FIRST_INTENT], provinces: ['ANHUI'] } as IntentLeaf
    const verdict = await ask(storyOf(LEAVES.with(0, wrong)), promiseList([wrong]))
    expect(verdict).toMatchObject({ code: 'LOG_PROMISE_FOREIGN' })
  })
})

describe('promise keys in a policy file', () => {
  it('are read from its comments, and other readers pass them over', () => {
    expect(promiseKeysIn(policyText()).map(({ id }) => id)).toEqual([PROMISE.key.id])
    expect(parsePolicy(policyText()).logs).toHaveLength(1)
  })

  it('are refused with their line', () => {
    const read = () => promiseKeysIn('# a policy\n# promise x+00000000+AQ==\n')
    expect(read).toThrow(refusal('LOG_POLICY_INVALID', { line: 2 }))
  })
})
