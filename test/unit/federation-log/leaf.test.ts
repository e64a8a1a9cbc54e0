import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../gateway/federation-log/canonical-json.ts'
import type { JsonValue } from '../../../gateway/federation-log/canonical-json.ts'
import { MOST_LEAF_BYTES, parseLeaf, printLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { refusal } from './refusal.ts'
import {
  ERASURE,
  GRANT,
  INTENT,
  KEY_ROTATION,
  LEAVES,
  OPERATION,
  OUTCOME,
  REFUSAL,
} from './sample-leaves.ts'

const parse = (value: unknown) => parseLeaf(Buffer.from(canonicalJson(value as JsonValue)))
const without = (leaf: Leaf, name: string) =>
  Object.fromEntries(Object.entries(leaf).filter(([each]) => each !== name))

describe.each(LEAVES.map((leaf) => [leaf.type, leaf] as const))('a leaf %s', (_, leaf) => {
  it('is read as it was written', () => {
    expect(parseLeaf(printLeaf(leaf))).toEqual(leaf)
  })

  it.each(Object.keys(leaf))('lacks nothing: without %s it is refused', (name) => {
    expect(() => parse(without(leaf, name))).toThrow(refusal('LOG_LEAF_MALFORMED'))
  })

  it('has nothing else', () => {
    const more = { ...leaf, note: '示例' }
    const facts = { field: 'note', reason: 'unknown' }
    expect(() => parse(more)).toThrow(refusal('LOG_LEAF_MALFORMED', facts))
    expect(() => printLeaf(more)).toThrow(refusal('LOG_LEAF_MALFORMED', facts))
  })
})

describe('an intent', () => {
  it('has about 600 bytes', () => {
    expect(printLeaf(INTENT).length).toBeGreaterThan(400)
    expect(printLeaf(INTENT).length).toBeLessThan(700)
  })

  it('says nothing of officer, subject and case', () => {
    const text = printLeaf(INTENT).toString()
    for (const secret of ['示例人员甲', '示例主体', '虚构案号']) expect(text).not.toContain(secret)
  })
})

describe('an outcome', () => {
  it.each([
    ['all that was asked for', null],
    ['nothing', []],
    ['a part', ['entity.name', 'entity.uscc']],
  ])('may say that %s came back', (_, fields) => {
    const leaf: Leaf = { ...OUTCOME, fields }
    expect(parseLeaf(printLeaf(leaf))).toEqual(leaf)
  })
})

describe('parseLeaf', () => {
  it.each<[string, object, string, string]>([
    ['another type', { ...INTENT, type: 'OTHER' }, 'type', 'value'],
    ['a type of Object', { ...INTENT, type: 'constructor' }, 'type', 'value'],
    ['version 0', { ...INTENT, v: 0 }, 'v', 'value'],
    ['a version that is text', { ...INTENT, v: '1' }, 'v', 'value'],
    ['an id too short', { ...INTENT, id: '1' }, 'id', 'form'],
    ['a time without milliseconds', { ...INTENT, at: '2026-03-05T01:00:00Z' }, 'at', 'instant'],
    ['a time of another zone', { ...INTENT, at: '2026-03-05T09:00:00+08:00' }, 'at', 'instant'],
    ['30 February', { ...INTENT, at: '2026-02-30T01:00:00.000Z' }, 'at', 'instant'],
    ['free text for a purpose', { ...INTENT, purpose: '示例 目的' }, 'purpose', 'form'],
    ['no legal basis', { ...INTENT, bases: [] }, 'bases', 'too few'],
    ['a basis twice', { ...INTENT, bases: ['A:1', 'A:1'] }, 'bases', 'order'],
    ['bases in another order', { ...INTENT, bases: ['B:1', 'A:1'] }, 'bases', 'order'],
    ['no province', { ...INTENT, provinces: [] }, 'provinces', 'too few'],
    ['a fifth province', { ...INTENT, provinces: ['HENAN'] }, 'provinces[0]', 'province'],
    [
      'provinces in another order',
      { ...INTENT, provinces: ['ANHUI', 'SHANGHAI'] },
      'provinces',
      'order',
    ],
    ['a field with an argument', { ...OPERATION, fields: ['entity(uscc)'] }, 'fields[0]', 'form'],
    [
      'an operation that says not what it asks for',
      { ...OPERATION, fields: null },
      'fields',
      'array',
    ],
    ['an intent with fields of its own', { ...INTENT, fields: [] }, 'fields', 'unknown'],
    ['an intent that asks for nothing', { ...INTENT, asks: null }, 'asks', 'digest'],
    [
      'fields of an outcome in another order',
      { ...OUTCOME, fields: ['b', 'a'] },
      'fields',
      'order',
    ],
    ['a digest in base64', { ...INTENT, asks: `${'+'.repeat(42)}A` }, 'asks', 'digest'],
    ['a digest of 31 bytes', { ...INTENT, asks: 'A'.repeat(42) }, 'asks', 'digest'],
    ['digests out of order', { ...INTENT, _sd: INTENT._sd.toReversed() }, '_sd', 'order'],
    ['a digest that is none', { ...INTENT, _sd: ['示例'] }, '_sd[0]', 'digest'],
    [
      'a live answer that cites another',
      { ...OUTCOME, answers: [{ ...OUTCOME.answers[0], served: 'LIVE' }] },
      'live',
      'contradicts served',
    ],
    [
      'a shared answer that cites none',
      { ...OUTCOME, answers: [{ ...OUTCOME.answers[0], served: 'SHARED', live: [] }] },
      'live',
      'contradicts served',
    ],
    ['a question without a grant', { ...INTENT, grants: [] }, 'grants', 'too few'],
    [
      'a province twice',
      { ...OUTCOME, answers: [OUTCOME.answers[0], OUTCOME.answers[0]] },
      'answers',
      'order',
    ],
    [
      'half a row',
      { ...OUTCOME, answers: [{ ...OUTCOME.answers[0], rows: 0.5 }] },
      'answers[0].rows',
      'count',
    ],
    [
      'an answer with more to say',
      { ...OUTCOME, answers: [{ ...OUTCOME.answers[0], a: 1 }] },
      'answers[0].a',
      'unknown',
    ],
    ['a refusal code in words', { ...REFUSAL, code: '无权' }, 'code', 'form'],
    ['a grant without end', { ...GRANT, validUntil: null }, 'validUntil', 'missing'],
    [
      'a grant that ends before it begins',
      { ...GRANT, validUntil: GRANT.validFrom },
      'validUntil',
      'before validFrom',
    ],
    ['a grant without a version', { ...GRANT, grant: 'example' }, 'grant', 'form'],
    ['an erasure of nothing', { ...ERASURE, digests: [] }, 'digests', 'too few'],
    ['a key that is none', { ...KEY_ROTATION, newKey: '示例' }, 'newKey', 'form'],
    ['a list', [INTENT], 'leaf', 'object'],
  ])('refuses %s', (_, value, field, reason) => {
    expect(() => parse(value)).toThrow(refusal('LOG_LEAF_MALFORMED', { field, reason }))
  })

  it('says of a newer version that it is unsupported, not wrong', () => {
    const newer = { v: 2, type: 'OTHER' }
    expect(() => parse(newer)).toThrow(refusal('LOG_LEAF_VERSION_UNSUPPORTED', { version: 2 }))
  })

  it('refuses another spelling of the same leaf', () => {
    const spelt = Buffer.from(JSON.stringify(INTENT))
    expect(() => parseLeaf(spelt)).toThrow(refusal('LOG_JSON_NOT_CANONICAL'))
  })

  it('refuses what is too large, unread', () => {
    const large = Buffer.alloc(MOST_LEAF_BYTES + 1)
    expect(() => parseLeaf(large)).toThrow(refusal('LOG_LEAF_TOO_LARGE'))
    const fields = Array.from({ length: 6_000 }, (_, i) => `a${String(i).padStart(6, '0')}`)
    expect(() => printLeaf({ ...OPERATION, fields })).toThrow(refusal('LOG_LEAF_TOO_LARGE'))
  })
})
