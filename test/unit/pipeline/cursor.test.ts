import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCursorSeal } from '../../../gateway/cursor.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'
import { openPipeline } from '../../support/open-pipeline.ts'
import { penalty, recordWith } from '../../support/evidence.ts'

const KEY = Buffer.alloc(32, 3)
const SEAL = createCursorSeal(KEY)
const INVALID = expect.objectContaining({ code: 'CURSOR_INVALID' })
const CURSOR = SEAL.seal('search|甲', { ANHUI: { key: 'x', offset: 3 } })

describe('a cursor', () => {
  it('opens to the position it was sealed with', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (scope, position) => {
        expect(JSON.stringify(SEAL.open(scope, SEAL.seal(scope, position)))).toBe(
          JSON.stringify(position),
        )
      }),
    )
  })

  it('is the same for the same place, and says nothing of it', () => {
    const position = { key: '虚构的事由' }
    expect(SEAL.seal('a', position)).toBe(SEAL.seal('a', position))
    const cursors = ['a', 'b'].map((scope) => Buffer.from(SEAL.seal(scope, position), 'base64url'))
    expect(cursors[0]!.subarray(0, 12)).not.toEqual(cursors[1]!.subarray(0, 12))
    for (const cursor of cursors) expect(cursor.toString('utf8')).not.toContain('虚构')
  })

  it('opens in another process with the same key', () => {
    expect(createCursorSeal(KEY).open('search|甲', CURSOR)).toEqual({
      ANHUI: { key: 'x', offset: 3 },
    })
  })

  it.each([
    ['of another query', 'search|乙', CURSOR],
    ['of another federation', 'search|甲', createCursorSeal(randomBytes(32)).seal('search|甲', 1)],
    ['that is empty', 'search|甲', ''],
    ['of one character', 'search|甲', 'A'],
    [
      'made by hand',
      'search|甲',
      Buffer.from('{"ANHUI":{"key":"x","offset":3}}').toString('base64url'),
    ],
    ['of nonce and tag alone', 'search|甲', CURSOR.slice(0, 38)],
    ['cut short', 'search|甲', CURSOR.slice(0, -1)],
    ['with more behind it', 'search|甲', `${CURSOR}AAAA`],
    ['with blanks around it', 'search|甲', ` ${CURSOR} `],
    ['with padding', 'search|甲', `${CURSOR}=`],
    ['that is no base64 at all', 'search|甲', '虚构'],
  ])('%s is refused', (_, scope, cursor) => {
    expect(() => SEAL.open(scope, cursor)).toThrow(INVALID)
  })

  it('with any one character changed is refused', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    fc.assert(
      fc.property(fc.nat(CURSOR.length - 1), fc.constantFrom(...alphabet), (at, char) => {
        fc.pre(CURSOR[at] !== char)
        const changed = CURSOR.slice(0, at) + char + CURSOR.slice(at + 1)
        expect(() => SEAL.open('search|甲', changed)).toThrow(INVALID)
      }),
    )
  })

  it('of one query does not open another by moving text between name and position', () => {
    const cursor = SEAL.seal('a', 'b')
    expect(() => SEAL.open('a:', cursor)).toThrow(INVALID)
  })
})

describe('cursors of the graph', () => {
  const SEARCH = `query ($filter: EntityFilter!, $after: String) {
    searchEntities(filter: $filter, first: 1, after: $after) {
      edges { cursor node { uscc } } pageInfo { hasNextPage endCursor }
    }
  }`
  const TIMELINE = `query ($uscc: String!, $after: String) {
    entity(uscc: $uscc) { timeline(first: 1, after: $after) {
      edges { cursor node { summary } } pageInfo { hasNextPage endCursor }
    } }
  }`
  const [ONE, TWO] = [fictitiousUscc(1), fictitiousUscc(2)].sort() as [
    ReturnType<typeof fictitiousUscc>,
    ReturnType<typeof fictitiousUscc>,
  ]
  const filter = { name: '虚构' }

  function opened() {
    const pipeline = openPipeline()
    pipeline.adapters.ANHUI.say((uscc) => [
      {
        ...plainRecord(1),
        ...recordWith({
          penalties: ['1', '12', '123'].map((n) => penalty('ANHUI', n, { violation: n })),
        }),
        uscc,
      },
    ])
    const hits = [ONE, TWO].map((uscc) => ({ uscc, registrationNumber: null, name: '虚构' }))
    pipeline.adapters.ANHUI.page = {
      hits,
      positions: hits.map(({ uscc }, i) => ({ key: uscc, offset: i + 1 })),
      total: 2,
      more: false,
    }
    return pipeline
  }

  interface Page {
    readonly edges: readonly {
      readonly cursor: string
      readonly node: { readonly summary: string }
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }

  async function searchCursor() {
    const { data } = await opened().ask(SEARCH, { variables: { filter } })
    return (data!['searchEntities'] as Page).pageInfo.endCursor!
  }

  async function timelinePage(uscc: string, after: string | null) {
    const { data } = await opened().ask(TIMELINE, { variables: { uscc, after } })
    return (data!['entity'] as { readonly timeline: Page }).timeline
  }

  it('page through a timeline to its end, losing and repeating nothing', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await timelinePage(ONE, after)
      seen.push(...page.edges.map(({ node }) => node.summary))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen.sort()).toEqual(['行政处罚：1', '行政处罚：12', '行政处罚：123'])
  })

  it.each([
    ['another name', { name: '虚' }],
    ['another province', { name: '虚构', province: 'ANHUI' }],
    ['another state', { name: '虚构', state: 'REVOKED' }],
    ['a principal more', { name: '虚构', principal: '示例' }],
  ])('of one search are refused by one with %s', async (_, other) => {
    const pipeline = opened()
    const after = await searchCursor()
    const { data, errors } = await pipeline.ask(SEARCH, { variables: { filter: other, after } })
    expect(errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }])
    expect(data ?? null).toBeNull()
  })

  it('of a search are accepted by the same search, and by a larger page of it', async () => {
    const after = await searchCursor()
    const larger = SEARCH.replace('first: 1', 'first: 9')
    for (const query of [SEARCH, larger]) {
      const { errors } = await opened().ask(query, { variables: { filter, after } })
      expect(errors).toBeUndefined()
    }
  })

  it('of one entity’s timeline are refused by another’s', async () => {
    const after = (await timelinePage(ONE, null)).pageInfo.endCursor
    const { data, errors } = await opened().ask(TIMELINE, { variables: { uscc: TWO, after } })
    expect(errors).toMatchObject([
      { path: ['entity', 'timeline'], extensions: { code: 'CURSOR_INVALID' } },
    ])
    expect(data).toEqual({ entity: { timeline: null } })
  })

  it('of a search are refused by a timeline', async () => {
    const after = await searchCursor()
    const { errors } = await opened().ask(TIMELINE, { variables: { uscc: ONE, after } })
    expect(errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }])
  })

  it.each(['', 'AAAA', '虚构', 'eyJBTkhVSSI6MX0'])(
    'made by hand are refused before a registry is searched: %j',
    async (after) => {
      const pipeline = opened()
      const { errors } = await pipeline.ask(SEARCH, { variables: { filter, after } })
      expect(errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID', retryable: false } }])
      expect(pipeline.codesAsked()).toBe(0)
    },
  )
})
