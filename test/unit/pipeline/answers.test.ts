/** What every answer of the pipeline holds, and what none may hold. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { provinceError } from '../../../adapters/shared/failure.ts'
import { CATALOGUE } from '../../../schemas/model/errors.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'
import { openPipeline } from '../../support/open-pipeline.ts'
import type { GraphAnswer } from '../../support/open-graph.ts'

const [ONE, TWO, THREE] = [fictitiousUscc(1), fictitiousUscc(2), fictitiousUscc(3)]
const BAD_LENGTH = '9131011'
const BAD_CHECK = `${ONE.slice(0, 17)}${ONE.endsWith('0') ? '1' : '0'}`
const ENTITY =
  'query ($uscc: String!) { entity(uscc: $uscc) { uscc name sources { province state code } } }'
const ENTITIES = `query ($usccs: [String!]!) {
  entities(usccs: $usccs) { uscc name sources { state } }
}`

/** What an upstream might let slip. */
const SECRETS = ['10.0.0.1', 'token-虚构', 'SELECT * FROM', '/srv/registry']

function opened() {
  const pipeline = openPipeline()
  pipeline.adapters.SHANGHAI.say((uscc) => [{ ...plainRecord(1), uscc }])
  return pipeline
}

function secretive(): Error {
  const cause = new Error(`connect ECONNREFUSED ${SECRETS[0]}`)
  return provinceError('PROVINCE_UNREACHABLE', 'ANHUI', Object.assign(cause, { headers: SECRETS }))
}

/** Every error of an answer as code and place. */
const coded = ({ errors }: GraphAnswer) =>
  errors?.map(({ path, extensions }) => [extensions['code'], path])

afterEach(() => void vi.useRealTimers())

describe('an error of a registry', () => {
  it('has code, province, uscc, retryable and the request’s id, beside the other provinces’ data', async () => {
    const pipeline = opened()
    pipeline.adapters.ANHUI.fail(provinceError('PROVINCE_ERROR', 'ANHUI'))
    const { data, errors } = await pipeline.ask(ENTITY, {
      variables: { uscc: ONE },
      requestId: 'r-1',
    })
    expect(data).toMatchObject({ entity: { uscc: ONE, name: '虚构第1号有限公司' } })
    expect(errors).toEqual([
      {
        message: '安徽登记系统返回错误，其余省市的数据不受影响，请稍后重试',
        path: ['entity'],
        extensions: expect.objectContaining({
          code: 'PROVINCE_ERROR',
          province: 'ANHUI',
          uscc: ONE,
          retryable: true,
          requestId: 'r-1',
        }),
      },
    ])
  })

  it.each(['PROVINCE_BAD_ANSWER', 'PROVINCE_REFUSED_SIGNATURE', 'PROVINCE_CLOCK_SKEW'] as const)(
    '%s: what the catalogue says, for that province alone',
    async (code) => {
      const pipeline = opened()
      pipeline.adapters.ZHEJIANG.fail(provinceError(code, 'ZHEJIANG'))
      const { errors } = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
      expect(errors).toMatchObject([
        { extensions: { code, province: 'ZHEJIANG', retryable: CATALOGUE[code].retryable } },
      ])
      expect(errors?.[0]?.message).toContain('浙江')
    },
  )

  it('one a province and entity, in every place of a list', async () => {
    const pipeline = opened()
    for (const province of ['JIANGSU', 'ANHUI'] as const) {
      pipeline.adapters[province].fail(provinceError('PROVINCE_UNREACHABLE', province))
    }
    const answer = await pipeline.ask(ENTITIES, { variables: { usccs: [ONE, TWO] } })
    const places = answer.errors?.map(({ path, extensions }) => [
      path,
      extensions['province'],
      extensions['uscc'],
    ])
    expect(places).toHaveLength(4)
    expect(places).toEqual(
      expect.arrayContaining([
        [['entities', 0], 'JIANGSU', ONE],
        [['entities', 0], 'ANHUI', ONE],
        [['entities', 1], 'JIANGSU', TWO],
        [['entities', 1], 'ANHUI', TWO],
      ]),
    )
  })

  it('of all four: the entity is still answered, with four rows in sources', async () => {
    const pipeline = openPipeline()
    for (const province of PROVINCES) {
      pipeline.adapters[province].fail(provinceError('PROVINCE_ERROR', province))
    }
    const { data, errors } = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    expect(data).toEqual({
      entity: {
        uscc: ONE,
        name: null,
        sources: PROVINCES.map((province) => ({
          province,
          state: 'FAILED',
          code: 'PROVINCE_ERROR',
        })),
      },
    })
    expect(errors).toHaveLength(4)
  })

  it('of the deadline names its milliseconds', async () => {
    vi.useFakeTimers()
    const pipeline = opened()
    pipeline.adapters.ANHUI.hang()
    const asking = pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await asking).errors).toMatchObject([
      {
        message: '安徽登记系统未在2000毫秒内答复，其余省市的数据不受影响，请稍后重试',
        extensions: { code: 'PROVINCE_TIMEOUT', timeoutMs: 2_000 },
      },
    ])
  })
})

describe('no answer tells what is behind it', () => {
  const everything = (answer: GraphAnswer) => JSON.stringify(answer)

  it.each<[string, unknown]>([
    ['a coded failure with a cause', secretive()],
    ['an error without a code', new Error(`${SECRETS.join(' ')}`)],
    ['a thrown text', SECRETS.join(' ')],
    ['nothing at all', undefined],
  ])('of %s', async (_, failure) => {
    const pipeline = opened()
    pipeline.adapters.ANHUI.fail(failure)
    const answer = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    expect(answer.errors).toHaveLength(1)
    expect(answer.errors?.[0]?.extensions['province']).toBe('ANHUI')
    for (const secret of SECRETS) expect(everything(answer)).not.toContain(secret)
    expect(everything(answer)).not.toMatch(/stack|cause|\.ts:|node:/)
  })

  it('of a fault of ours: INTERNAL with the request’s id; the log has the rest', async () => {
    const pipeline = opened()
    pipeline.adapters.SHANGHAI.say(() => [{ ...plainRecord(1), penalties: null } as never])
    const query = 'query ($uscc: String!) { entity(uscc: $uscc) { name penalties { content } } }'
    const answer = await pipeline.ask(query, { variables: { uscc: ONE }, requestId: 'r-2' })
    expect(answer.errors).toMatchObject([
      { path: ['entity', 'penalties'], extensions: { code: 'INTERNAL', requestId: 'r-2' } },
    ])
    expect(answer.data).toMatchObject({ entity: { penalties: null } })
    expect(everything(answer)).not.toMatch(/TypeError|iterable|stack/)
    expect(pipeline.log.join()).toContain('r-2')
  })
})

describe('a bad code', () => {
  it.each([
    ['of 7 characters', BAD_LENGTH, 'USCC_MALFORMED'],
    ['with a letter left out', `I${ONE.slice(1)}`, 'USCC_MALFORMED'],
    [
      'with a wrong organisation check',
      `${ONE.slice(0, 10)}${ONE[10] === '8' ? '7' : '8'}${ONE.slice(11)}`,
      'USCC_ORG_CHECK_FAILED',
    ],
    ['with a wrong check character', BAD_CHECK, 'USCC_CHECK_FAILED'],
    ['that is empty', '', 'USCC_MALFORMED'],
    ['of a million characters', 'x'.repeat(1_000_000), 'USCC_MALFORMED'],
  ])('%s: its own code, null, and no registry is asked', async (_, uscc, code) => {
    const pipeline = opened()
    const answer = await pipeline.ask(ENTITY, { variables: { uscc } })
    expect(answer.data).toEqual({ entity: null })
    expect(coded(answer)).toEqual([[code, ['entity']]])
    expect(answer.errors?.[0]?.extensions).toMatchObject({ retryable: false })
    expect(pipeline.codesAsked()).toBe(0)
    expect(JSON.stringify(answer).length).toBeLessThan(1_000)
  })

  it('as people type it is understood: full-width, small letters, blanks', async () => {
    const typed = ` ${ONE.toLowerCase().replace('9', '９')} `
    const { data } = await opened().ask(ENTITY, { variables: { uscc: typed } })
    expect(data).toMatchObject({ entity: { uscc: ONE } })
  })

  it('among others: null and an error in its own place, the rest in the order asked', async () => {
    const usccs = [TWO, BAD_LENGTH, ONE, BAD_CHECK, TWO, THREE]
    const answer = await opened().ask(ENTITIES, { variables: { usccs } })
    const entities = answer.data?.['entities'] as ({ readonly uscc: string } | null)[]
    expect(entities.map((entity) => entity?.uscc ?? null)).toEqual([
      TWO,
      null,
      ONE,
      null,
      TWO,
      THREE,
    ])
    expect(coded(answer)).toEqual([
      ['USCC_MALFORMED', ['entities', 1]],
      ['USCC_CHECK_FAILED', ['entities', 3]],
    ])
  })

  it('all of them bad: all null, no registry is asked', async () => {
    const pipeline = opened()
    const answer = await pipeline.ask(ENTITIES, { variables: { usccs: [BAD_LENGTH, BAD_CHECK] } })
    expect(answer.data).toEqual({ entities: [null, null] })
    expect(answer.errors).toHaveLength(2)
    expect(pipeline.codesAsked()).toBe(0)
  })
})

describe('an entity', () => {
  it('of whom all four say that there is no record is null, without an error', async () => {
    const answer = await openPipeline().ask(ENTITY, { variables: { uscc: ONE } })
    expect(answer).toEqual({ data: { entity: null } })
  })

  it('is not null when three say so and one fails: it may be there', async () => {
    const pipeline = openPipeline()
    pipeline.adapters.ANHUI.fail(provinceError('PROVINCE_ERROR', 'ANHUI'))
    const { data } = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    expect(data).toMatchObject({ entity: { uscc: ONE, name: null } })
  })

  it('asked for under several names in one request is asked for once', async () => {
    const pipeline = opened()
    const query = `query ($u: String!) {
      a: entity(uscc: $u) { name } b: entity(uscc: $u) { uscc } entities(usccs: [$u, $u]) { id }
    }`
    const { data } = await pipeline.ask(query, { variables: { u: ONE } })
    expect(data).toMatchObject({ entities: [{ id: ONE }, { id: ONE }] })
    expect(pipeline.codesAsked()).toBe(4)
  })
})

describe('a refused request', () => {
  it.each<[string, unknown, object, string]>([
    ['no query', undefined, {}, 'REQUEST_MALFORMED'],
    ['a query that is no text', 7, {}, 'REQUEST_MALFORMED'],
    ['variables that are no object', '{ __typename }', { variables: ['x'] }, 'REQUEST_MALFORMED'],
    ['variables that are a text', '{ __typename }', { variables: 'x' }, 'REQUEST_MALFORMED'],
    [
      'an operation name that is no text',
      '{ __typename }',
      { operationName: 1 },
      'REQUEST_MALFORMED',
    ],
    ['a syntax error', '{ entity(', {}, 'REQUEST_MALFORMED'],
    ['a field nobody has', '{ entity(uscc: "x") { secret } }', {}, 'REQUEST_MALFORMED'],
    ['an internal field', '{ entity(uscc: "x") { shanghai { state } } }', {}, 'REQUEST_MALFORMED'],
    [
      'an internal entrance',
      '{ shanghaiEntities(usccs: ["x"]) { uscc } }',
      {},
      'REQUEST_MALFORMED',
    ],
    ['a variable left out', ENTITY, {}, 'REQUEST_MALFORMED'],
    [
      'a variable of the wrong type',
      ENTITY,
      { variables: { uscc: { a: 1 } } },
      'REQUEST_MALFORMED',
    ],
    ['too many codes', ENTITIES, { variables: { usccs: Array(101).fill(ONE) } }, 'BATCH_TOO_LARGE'],
    [
      'a search without words',
      '{ searchEntities(filter: {province: ANHUI}) { nodes { uscc } } }',
      {},
      'FILTER_EMPTY',
    ],
    [
      'a search of blanks',
      '{ searchEntities(filter: {name: "  "}) { nodes { uscc } } }',
      {},
      'FILTER_EMPTY',
    ],
  ])('%s: one code, no data, no registry is asked', async (_, query, rest, code) => {
    const pipeline = opened()
    const answer = await pipeline.ask(query, rest)
    expect(answer.data ?? null).toBeNull()
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual([code])
    expect(answer.errors?.[0]?.extensions).toMatchObject({ retryable: false })
    expect(answer.errors?.[0]?.extensions['requestId']).toEqual(expect.any(String))
    expect(pipeline.codesAsked()).toBe(0)
  })

  it.each([
    ['null', null],
    ['an empty text', ''],
  ])('an operation name that is %s is none', async (_, operationName) => {
    const { data } = await opened().ask('{ __typename }', { operationName, variables: null })
    expect(data).toEqual({ __typename: 'Query' })
  })

  it('keeps nothing of it for the next request', async () => {
    const pipeline = opened()
    await pipeline.ask(ENTITY, { variables: {} })
    const { errors } = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    expect(errors).toBeUndefined()
  })
})

describe('a search while a registry fails', () => {
  it('gives what the others have, one error and its row in sources', async () => {
    const pipeline = opened()
    const hit = { uscc: ONE, registrationNumber: null, name: '虚构' }
    const positions = [{ key: ONE, offset: 1 }]
    pipeline.adapters.SHANGHAI.page = { hits: [hit], positions, total: 1, more: false }
    pipeline.adapters.ANHUI.fail(secretive())
    const query = `{ searchEntities(filter: {name: "虚构"}) {
      nodes { uscc } sources { province state code } pageInfo { hasNextPage }
    } }`
    const { data, errors } = await pipeline.ask(query)
    expect(data).toEqual({
      searchEntities: {
        nodes: [{ uscc: ONE }],
        sources: [
          { province: 'SHANGHAI', state: 'ANSWERED', code: null },
          { province: 'JIANGSU', state: 'NO_RECORD', code: null },
          { province: 'ZHEJIANG', state: 'NO_RECORD', code: null },
          { province: 'ANHUI', state: 'FAILED', code: 'PROVINCE_UNREACHABLE' },
        ],
        pageInfo: { hasNextPage: false },
      },
    })
    expect(errors?.every(({ extensions }) => extensions['province'] === 'ANHUI')).toBe(true)
    expect(errors?.length).toBeGreaterThan(0)
  })

  it('asks one province alone where the filter names it', async () => {
    const pipeline = opened()
    const query = `{ searchEntities(filter: {name: "虚构", province: JIANGSU}) {
      nodes { uscc } sources { state }
    } }`
    const { data } = await pipeline.ask(query)
    expect(data).toMatchObject({
      searchEntities: {
        sources: [
          { state: 'NOT_ASKED' },
          { state: 'NO_RECORD' },
          { state: 'NOT_ASKED' },
          { state: 'NOT_ASKED' },
        ],
      },
    })
  })
})

describe('the registries', () => {
  it('are listed with what a caller may know of them', async () => {
    const { data } = await opened().ask(
      '{ registries { province name maxBatch deadlineMs circuit lastAnswerAt } }',
    )
    expect(data).toEqual({
      registries: PROVINCES.map((province) => ({
        province,
        name: '虚构登记系统',
        maxBatch: 100,
        deadlineMs: 2_000,
        circuit: 'CLOSED',
        lastAnswerAt: null,
      })),
    })
  })
})

describe('messages', () => {
  it.each(PROVINCES)('name the province in Chinese: %s', async (province) => {
    const pipeline = opened()
    pipeline.adapters[province].fail(provinceError('PROVINCE_UNREACHABLE', province))
    const { errors } = await pipeline.ask(ENTITY, { variables: { uscc: ONE } })
    expect(errors?.[0]?.message).toContain(PROVINCE_FACTS[province].zh)
    expect(errors?.[0]?.message).not.toContain('{')
  })
})
