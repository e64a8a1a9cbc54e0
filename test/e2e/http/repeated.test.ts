import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import type { Answer } from '../../support/gateway-process.ts'
import { WHOLE } from '../../support/whole-entity.ts'

/** A document is executed as it is at first and compiled when it comes again. */
const TIMES = 5
const CODE = deltaUscc(0)
const SEARCH = 'query ($first: Int, $after: String, $filter: EntityFilter = { name: "虚构" })'
const EVENTS = `timeline(first: 3) { edges { cursor node { __typename kind on } } pageInfo { endCursor } }`

let delta: Delta
beforeAll(async () => {
  delta = await startDelta(4)
})
afterAll(() => delta?.[Symbol.asyncDispose]())

describe('a question asked again and again has the same answer', () => {
  it.each([
    [
      'a whole entity',
      `{ entity(uscc: "${CODE}") { ${WHOLE} conflicts { kind values { value } } } }`,
      {},
    ],
    ['events', `{ entity(uscc: "${CODE}") { ${EVENTS} more: timeline { edges { cursor } } } }`, {}],
    ['nobody', `{ entity(uscc: "${deltaUscc(999)}") { name } }`, {}],
    ['a bad code', '{ entity(uscc: "bad") { name } }', {}],
    [
      'many with a bad one',
      'query ($usccs: [String!]!) { entities(usccs: $usccs) { name } }',
      { usccs: [CODE, 'bad', CODE] },
    ],
    [
      'a search by nodes',
      `${SEARCH} { searchEntities(filter: $filter, first: $first, after: $after) { nodes { name } } }`,
      { first: 2 },
    ],
    [
      'a search by edges',
      `${SEARCH} { searchEntities(filter: $filter, first: $first, after: $after) {
        edges { cursor node { uscc name } } nodes { uscc } pageInfo { hasNextPage endCursor }
        withoutCode { name } sources { province state } } }`,
      {},
    ],
    [
      'a bad cursor',
      `${SEARCH} { searchEntities(filter: $filter, first: $first, after: $after) { nodes { name } } }`,
      { after: 'by hand' },
    ],
    [
      'an empty filter',
      `${SEARCH} { searchEntities(filter: $filter, first: $first, after: $after) { nodes { name } } }`,
      { filter: {} },
    ],
    ['no variable', 'query ($uscc: String!) { entity(uscc: $uscc) { name } }', {}],
    ['a wrong variable', 'query ($uscc: String!) { entity(uscc: $uscc) { name } }', { uscc: 5 }],
    ['registries', '{ registries { province name maxBatch deadlineMs circuit } }', {}],
    ['introspection', '{ __schema { queryType { name } } __typename }', {}],
  ])('%s', async (_, query, variables) => {
    const answers: Answer[] = []
    for (let i = 0; i < TIMES; i += 1) answers.push(await delta.gateway.ask(query, variables))
    const told = answers.map(toldIn)
    expect(told).toEqual(Array(TIMES).fill(told[0]))
    expect(answers[0]?.text).not.toContain('INTERNAL')
  })
})

/** Without what differs by itself: the request's id, times, and the library's own wording. */
function toldIn({ status, data, errors }: Answer) {
  const said = errors.map(({ message, path, extensions: { code, uscc } }) => {
    return { message, path, code, uscc }
  })
  const text = JSON.stringify(data, (field, value: unknown) =>
    field === 'latencyMs' || field === 'asOf' ? null : value,
  )
  return { status, data: JSON.parse(text) as unknown, said }
}
