/** Leaves printed by their pieces: the same bytes as `printLeaf`, or nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { ANSWER_STATES, RESULTS, SERVED } from '../../../gateway/federation-log/leaf-types.ts'
import type { IntentLeaf, Leaf, OutcomeLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { createQuickIntent, quickOutcome } from '../../../gateway/federation-log/quick-leaf.ts'
import { hashAsciiLeaf, hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import { refusal } from '../../unit/federation-log/refusal.ts'
import { INTENT, OUTCOME } from '../../unit/federation-log/sample-leaves.ts'

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))
const digests = fc.uniqueArray(digest, { maxLength: 4 }).map((all) => all.toSorted())
const instant = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((at) => at.toISOString() as Instant)
const code = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z_.:-]{0,20}$/)
const agency = fc.stringMatching(/^[0-9A-Z][0-9A-Z_-]{2,20}$/)
const set = (each: fc.Arbitrary<string>) =>
  fc.uniqueArray(each, { minLength: 1, maxLength: 3 }).map((all) => all.toSorted())
const provinces = fc.subarray([...PROVINCES], { minLength: 1 })

const intents: fc.Arbitrary<IntentLeaf> = fc.record({
  ...{ v: fc.constant(1 as const), type: fc.constant('INTENT' as const), id: fc.uuid() },
  ...{ at: instant, _sd: digests, agency, provinces, purpose: code, bases: set(code) },
  ...{ grants: set(code.map((id) => `SHANGHAI/${id}/1`)), asks: digest },
})
/** Many leaves of few askers, so that pieces are used again, and must not be when a grant is another. */
const runs = fc.array(intents, { minLength: 1, maxLength: 3 }).chain((few) =>
  fc.array(
    fc
      .tuple(fc.constantFrom(...few), intents, fc.boolean())
      .map(([kept, { id, at, _sd, grants, provinces: some, bases }, isOther]) =>
        isOther ? { ...kept, grants, provinces: some, bases } : { ...kept, id, at, _sd },
      ),
    { maxLength: 12 },
  ),
)

const answers = provinces.chain((named) =>
  fc.tuple(
    ...named.map((province) =>
      fc
        .record({
          state: fc.constantFrom(...ANSWER_STATES),
          rows: fc.nat(),
          digest: fc.option(digest),
          served: fc.option(fc.constantFrom(...SERVED)),
          live: set(digest),
        })
        .map((answer) => {
          const isCited = answer.served === 'SHARED' || answer.served === 'CACHE'
          return { ...answer, province, live: isCited ? answer.live : [] }
        }),
    ),
  ),
)
const outcomes: fc.Arbitrary<OutcomeLeaf> = fc.record({
  ...{ v: fc.constant(1 as const), type: fc.constant('OUTCOME' as const), id: fc.uuid() },
  ...{ at: instant, _sd: fc.constant([]), intent: digest, answers },
  result: fc.constantFrom(...RESULTS),
  fields: fc.constantFrom(null, []),
})

describe('leaves by their pieces', () => {
  it('are printed as printLeaf prints them', () => {
    const quickIntent = createQuickIntent()
    const isSame = (leaf: Leaf, text: string | null) => {
      expect(Buffer.from(text!, 'latin1')).toEqual(printLeaf(leaf))
      expect(hashAsciiLeaf(text!)).toEqual(hashLeaf(printLeaf(leaf)))
    }
    fc.assert(fc.property(runs, (run) => run.forEach((leaf) => isSame(leaf, quickIntent(leaf)))))
    fc.assert(fc.property(outcomes, (leaf) => isSame(leaf, quickOutcome(leaf))))
  })

  it('of many askers are printed as those of few', () => {
    const quickIntent = createQuickIntent()
    for (let i = 0; i < 2_500; i += 1) {
      const leaf = { ...USUAL_INTENT, agency: `AGENCY-${i % 1_300}` }
      expect(quickIntent(leaf)).toBe(printLeaf(leaf).toString())
    }
  })

  const [D, E] = ['A'.repeat(43), `${'A'.repeat(42)}E`]
  const answer = (change: object) => ({ answers: [{ ...USUAL_OUTCOME.answers[1]!, ...change }] })
  it.each<[string, object, object]>([
    ['an id that is none', { id: 'x' }, { id: 'x' }],
    ['an instant of another form', { at: '2026-03-05' }, { at: '2026-03-05' }],
    ['digests out of order', { _sd: [E, D] }, { _sd: [E, D] }],
    ['a digest twice', { _sd: [D, D] }, answer({ served: 'CACHE', live: [D, D] })],
    ['a digest of another spelling', { _sd: [`${'A'.repeat(42)}B`] }, { intent: 'x' }],
    ['a quotation mark', { purpose: 'a"b' }, { result: '"' }],
    ['another citation', { asks: 'a' }, answer({ digest: 'a' })],
    ['a province too many', { provinces: ['HENAN'] }, answer({ province: 'HENAN' })],
    ['no grant', { grants: [] }, answer({ rows: -1 })],
    ['bases out of order', { bases: ['B', 'A'] }, answer({ rows: 0.5 })],
    ['another type', { agency: 'a' }, answer({ state: 'x' })],
    ['a live answer that cites', { agency: '\u00e9AA' }, answer({ served: 'LIVE', live: [D] })],
  ])('are left to printLeaf, which refuses %s', (_, ofIntent, ofOutcome) => {
    const [intent, outcome] = [
      { ...USUAL_INTENT, ...ofIntent },
      { ...USUAL_OUTCOME, ...ofOutcome },
    ]
    expect(() => createQuickIntent()(intent) ?? printLeaf(intent)).toThrow(
      refusal('LOG_LEAF_MALFORMED'),
    )
    expect(() => quickOutcome(outcome) ?? printLeaf(outcome)).toThrow(refusal('LOG_LEAF_MALFORMED'))
  })
})

const ID = '00000000-0000-4000-8000-000000000001'
const USUAL_INTENT: IntentLeaf = { ...INTENT, id: ID }
const USUAL_OUTCOME: OutcomeLeaf = { ...OUTCOME, id: ID, _sd: [], fields: null }
