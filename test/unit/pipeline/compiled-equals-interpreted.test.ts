/**
 * Documents are executed by plans (gateway/pipeline/plan.ts, run-plan.ts). The library's own executor
 * is the measure: for any document both give the same data and the same errors at the same places.
 */
import fc from 'fast-check'
import { GraphQLError, execute, parse, validate } from 'graphql'
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { GatewayContext } from '../../../gateway/context.ts'
import { createExecutor } from '../../../gateway/pipeline/executor.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import { nastySchema } from './nasty-graph.ts'

const CONTEXT = {} as GatewayContext
const LEAVES = `name sureName count sureCount colour picky ratio flag called words sureWords matrix`

type Example = readonly [title: string, text: string, variables?: object]

const DOCUMENTS: readonly Example[] = [
  ['values of every kind', `{ thing { ${LEAVES} __typename } }`],
  [
    'functions and promises as values',
    '{ thing { called(times: 3) same { called } later { name } } }',
  ],
  ['aliases', '{ a: thing { b: name c: name name } z: thing(which: "z") { name } }'],
  ['keys that objects have', '{ thing { constructor: name toString: count then: name } }'],
  ['the key that an object cannot be given', '{ thing { __proto__: name name } }'],
  [
    'fields selected twice',
    '{ thing { same { name } same { count same { name } } } thing { flag } }',
  ],
  [
    'fragments, one of them twice',
    `{ thing { ...A ...B ...A ... { ratio } ... on Thing { flag } } }
     fragment A on Thing { name later { ...B } } fragment B on Thing { count name }`,
  ],
  [
    'a fragment under different conditions in two places',
    `query ($yes: Boolean!, $no: Boolean!) {
      a: thing { ...F @include(if: $yes) flag } b: thing { ...F @include(if: $no) flag }
      c: thing { ...F @skip(if: $yes) ... @include(if: $no) { count } same { ...F } }
    } fragment F on Thing { name sureName @skip(if: $no) }`,
    { yes: true, no: false },
  ],
  [
    'literal conditions',
    '{ thing { name @skip(if: true) count @include(if: true) flag @skip(if: false) } }',
  ],
  ['everything skipped', '{ thing @skip(if: true) { name } }'],
  ['missing values', `{ thing(which: "empty") { name sureName flag } things { name } }`],
  ['missing values that may be', `{ thing(which: "empty") { name count later { name } } }`],
  ['values of the wrong kind', `{ sure(which: "kinds") { name count colour picky ratio } }`],
  [
    'a wrong kind where null is not allowed',
    `{ thing(which: "kinds") { sureCount } x: thing { name } }`,
  ],
  [
    'lists',
    '{ thing(which: "lists") { sureWords words matrix sureMixed { name } mixed { name } noList } }',
  ],
  [
    'items that are errors, null or late',
    '{ thing { mixed { name words } } things { name sureName } }',
  ],
  ['late values', '{ thing(which: "late") { name words sureMixed { name } } }'],
  ['a late failure where null is not allowed', '{ thing(which: "late") { name sureName } }'],
  ['thrown, rejected and returned errors', '{ thing { throws throwsLater errorValue name } }'],
  ['an error that takes its parent', '{ thing { name later { sureThrows { name } } } }'],
  [
    'a late error that takes its parent',
    '{ thing { name same { sureThrowsLater { name } count } } }',
  ],
  ['an error that takes a list', '{ sureThings { name flag sureCount } thing { name } }'],
  ['an error that takes everything', '{ thing { name } broken }'],
  ['nothing where something must be', '{ sure(which: "none") { name } }'],
  ['a union', '{ either { __typename ... on Other { name } } thing { name } }'],
  [
    'introspection',
    '{ __typename __schema { queryType { name fields { name type { kind name } } } } }',
  ],
  ['arguments by default', '{ echo thing { name } }'],
  [
    'arguments as literals',
    '{ echo(filter: {least: 2, words: "w"}, list: 1, id: 7, colour: RED, flag: null) }',
  ],
  [
    'arguments as variables with defaults',
    `query ($f: Filter = {least: 1}, $l: [Int] = [1, 2], $w: String = "good", $c: Colour) {
      echo(filter: $f, list: $l, colour: $c) thing(which: $w) { argument(least: 4) }
    }`,
  ],
  [
    'a variable set to null',
    'query ($w: String = "good") { thing(which: $w) { name } }',
    { w: null },
  ],
  [
    'a variable for a part of an argument',
    'query ($n: Int!) { echo(filter: {least: $n}) }',
    { n: 9 },
  ],
  ['a variable nobody knows', '{ thing { name } }', { unknown: 1 }],
  ['a missing variable', 'query ($n: Int!) { thing { argument(least: $n) } }'],
  [
    'a variable of a wrong type',
    'query ($n: Int!) { thing { argument(least: $n) } }',
    { n: 'two' },
  ],
  [
    'two wrong variables',
    'query ($n: Int!, $c: Colour!) { echo(list: [$n], colour: $c) }',
    { c: 'BLUE' },
  ],
  ['a wrong input object', 'query ($f: Filter) { echo(filter: $f) }', { f: { least: 1, more: 2 } }],
  ['a condition that is missing', 'query ($b: Boolean!) { thing { name @skip(if: $b) } }'],
  ['a condition by default', 'query ($b: Boolean = true) { thing { name @skip(if: $b) count } }'],
]

const examples = (rows: readonly Example[]) =>
  rows.map(([title, text, variables = {}]) => ({ title, text, variables }))

describe('a planned document', () => {
  it.each(examples(DOCUMENTS))('$title', async ({ text, variables }) => {
    await expectSame(nastySchema, text, variables)
  })

  it('keeps apart what variables leave out, whatever came before', async () => {
    const document =
      parse(`query ($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!, $e: Boolean!) {
      thing { name @skip(if: $a) count @include(if: $b) same @include(if: $c) { name @skip(if: $d) flag }
        ... @skip(if: $e) { ratio } } }`)
    const planned = createExecutor(nastySchema, document, null)
    for (let bits = 0; bits < 64; bits += 1) {
      const is = (bit: number) => ((bits * 37) & (1 << bit)) !== 0
      const variables = { a: is(0), b: is(1), c: is(2), d: is(3), e: is(4) }
      const expected = await execute({ schema: nastySchema, document, variableValues: variables })
      expect(comparable(await planned(variables, CONTEXT))).toEqual(comparable(expected))
    }
  })

  it('is the operation that was named', async () => {
    const document = parse('query A { thing { name } } query B { thing { count } }')
    const run = (name: string | null) => createExecutor(nastySchema, document, name)({}, CONTEXT)
    expect(comparable(await run('B')).data).toEqual({ thing: { count: 3 } })
    expect((await run(null)).errors).toHaveLength(1)
  })

  it('leaves no rejection unheard when a sibling fails first', async () => {
    const unheard: unknown[] = []
    const hear = (reason: unknown) => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    for (const inner of [
      'same { sureThrowsLater { name } sureThrows { name } }',
      'sureMixed { name }',
    ]) {
      await expectSame(nastySchema, `{ thing(which: "both") { ${inner} name } }`)
    }
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', hear)
    expect(unheard).toEqual([])
  })

  it('for any selection', async () => {
    const property = fc.asyncProperty(selection(4), conditions, async (inner, variables) => {
      const text = `query ($yes: Boolean!, $no: Boolean!) { thing ${inner} x: sure(which: "lists") ${inner} }
        fragment F on Thing { name later { count } words }`
      const document = parse(text)
      // Two meanings under one key, or variables that nothing uses: not valid, so never executed.
      fc.pre(validate(nastySchema, document).every(({ message }) => /never used/.test(message)))
      await expectSame(nastySchema, text, variables)
    })
    await fc.assert(property, { numRuns: 300 })
  })
})

describe('a planned document of the public graph', () => {
  const schema = createStitchedSchema()
  const documents: readonly Example[] = [
    [
      'all of introspection',
      '{ __schema { types { name fields { name type { name ofType { name } } } } } }',
    ],
    [
      'a page of a wrong type',
      'query ($n: Int) { searchEntities(filter: {}, first: $n) { nodes { id } } }',
      { n: 'x' },
    ],
    ['a code that is missing', 'query ($u: String!) { entity(uscc: $u) { name } }', {}],
    [
      'a failing resolver',
      '{ entity(uscc: "1") { name } entities(usccs: ["1", "2"]) { name } }',
      {},
    ],
    [
      'a filter of a wrong shape',
      'query ($f: EntityFilter!) { searchEntities(filter: $f) { nodes { id } } }',
      { f: { nam: 1 } },
    ],
  ]
  it.each(examples(documents))('$title', async ({ text, variables }) => {
    await expectSame(schema, text, variables)
  })
})

async function expectSame(schema: GraphQLSchema, text: string, variables: object = {}) {
  const document: DocumentNode = parse(text)
  const variableValues = variables as Record<string, unknown>
  const expected = await execute({ schema, document, variableValues, contextValue: CONTEXT })
  const planned = createExecutor(schema, document, null)
  for (let times = 0; times < 2; times += 1) {
    const result = await planned(variableValues, CONTEXT)
    expect(comparable(result)).toEqual(comparable(expected))
  }
}

/** As it leaves the process; errors in no order, because branches finish in none. */
function comparable(result: ExecutionResult): { data?: unknown; errors?: unknown } {
  const errors = result.errors?.map((error) => {
    expect(error).toBeInstanceOf(GraphQLError)
    return JSON.stringify(error)
  })
  return {
    ...('data' in result ? { data: JSON.parse(JSON.stringify(result.data)) } : {}),
    ...(errors === undefined ? {} : { errors: errors.sort() }),
  }
}

const conditions = fc.record({ yes: fc.boolean(), no: fc.boolean() })
const directive = fc.constantFrom(
  '',
  '',
  '',
  '@include(if: $yes)',
  '@skip(if: $no)',
  '@skip(if: $yes)',
)
const alias = fc.constantFrom('', '', 'a: ', 'b: ')
const leafField = fc.constantFrom(
  ...'name sureName count colour picky words sureWords matrix called __typename'.split(' '),
  ...'throws throwsLater errorValue noList argument(least:2)'.split(' '),
)
const objectField = fc.constantFrom(
  'same',
  'later',
  'sureLater',
  'mixed',
  'sureMixed',
  'sureThrows',
)

function selection(depth: number): fc.Arbitrary<string> {
  const leaf = fc.tuple(alias, leafField, directive).map((parts) => parts.join(' '))
  const spread = directive.map((condition) => `...F ${condition}`)
  if (depth === 0) return fc.array(leaf, { minLength: 1, maxLength: 3 }).map(inBraces)
  const below = selection(depth - 1)
  const object = fc.tuple(alias, objectField, directive, below).map((parts) => parts.join(' '))
  const inline = fc.tuple(directive, below).map(([condition, inner]) => `... ${condition} ${inner}`)
  const any = fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 3, arbitrary: object },
    { weight: 1, arbitrary: inline },
    { weight: 1, arbitrary: spread },
  )
  return fc.array(any, { minLength: 1, maxLength: 5 }).map(inBraces)
}

function inBraces(parts: readonly string[]): string {
  return `{ ${parts.join(' ')} }`
}
