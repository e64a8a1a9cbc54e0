import { hash } from 'node:crypto'
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createDocuments } from '../../../gateway/pipeline/documents.ts'

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

  it('have what is logged of them in an object of each operation’s own', () => {
    const documents = open(1_000)
    const text = 'query A { name } query B { other }'
    const logged = (name: string) => documents.prepare(text, name).operation!.logged
    const digest = hash('sha256', text, 'base64url')
    expect(logged('A')).toEqual({ digest, fields: ['name'] })
    expect(logged('B')).toEqual({ digest, fields: ['other'] })
    // It is logged once as long as it is the same object.
    expect(logged('A')).toBe(logged('A'))
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
