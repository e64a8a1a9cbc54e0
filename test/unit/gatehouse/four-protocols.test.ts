/** The real adapters through real gatehouses to pretend registries: what passes in each protocol, and what does not. */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADAPTERS } from '../../../adapters/index.ts'
import type { RegistryAdapter, SearchFilter } from '../../../adapters/shared/contract.ts'
import { createUpstream } from '../../../adapters/shared/upstream.ts'
import { digestOfAnswers } from '../../../gateway/federation-log/answers-digest.ts'
import { RECORD_FILE } from '../../../gateway/gatehouse/promise-record.ts'
import { readLine } from '../../../gateway/gatehouse/record-lines.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'
import { penaltyNumbered } from '../../support/fictitious-decisions.ts'
import { startFourGatehouses } from '../../support/four-gatehouses.ts'
import type { FourGatehouses } from '../../support/four-gatehouses.ts'
import { startFourRegistries } from '../../support/four-registries.ts'
import type { FourRegistries } from '../../support/four-registries.ts'
import { PretendLog } from '../../support/pretend-log.ts'
import { exchangeId, openAsker, refusalOf } from './asker.ts'

/** More decisions than any registry sends on a first page. */
const LONG = 230
const longRecord: RegistryRecord = {
  ...plainRecord(3),
  penalties: Array.from({ length: LONG }, (_, i) => penaltyNumbered(i)),
}
const records = [0, 1, 2].map((i) => plainRecord(i)).concat(longRecord)
const [first, second, , long] = records.map(({ uscc }) => uscc!) as [Uscc, Uscc, Uscc, Uscc]
const NAMED: SearchFilter = {
  name: '虚构第1号（有限）公司',
  principal: '示例甲',
  state: 'IN_OPERATION',
}

let registries: FourRegistries
let gatehouses: FourGatehouses
const log = new PretendLog()

beforeAll(async () => {
  registries = await startFourRegistries({ recordsOf: () => records })
  gatehouses = await startFourGatehouses(registries)
  await gatehouses.setLogKeys(log.keys())
})
afterAll(async () => {
  await gatehouses[Symbol.asyncDispose]()
  await registries[Symbol.asyncDispose]()
})

describe.each(PROVINCES)('%s', (province) => {
  const open = () => openAsker(province, gatehouses.at[province].url, registries.at[province])
  const fetching =
    (...codes: Uscc[]) =>
    (adapter: RegistryAdapter, signal: AbortSignal) =>
      adapter.fetchEntities(codes, signal)
  const searching = (filter: SearchFilter) => (adapter: RegistryAdapter, signal: AbortSignal) =>
    adapter.search(filter, null, 20, signal)
  const many = ADAPTERS[province].maxBatch > 1 ? [first, second] : [first]

  it('answers with a promise for every code as without a gatehouse', async () => {
    await using asker = open()
    const straight = ADAPTERS[province].create({
      upstream: createUpstream({ province, baseUrl: registries.at[province].url }),
      credentials: registries.at[province].credentials,
      now: () => new Date(),
    })
    const answers = await asker.ask(log.intend(many).tickets, fetching(...many))
    expect(answers.flat()).toMatchObject(many.map((uscc) => ({ uscc })))
    expect(answers).toEqual(await straight.fetchEntities(many, new AbortController().signal))
    expect(asker.heard.length).toBeGreaterThan(0)
    await straight.close()
  })

  it('lets the pages of one entity pass, each in the exchange of its code', async () => {
    await using asker = open()
    const [answer] = await asker.ask(log.intend([long]).tickets, fetching(long))
    const [record] = answer as readonly RegistryRecord[]
    expect(record?.penalties).toHaveLength(LONG)
    expect(asker.heard.length).toBeGreaterThan(1)
  })

  it('has in its record what makes the digest of the outcome, in whatever order answers came', async () => {
    await using asker = open()
    const id = exchangeId()
    await asker.ask(log.intend([long]).tickets, fetching(long), id)
    const heard = asker.heard.map((body) => hash('sha256', body, 'base64url'))
    const record = await readFile(join(gatehouses.folderOf(province), RECORD_FILE), 'utf8')
    const recorded = record.split('\n').flatMap((text) => {
      const line = readLine(text)
      return line?.kind === 'ANSWER' && line.exchange === id ? [line.digest] : []
    })
    expect(recorded.length).toBeGreaterThan(1)
    expect(digestOfAnswers(recorded)).toBe(digestOfAnswers(heard.toReversed()))
    expect(digestOfAnswers(recorded.slice(1))).not.toBe(digestOfAnswers(heard))
  })

  it('refuses the promise of one exchange in another', async () => {
    await using asker = open()
    const { tickets } = log.intend([long])
    const id = exchangeId()
    await asker.ask(tickets, fetching(long), id)
    expect(await refusalOf(asker.ask(tickets, fetching(long)))).toBe('GATEHOUSE_PROMISE_USED')
  })

  it('lets the search pass that was promised, whatever the registry wants it to look like', async () => {
    await using asker = open()
    const asked: SearchFilter = { ...NAMED, name: ' 虚构第１号(有限)公司' }
    const { tickets } = log.intend([{ search: { ...NAMED } }])
    expect(await refusalOf(asker.ask(tickets, searching(asked)))).toBeNull()
  })

  it.each<[string, SearchFilter]>([
    ['another name', { ...NAMED, name: '虚构第2号（有限）公司' }],
    ['another principal', { ...NAMED, principal: '示例乙' }],
    ['a field more', { ...NAMED, state: 'REVOKED' }],
    ['a field less', { name: NAMED.name! }],
  ])('refuses a search for %s', async (_, filter) => {
    await using asker = open()
    const { tickets } = log.intend([{ search: { ...NAMED } }])
    expect(await refusalOf(asker.ask(tickets, searching(filter)))).toBe('GATEHOUSE_SUBJECT_FOREIGN')
  })

  it('refuses a search with the promise of an entity, and an entity with that of a search', async () => {
    await using asker = open()
    const entity = log.intend([first]).tickets
    const search = log.intend([{ search: { ...NAMED } }]).tickets
    const foreign = 'GATEHOUSE_SUBJECT_FOREIGN'
    expect(await refusalOf(asker.ask(entity, searching(NAMED)))).toBe(foreign)
    expect(await refusalOf(asker.ask(search, fetching(first)))).toBe(foreign)
  })

  it('refuses another code than the promised one', async () => {
    await using asker = open()
    const { tickets } = log.intend([fictitiousUscc(77)])
    expect(await refusalOf(asker.ask(tickets, fetching(first)))).toBe('GATEHOUSE_SUBJECT_FOREIGN')
  })

  it('refuses what comes without an envelope', async () => {
    const { url } = gatehouses.at[province]
    const reply = await fetch(`${url}/anything`)
    expect(reply.status).toBe(403)
    expect(reply.headers.get('x-gatehouse-refusal')).toBe('GATEHOUSE_PROMISE_MISSING')
  })
})
