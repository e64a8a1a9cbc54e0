/** What an entry asked for, by the OPERATION leaf that its intent cites: in the store, and along a whole log. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited } from '../../../gateway/audit/audited.ts'
import {
  OperationsSoFar,
  citedOperations,
  fieldsOf,
} from '../../../gateway/audit/cited-operation.ts'
import type { AuditedEntry } from '../../../gateway/audit/desk.ts'
import type { Leaf, OperationLeaf } from '../../../gateway/federation-log/leaf-types.ts'
import { digestOf } from '../../../gateway/federation-log/salted-digest.ts'
import type { LoggedOperation } from '../../../gateway/pipeline/log-port.ts'
import { instantOf } from '../../../schemas/model/time.ts'
import {
  ADMINISTRATIVE,
  ERASURE,
  GRANT,
  INTENT,
  KEY_ROTATION,
  OPERATION,
  OUTCOME,
  REFUSAL,
} from '../federation-log/sample-leaves.ts'
import { hashOf, manyLeaves } from '../log-cli/log-story.ts'
import { AT, openDesk } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'

const ALL = OPERATION.fields

describe('fields of an entry', () => {
  it.each<[string, Leaf, OperationLeaf | null, readonly string[] | null]>([
    ['an operation', OPERATION, null, ALL],
    ['an intent', INTENT, OPERATION, ALL],
    ['an intent whose operation is missing', INTENT, null, null],
    ['an outcome that gave all', { ...OUTCOME, fields: null }, OPERATION, ALL],
    ['an outcome that gave all of what is missing', { ...OUTCOME, fields: null }, null, null],
    [
      'an outcome that gave a part',
      { ...OUTCOME, fields: ['entity.name'] },
      OPERATION,
      ['entity.name'],
    ],
    ['an outcome that gave nothing', { ...OUTCOME, fields: [] }, OPERATION, []],
    ['an outcome that gave nothing of what is missing', { ...OUTCOME, fields: [] }, null, []],
    ['a refusal', REFUSAL, null, null],
    ['a grant', GRANT, null, null],
    ['an erasure', ERASURE, null, null],
    ['a key rotation', KEY_ROTATION, null, null],
    ['an administrative act', ADMINISTRATIVE, null, null],
  ])('%s', (_, leaf, cited, fields) => {
    expect(fieldsOf(leaf, cited)).toEqual(fields)
  })
})

describe('along a whole log', () => {
  const seen = (leaves: readonly Leaf[]) => {
    const operations = new OperationsSoFar()
    return leaves.map((leaf, index) => operations.citedBy({ leaf, leafHash: hashOf(leaf), index }))
  }
  const story = manyLeaves(20)

  it('intents and their outcomes have the operation that the intent cites, others none', () => {
    const refusal = { ...REFUSAL, id: 'a-refusal' }
    const leaves = [...story, refusal]
    const byHash = new Map(story.map((leaf) => [hashOf(leaf), leaf]))
    const expected = leaves.map((leaf) => {
      const asking = leaf.type === 'OUTCOME' ? byHash.get(leaf.intent) : leaf
      return asking?.type === 'INTENT' ? byHash.get(asking.asks) : null
    })
    expect(new Set(expected).size).toBe(3)
    expect(seen(leaves)).toEqual(expected)
  })

  it('have none where the operation is missing, or comes later', () => {
    const [one, ...rest] = story
    const [intent, outcome] = [4, 5].map((index) => story[index]!)
    expect(seen([intent!, outcome!])).toEqual([null, null])
    const late = seen([...rest, one!])
    const places = [intent!, outcome!].map((leaf) => rest.indexOf(leaf))
    expect(places.map((place) => late[place])).toEqual([null, null])
  })

  it('have none where the intent of an outcome is missing', () => {
    expect(seen([story[0]!, story[1]!, story[5]!]).at(-1)).toBeNull()
  })
})

describe('in the store', () => {
  let desk: OpenDesk
  const operation: LoggedOperation = { digest: digestOf('a document'), fields: ALL }

  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())

  async function entry(leafHash: string): Promise<AuditedEntry> {
    return audited((await desk.service.reader.entryByHash(leafHash))!)
  }
  async function outcomeOf(leafHash: string): Promise<AuditedEntry> {
    const link = Buffer.from(leafHash, 'base64url')
    const query = desk.database.selectFrom('log_entry').select('hash').where('link', '=', link)
    return entry((await query.executeTakeFirstOrThrow()).hash.toString('base64url'))
  }
  const intentOf = (asks: string, id: string = randomUUID()) => {
    const { agency, grants, provinces, purpose, bases } = INTENT
    const at = instantOf(AT)
    return { type: 'INTENT', id, at, agency, grants, provinces, purpose, bases, asks } as const
  }

  it('intents and their outcomes have it, whatever the outcome gave, and others none', async () => {
    const other: LoggedOperation = { digest: digestOf('another'), fields: ['entity.uscc'] }
    const [one, two] = [await desk.intend({ operation }), await desk.intend({ operation: other })]
    await desk.conclude(one, { fields: null })
    await desk.conclude(two, { fields: [], result: 'FAILED' })
    const intents = [await entry(one.leafHash), await entry(two.leafHash)]
    const outcomes = [await outcomeOf(one.leafHash), await outcomeOf(two.leafHash)]
    const cited = intents.map(({ leaf }) => (leaf.type === 'INTENT' ? leaf.asks : ''))
    const written = [await entry(cited[0]!), await entry(cited[1]!)]
    const refused = await desk.service.record({
      ...{ type: 'REFUSAL', id: randomUUID(), at: instantOf(AT), code: 'GRANT_MISSING' },
      ...{ agency: null, purpose: null, operation: operation.digest },
    })
    const given = [...intents, ...outcomes, ...written, await entry(refused.leafHash)]
    const found = await citedOperations(desk.database, given)
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        [intents, outcomes].flatMap((pair) =>
          pair.map(({ leafHash }, i) => [leafHash, written[i]!.leaf]),
        ),
      ),
    )
    expect(fieldsOf(outcomes[0]!.leaf, found.get(outcomes[0]!.leafHash)!)).toEqual(ALL)
    expect(fieldsOf(outcomes[1]!.leaf, found.get(outcomes[1]!.leafHash)!)).toEqual([])
    // Outcomes alone, without the page that their intents are on.
    expect(await citedOperations(desk.database, outcomes)).toEqual(
      new Map(outcomes.map(({ leafHash }, i) => [leafHash, written[i]!.leaf])),
    )
  })

  it('there is none where nothing is given, or what is cited is missing or is no operation', async () => {
    expect(await citedOperations(desk.database, [])).toEqual(new Map())
    const { leafHash: honest } = await desk.intend({ operation })
    const astray = [
      await desk.service.record(intentOf(digestOf('never written'))),
      await desk.service.record(intentOf(honest)),
    ]
    const outcome = { answers: [], fields: null, unseen: [], result: 'NOTHING' } as const
    for (const { leafHash } of astray) await desk.conclude({ leafHash }, outcome)
    const entries = [
      ...(await Promise.all(astray.map(({ leafHash }) => entry(leafHash)))),
      ...(await Promise.all(astray.map(({ leafHash }) => outcomeOf(leafHash)))),
    ]
    expect(entries.map(({ leaf }) => leaf.type)).toEqual(['INTENT', 'INTENT', 'OUTCOME', 'OUTCOME'])
    expect(await citedOperations(desk.database, entries)).toEqual(new Map())
  })
})
