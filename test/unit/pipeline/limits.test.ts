import { getOperationAST, isObjectType, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createDocuments } from '../../../gateway/pipeline/documents.ts'
import { DEFAULT_FIRST, checkLimits, measureOperation } from '../../../gateway/pipeline/limits.ts'
import type { Limits } from '../../../gateway/pipeline/limits.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'

const SCHEMA = createStitchedSchema()
const MANY: Limits = { maxDepth: 50, maxCost: 1_000_000, maxAliases: 1_000 }

function measured(text: string) {
  const document = parse(text)
  return measureOperation(document, getOperationAST(document, null)!)
}

/** The refusal's code, limit and value, or null. */
function refusal(text: string, limits: Partial<Limits>, variables: object = {}) {
  try {
    checkLimits(measured(text), variables as Record<string, unknown>, { ...MANY, ...limits })
    return null
  } catch (failure) {
    const { code, details } = failure as { code: string; details: object }
    return { code, ...details }
  }
}

/** The least limit that lets it pass. */
function costOf(text: string, variables: object = {}): number {
  const refused = refusal(text, { maxCost: -1 }, variables) as unknown as { value: number }
  return refused.value
}

/** `levels` fragments, each of which spreads the one before it twice. */
const bomb = (levels: number, innermost: string) => {
  const fragments = Array.from({ length: levels }, (_, i) =>
    i === 0
      ? `fragment F0 on BusinessEntity { ${innermost} }`
      : `fragment F${i} on BusinessEntity { ...F${i - 1} ...F${i - 1} }`,
  )
  return `{ entity(uscc: "x") { ...F${levels - 1} } } ${fragments.join(' ')}`
}

describe('a page', () => {
  const pagedFields = Object.values(SCHEMA.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name, args }) =>
          args.flatMap((arg) => (arg.name === 'first' ? [[name, arg.defaultValue] as const] : [])),
        )
      : [],
  )

  it('counts by the size that the schema gives it, wherever one can be asked for', () => {
    expect(Object.fromEntries(pagedFields)).toEqual(DEFAULT_FIRST)
  })

  it.each(['logEntries', 'lookups', 'grantRequests'])('of %s costs its rows', (name) => {
    const [whole, two] = ['', '(first: 2)'].map((first) =>
      costOf(`{ ${name}${first} { nodes { id } } }`),
    )
    expect([whole! / DEFAULT_FIRST[name]!, two! / 2]).toEqual([3, 3])
    expect(refusal(`{ ${name}(first: 101) { nodes { id } } }`, {})).toMatchObject({
      code: 'PAGE_TOO_LARGE',
    })
  })
})

describe('depth', () => {
  const nested = (levels: number) =>
    `{ entity(uscc: "x") ${'{ headOffice '.repeat(levels)} { uscc } ${'}'.repeat(levels)} }`

  it.each([
    ['an entity and its code', '{ entity(uscc: "x") { uscc } }', 2],
    ['a head office', nested(1), 3],
    ['fragments do not count', '{ ...Q } fragment Q on Query { entity(uscc: "x") { uscc } }', 2],
    ['inline fragments do not count', '{ ... { ... on Query { entity(uscc: "x") { uscc } } } }', 2],
    [
      'the deepest branch counts',
      '{ registries { name } entity(uscc: "x") { penalties { fine { fen } } } }',
      4,
    ],
  ])('%s', (_, text, depth) => {
    expect(measured(text).depth).toBe(depth)
  })

  it('beyond the limit is refused, naming limit and value', () => {
    expect(refusal(nested(10), { maxDepth: 12 })).toBeNull()
    expect(refusal(nested(11), { maxDepth: 12 })).toEqual({
      code: 'QUERY_TOO_DEEP',
      limit: 12,
      value: 13,
    })
  })

  it('hidden in fragments is found', () => {
    const text = `{ entity(uscc: "x") { ...A } }
      fragment A on BusinessEntity { headOffice { ...B } }
      fragment B on BusinessEntity { headOffice { headOffice { uscc } } }`
    expect(measured(text).depth).toBe(5)
  })
})

describe('aliases', () => {
  it('are counted wherever they stand, each time they unfold', () => {
    const text = `{ a: entity(uscc: "x") { ...N b: name } c: entity(uscc: "y") { ...N } }
      fragment N on BusinessEntity { d: name }`
    expect(measured(text).aliases).toBe(5)
  })

  it('beyond the limit are refused, naming limit and value', () => {
    const many = Array.from({ length: 31 }, (_, i) => `a${i}: entity(uscc: "x") { uscc }`)
    expect(refusal(`{ ${many.join(' ')} }`, { maxAliases: 30 })).toEqual({
      code: 'QUERY_TOO_MANY_ALIASES',
      limit: 30,
      value: 31,
    })
  })

  it('of introspection count too', () => {
    expect(measured('{ a: __schema { types { name } } b: __typename }').aliases).toBe(2)
  })
})

describe('cost: what could be answered, an entity counting ten more', () => {
  it.each([
    ['a field of the root', '{ registries { name } }', {}, 2],
    ['an entity', '{ entity(uscc: "x") { uscc name } }', {}, 12],
    ['an entity and its head office', '{ entity(uscc: "x") { headOffice { uscc } } }', {}, 21],
    ['several entities', '{ entities(usccs: ["x", "y", "z"]) { uscc name } }', {}, 36],
    ['no entity', '{ entities(usccs: []) { uscc name } }', {}, 0],
    ['one code in place of a list', '{ entities(usccs: "x") { uscc } }', {}, 11],
    ['a page of the usual size', '{ searchEntities(filter: {}) { nodes { uscc } } }', {}, 240],
    [
      'a page of a given size',
      '{ searchEntities(filter: {}, first: 5) { nodes { uscc } } }',
      {},
      60,
    ],
    [
      'a timeline, whose nodes are events',
      '{ entity(uscc: "x") { timeline(first: 5) { edges { node { on } } } } }',
      {},
      30,
    ],
    [
      'a search’s nodes behind edges',
      '{ searchEntities(filter: {}, first: 5) { edges { node { uscc } } } }',
      {},
      65,
    ],
    [
      'a timeline of the usual size',
      '{ entity(uscc: "x") { timeline { edges { cursor } } } }',
      {},
      160,
    ],
    ['introspection', '{ __schema { types { name fields { name } } } }', {}, 0],
  ])('%s', (_, text, variables, cost) => {
    expect(costOf(text, variables)).toBe(cost)
  })

  it.each([
    [
      'the number of codes',
      'query ($c: [String!]!) { entities(usccs: $c) { uscc } }',
      { c: ['x', 'y'] },
      22,
    ],
    [
      'the size of a page',
      'query ($n: Int) { searchEntities(filter: {}, first: $n) { nodes { uscc } } }',
      { n: 3 },
      36,
    ],
    [
      'its default',
      'query ($n: Int = 4) { searchEntities(filter: {}, first: $n) { nodes { uscc } } }',
      {},
      48,
    ],
    [
      'no size given',
      'query ($n: Int) { searchEntities(filter: {}, first: $n) { nodes { uscc } } }',
      {},
      240,
    ],
  ])('is worked out with the variables: %s', (_, text, variables, cost) => {
    expect(costOf(text, variables)).toBe(cost)
  })

  it('beyond the limit is refused, naming limit and value', () => {
    const text = 'query ($c: [String!]!) { entities(usccs: $c) { uscc } }'
    expect(refusal(text, { maxCost: 1_000 }, { c: Array(100).fill('x') })).toEqual({
      code: 'QUERY_TOO_COSTLY',
      limit: 1_000,
      value: 1_100,
    })
  })

  it('is not cheaper for what a directive might leave out', () => {
    expect(costOf('{ entity(uscc: "x") @skip(if: true) { uscc } }')).toBe(11)
  })
})

describe('batches and pages', () => {
  const codes = Array(101).fill('x') as string[]

  it.each([
    ['written out', `{ entities(usccs: ${JSON.stringify(codes)}) { uscc } }`, {}],
    ['in a variable', 'query ($c: [String!]!) { entities(usccs: $c) { uscc } }', { c: codes }],
    [
      'in a fragment',
      `{ ...Q } fragment Q on Query { entities(usccs: ${JSON.stringify(codes)}) { uscc } }`,
      {},
    ],
    [
      'in a variable’s default',
      `query ($c: [String!]! = ${JSON.stringify(codes)}) { entities(usccs: $c) { uscc } }`,
      {},
    ],
  ])('101 codes are refused: %s', (_, text, variables) => {
    expect(refusal(text, {}, variables)).toEqual({
      code: 'BATCH_TOO_LARGE',
      limit: 100,
      value: 101,
    })
  })

  it.each([101, 0, -1])('a page of %i is refused', (size) => {
    const text = `{ searchEntities(filter: {}, first: ${size}) { nodes { uscc } } }`
    expect(refusal(text, {})).toEqual({ code: 'PAGE_TOO_LARGE', limit: 100, value: size })
  })

  it('a page of a timeline within many entities is refused, too', () => {
    const text = '{ entities(usccs: ["x"]) { timeline(first: 101) { edges { cursor } } } }'
    expect(refusal(text, {})).toMatchObject({ code: 'PAGE_TOO_LARGE' })
  })
})

describe('documents that unfold', () => {
  it('a few levels of fragments are measured as what they unfold to', () => {
    expect(measured(bomb(5, 'a: name')).aliases).toBe(16)
  })

  it.each([
    ['of one field', bomb(40, 'name')],
    ['of many fields', bomb(14, 'name '.repeat(300))],
    ['with nested entities', bomb(40, 'headOffice { uscc }')],
  ])('a bomb %s is refused before it unfolds', (_, text) => {
    expect(() => measured(text)).toThrow(expect.objectContaining({ code: 'QUERY_TOO_COSTLY' }))
  })
})

describe('making a document ready', () => {
  const documents = (maxTokens = 3_000) =>
    createDocuments({ schema: SCHEMA, maxTokens, keptCharacters: 1_000 })

  it('stops at the limit of tokens', () => {
    const text = `{ registries { ${'name '.repeat(100)} } }`
    expect(() => documents(50).prepare(text, null)).toThrow(
      expect.objectContaining({ code: 'QUERY_TOO_LONG', details: { limit: 50 } }),
    )
    expect(documents(200).prepare(text, null).refusals).toBeNull()
  })

  it.each([
    ['a fragment that spreads itself', '{ ...A } fragment A on Query { ...A }'],
    [
      'fragments in a ring',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }',
    ],
    [
      'a ring behind a field',
      '{ entity(uscc: "x") { ...A } } fragment A on BusinessEntity { headOffice { ...A } }',
    ],
    ['a field nobody has', '{ nothing }'],
    ['no text', ''],
    ['half a text', '{ entity(uscc: "x") {'],
    ['a mutation, of which there is none', 'mutation { x }'],
    ['no operation', 'fragment A on Query { registries { name } }'],
  ])('refuses %s', (_, text) => {
    const { refusals, operation } = documents().prepare(text, null)
    expect(operation).toBeNull()
    expect(refusals?.length).toBeGreaterThan(0)
  })

  it.each([
    ['fragments that unfold', bomb(40, 'name')],
    ['one field written 2,900 times', `{ entity(uscc: "x") { ${'name '.repeat(2_900)} } }`],
    [
      'deep nesting',
      `{ entity(uscc: "x") ${'{ headOffice '.repeat(1_400)} { uscc } ${'}'.repeat(1_400)} }`,
    ],
    [
      'inline fragments in each other',
      `{ entity(uscc: "x") { ${'... { '.repeat(700)} uscc ${'}'.repeat(700)} } }`,
    ],
    [
      'many unlike aliases',
      `{ ${Array.from({ length: 400 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
    ],
  ])('%s takes no more than a moment', (_, text) => {
    const began = performance.now()
    try {
      documents().prepare(text, null)
    } catch (failure) {
      expect(failure).toMatchObject({ code: expect.stringMatching(/^QUERY_/) })
    }
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('chooses the operation that is named', () => {
    const text = 'query A { registries { name } } query B { __typename }'
    expect(documents().prepare(text, 'B').refusals).toBeNull()
    expect(documents().prepare(text, 'C').refusals?.[0]?.message).toContain('"C"')
    expect(documents().prepare(text, null).refusals?.[0]?.message).toContain('operation name')
  })

  it('is done once a text', () => {
    const ready = documents()
    const text = '{ registries { name } }'
    expect(ready.prepare(text, null)).toBe(ready.prepare(text, null))
  })

  it('keeps texts up to a length, the one longest not used goes', () => {
    const ready = documents()
    const text = (i: number) => `{ a${i}: registries { name } }`.padEnd(200)
    const first = ready.prepare(text(0), null)
    const second = ready.prepare(text(1), null)
    for (let i = 2; i < 4; i += 1) ready.prepare(text(i), null)
    ready.prepare(text(0), null)
    ready.prepare(text(4), null)
    expect(ready.prepare(text(0), null)).toBe(first)
    expect(ready.prepare(text(1), null)).not.toBe(second)
  })

  it('a text longer than all that is kept is answered all the same', () => {
    const text = '{ registries { name } }'.padEnd(20_000)
    const ready = documents()
    expect(ready.prepare(text, null).refusals).toBeNull()
    expect(ready.prepare(text, null).refusals).toBeNull()
  })
})
