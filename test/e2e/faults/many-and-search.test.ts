import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaUscc } from '../../support/delta-records.ts'
import type { Answer } from '../../support/gateway-process.ts'
import type { SourceRow } from '../../support/whole-entity.ts'
import { promptly } from '../../support/promptly.ts'

const DEADLINE_MS = 1_500
/** What an answer may take beyond the deadline. */
const GRACE_MS = 500
const IN_TIME_MS = DEADLINE_MS + GRACE_MS
const ENTITIES = 100
const CODES = Array.from({ length: ENTITIES }, (_, i) => deltaUscc(i))
const LEAN = 'uscc name penalties { source { province } } sources { province state code }'

interface Lean {
  readonly uscc: string
  readonly name: string | null
  readonly penalties: readonly { readonly source: { readonly province: Province } }[] | null
  readonly sources: readonly SourceRow[]
}

interface HeadOffice extends Lean {
  readonly headOffice?: HeadOffice
}

interface Found {
  readonly nodes: readonly Lean[]
  readonly sources: readonly SourceRow[]
  readonly pageInfo: { readonly endCursor: string | null }
}

let delta: Delta
beforeAll(async () => {
  delta = await startDelta(ENTITIES, {
    REGISTRY_DEADLINE_MS: String(DEADLINE_MS),
    REGISTRY_BREAK_AFTER: '1000',
    RECORD_FRESH_SECONDS: '0',
    RECORD_STALE_SECONDS: '0',
  })
  // Compiled on the way, so that no deadline includes it.
  for (let i = 0; i < 4; i += 1) await Promise.all([batch(), search(10)])
  await oneByOne()
})
afterAll(() => delta?.[Symbol.asyncDispose]())
afterEach(() => delta.registries.heal())

/** One registry that takes a hundred codes a call, one that takes one. */
describe.each(['SHANGHAI', 'ANHUI'] as const)('a hundred codes with %s hanging', (province) => {
  it('come in one deadline, with the three others whole and an error for each', async () => {
    delta.registries.fail(province, 'hang')
    const answer = await promptly(IN_TIME_MS, batch)
    expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
    const entities: readonly Lean[] = answer.data?.['entities'] ?? []
    expect(entities.map(({ uscc }) => uscc)).toEqual(CODES)
    for (const { name, penalties, sources } of entities) {
      expect(name).not.toBeNull()
      expect(provincesOf(penalties)).toEqual(others(province))
      expect(sources).toContainEqual({ province, state: 'TIMED_OUT', code: 'PROVINCE_TIMEOUT' })
    }
    expect(answer.errors.map(({ extensions }) => extensions.uscc).sort()).toEqual([...CODES].sort())
  })

  it('asked for one by one do not wait for each other’s sockets', async () => {
    delta.registries.fail(province, 'hang')
    for (const { data, tookMs } of await oneByOne()) {
      expect(provincesOf(data?.['entity']?.['penalties'])).toEqual(others(province))
      expect(tookMs).toBeLessThan(2 * DEADLINE_MS)
    }
  })
})

describe('a chain of head offices with a registry hanging', () => {
  const province = 'JIANGSU'

  it('is followed to its end in one deadline', async () => {
    delta.registries.fail(province, 'hang')
    const levels = Array<string>(5).fill('headOffice {').join(' ')
    const answer = await promptly(IN_TIME_MS, () =>
      delta.gateway.ask(
        `{ entity(uscc: "${deltaUscc(5)}") { ${levels} uscc penalties { source { province } } ${'}'.repeat(5)} } }`,
      ),
    )
    expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
    let last = (answer.data as unknown as { readonly entity: HeadOffice }).entity
    while (last.headOffice !== undefined) last = last.headOffice
    expect(last.uscc).toBe(deltaUscc(0))
    expect(provincesOf(last.penalties)).toEqual(others(province))
  })
})

describe.each(PROVINCES)('a search with %s', (province) => {
  it.each([
    ...(province === 'ZHEJIANG' ? [['hang', 'TIMED_OUT', 'PROVINCE_TIMEOUT'] as const] : []),
    ['error500', 'FAILED', 'PROVINCE_ERROR'],
    ['html', 'FAILED', 'PROVINCE_BAD_ANSWER'],
  ] as const)(
    'under %s has what the others found, and says who is missing',
    async (mode, state, code) => {
      delta.registries.fail(province, mode)
      const answer = await promptly(IN_TIME_MS, () => search(10))
      const { nodes, sources } = foundIn(answer)
      expect(answer.status).toBe(200)
      // The entities found are asked for as well; a hanging registry is not waited for twice.
      expect(answer.tookMs).toBeLessThan(IN_TIME_MS)
      expect(nodes.map(({ uscc }) => uscc)).toEqual(sorted().slice(0, 10))
      for (const { penalties } of nodes) {
        expect(provincesOf(penalties)).toEqual(others(province))
      }
      expect(sources).toContainEqual({ province, state, code })
      const ofSearch = answer.errors.filter(({ extensions }) => extensions.uscc === undefined)
      expect(
        ofSearch.map(({ path, extensions }) => [path, extensions.province, extensions.code]),
      ).toEqual([[['searchEntities'], province, code]])
    },
  )

  it('failing names each entity whose part is missing', async () => {
    delta.registries.fail(province, 'error500')
    const answer = await search(10)
    const ofEntities = answer.errors.filter(({ extensions }) => extensions.uscc !== undefined)
    expect(ofEntities.map(({ extensions }) => extensions.uscc).sort()).toEqual(
      sorted().slice(0, 10),
    )
  })

  it('failing between two pages loses and repeats nothing of the others', async () => {
    const first = foundIn(await search(10))
    delta.registries.fail(province, 'reset')
    const second = foundIn(await search(10, first.pageInfo.endCursor))
    expect([...first.nodes, ...second.nodes].map(({ uscc }) => uscc)).toEqual(sorted().slice(0, 20))
  })
})

function batch(): Promise<Answer> {
  const query = `query ($usccs: [String!]!) { entities(usccs: $usccs) { ${LEAN} } }`
  return delta.gateway.ask(query, { usccs: CODES })
}

/** More than a registry's sockets. */
function oneByOne(): Promise<Answer[]> {
  const query = `query ($uscc: String!) { entity(uscc: $uscc) { ${LEAN} } }`
  return Promise.all(CODES.slice(0, 70).map((uscc) => delta.gateway.ask(query, { uscc })))
}

function search(first: number, after: string | null = null): Promise<Answer> {
  const query = `query ($first: Int, $after: String) {
    searchEntities(filter: { name: "虚构长三角" }, first: $first, after: $after) {
      nodes { ${LEAN} } pageInfo { endCursor } sources { province state code } } }`
  return delta.gateway.ask(query, { first, after })
}

function foundIn({ data }: Answer): Found {
  expect(data).toMatchObject({ searchEntities: { nodes: expect.any(Array) } })
  return (data as { readonly searchEntities: Found } | null)!.searchEntities
}

function provincesOf(rows: Lean['penalties'] | undefined): Province[] {
  const found = new Set(rows?.map(({ source }) => source.province))
  return PROVINCES.filter((province) => found.has(province))
}

function others(province: Province): Province[] {
  return PROVINCES.filter((one) => one !== province)
}

function sorted(): string[] {
  return [...CODES].sort()
}
