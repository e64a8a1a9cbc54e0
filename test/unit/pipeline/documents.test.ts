import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createDocuments } from '../../../gateway/pipeline/documents.ts'
import { operationDigest } from '../../../gateway/pipeline/operation-digest.ts'

const schema = buildSchema('type Query { name: String other: String }')
const TEXTS = ['{ a: name }', '{ b: name }', '{ c: name }'] as const
const open = (keptCharacters: number) => createDocuments({ schema, maxTokens: 100, keptCharacters })

describe('documents', () => {
  it('are made ready once', () => {
    const documents = open(1_000)
    expect(documents.prepare(TEXTS[0], null)).toBe(documents.prepare(TEXTS[0], null))
  })

  it('are kept up to a total length, the least recently used out first', () => {
    const documents = open(2 * (TEXTS[0].length + 1))
    const [first, second] = TEXTS.map((text) => documents.prepare(text, null))
    documents.prepare(TEXTS[2], null)
    expect(documents.prepare(TEXTS[1], null)).toBe(second)
    expect(documents.prepare(TEXTS[0], null)).not.toBe(first)
  })

  it('longer than all that is kept are served and not kept', () => {
    const documents = open(5)
    const once = documents.prepare(TEXTS[0], null)
    expect(once.operation).not.toBeNull()
    expect(documents.prepare(TEXTS[0], null)).not.toBe(once)
  })

  it('of one text with two operations are two', () => {
    const documents = open(1_000)
    const text = 'query A { name } query B { b: name }'
    expect(documents.prepare(text, 'A')).not.toBe(documents.prepare(text, 'B'))
  })

  it('have what is logged of them by operation', () => {
    const documents = open(1_000)
    const text = 'query A { name } query B { other }'
    const logged = (name: string) => documents.prepare(text, name).operation!.logged
    const digest = (name: string) => operationDigest(parse(text), name)
    expect(logged('A')).toEqual({ digest: digest('A'), fields: ['name'] })
    expect(logged('B')).toEqual({ digest: digest('B'), fields: ['other'] })
    expect(digest('A')).not.toBe(digest('B'))
  })

  it.each([
    ['no name', null, '\nquery A {'],
    ['a name', 'A', 'A\nquery A {'],
  ])('with %s cannot be spoiled by a name that holds its beginning', (_, name, forged) => {
    const documents = open(1_000)
    expect(documents.prepare(' name }', forged).refusals).not.toBeNull()
    expect(documents.prepare('query A {\n name }', name).refusals).toBeNull()
  })
})

describe('the digest by which the log names an operation', () => {
  const digest = (text: string) => operationDigest(parse(text))
  const one = '{ entity(uscc: "91310000XXXXXXXXX1") { name } }'

  it.each([
    '{ entity(uscc: "91330000XXXXXXXXX2") { name } }',
    '{ entity(uscc: """91330000XXXXXXXXX2""") { name } }',
    '{ x91330000: entity(uscc: "") { a: name } }',
    '# 91330000XXXXXXXXX2\n{ entity(uscc: "1") { name, } }',
  ])('does not tell whom it is about: %j', (text) => {
    expect(digest(text)).toBe(digest(one))
  })

  it('is of the operation and its fragments, and of nothing beside it', () => {
    const [a, f] = ['query A { ...F }', 'fragment F on Query { name }']
    const of = (...texts: readonly string[]) => operationDigest(parse(texts.join(' ')), 'A')
    expect(of(a, f, 'query B { other }')).toBe(of(a, f))
    expect(of(a, 'fragment F on Query { other }')).not.toBe(of(a, f))
  })

  it('tells nothing of values within lists, objects, numbers and defaults', () => {
    const of = (value: string) =>
      digest(
        `query ($a: [Int] = [${value}]) { f(x: ${value}, y: { z: "${value}" }, w: 1.${value}) }`,
      )
    expect(of('1')).toBe(of('2'))
    expect(digest('{ f(x: ["1"]) }')).toBe(digest('{ f(x: ["1", "2"]) }'))
  })

  it.each(['{ entity(uscc: "1") { uscc } }', '{ entities(uscc: "1") { name } }', '{ a: name }'])(
    'is another one for another question: %j',
    (text) => {
      expect(digest(text)).not.toBe(digest(one))
    },
  )
})
