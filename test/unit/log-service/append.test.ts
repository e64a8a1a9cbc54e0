/** Leaves on a real PostgreSQL: durable, gapless, promised, sealed, found. */
import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Frontier } from '../../../gateway/federation-log/frontier.ts'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { openBatch, openPromise } from '../../../gateway/federation-log/promise.ts'
import { openDisclosure } from '../../../gateway/federation-log/salted-digest.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { createLogService, openLogService } from '../../../gateway/log/log-service.ts'
import type { LogService, LogServiceOptions } from '../../../gateway/log/log-service.ts'
import { plainRow } from '../../../gateway/log/make-row.ts'
import { openSealed } from '../../../gateway/log/sealed-disclosures.ts'
import { Sequencer } from '../../../gateway/log/sequencer.ts'
import { createLogAppender } from '../../../gateway/store/log-append.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import {
  AT,
  OPERATION_LEAVES,
  PRIVATE_KEYS,
  PROMISE_KEY,
  createLogDatabase,
  intent,
  options,
  outcome,
} from './log-bench.ts'

let url: string
let folder: string
let database: Database
let services: LogService[] = []

function service(change: Partial<LogServiceOptions> = {}): LogService {
  const made = createLogService({ ...options(url, folder), ...change })
  services.push(made)
  return made
}

async function closeAll(): Promise<void> {
  await Promise.all(services.map((each) => each.close()))
  services = []
}

beforeAll(async () => {
  url = await createLogDatabase()
  folder = await createTemporaryFolder('log')
  database = openDatabase(url, () => undefined)
})
afterEach(closeAll)
afterAll(async () => {
  await database.destroy()
  await rm(folder, { recursive: true })
})

async function leavesFrom(index: number): Promise<readonly Leaf[]> {
  const leaves = await createLogStore(database).leaves(index, index + 10_000)
  return leaves.map(({ leaf }) => parseLeaf(leaf))
}

const sizeNow = async () => (await createLogStore(database).head()).size

async function refuseHoles(): Promise<void> {
  const store = createLogStore(database)
  const head = await store.head()
  const leaves = await store.leaves(0, head.size)
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: head.size }, (_, i) => i))
  const hashes = leaves.map(({ leaf }) => hashLeaf(leaf))
  expect(rootOfHashes(hashes)).toEqual(head.root)
}

describe('an intent', () => {
  it('is durable and promised, and the promise can be verified', async () => {
    const facts = intent()
    const { promise, leafHash, subjects } = await service().intend(facts)
    const opened = openPromise(promise, (batch) => openBatch(batch, [PROMISE_KEY.key]))
    expect(opened.leafHash.toString('base64url')).toBe(leafHash)
    expect(opened.leaf).toMatchObject({ id: facts.id, type: 'INTENT' })
    expect(subjects.map((each) => openDisclosure(opened.leaf, each).value)).toEqual([
      fictitiousUscc(1),
    ])
    expect(
      parseLeaf((await createLogStore(database).leaves(promise.index, promise.index + 1))[0]!.leaf),
    ).toEqual(opened.leaf)
  })

  it('tells a gatehouse what is searched for', async () => {
    const filter = { name: '虚构示例', state: 'ACTIVE' } as const
    const subject = { kind: 'SEARCH', filter } as never
    const { promise, subjects } = await service().intend(intent({ subjects: [subject] }))
    const { value } = openDisclosure(parseLeaf(promise.leaf) as never, subjects[0]!)
    expect(value).toEqual({ search: filter })
  })

  it('of many callers of two services has an index of its own, and the log no hole', async () => {
    const [one, other] = [service(), service()]
    const before = await sizeNow()
    const intended = await Promise.all(
      Array.from({ length: 600 }, (_, i) => (i % 2 ? one : other).intend(intent())),
    )
    const indexes = new Set(intended.map(({ promise }) => promise.index))
    expect(indexes.size).toBe(600)
    for (const { leafHash } of intended) one.conclude(outcome(leafHash))
    await closeAll()
    const services = [one, other].length
    expect(await sizeNow()).toBe(before + services * OPERATION_LEAVES + 1_200)
    await refuseHoles()
  })

  it('is written again where another process was faster', async () => {
    let lost = 0
    const [one, other] = [service({ observer: { lostRace: () => (lost += 1) } }), service()]
    await one.intend(intent())
    await other.intend(intent())
    const { promise } = await one.intend(intent())
    expect(lost).toBe(1)
    expect(promise.index).toBe((await sizeNow()) - 1)
    await refuseHoles()
  })

  it('is not put on top of another history that happens to be as long', async () => {
    const appender = createLogAppender(url)
    const { size } = await appender.head()
    const frontier = new Frontier()
    while (frontier.size < size) frontier.append(plainRow(LEFT_BEHIND).hash)
    // As if this one had been committed, and the store had lost it and taken another since.
    const from = { ...frontier.state(), root: frontier.root() }
    const row = plainRow({ ...LEFT_BEHIND, id: 'export-2' })
    frontier.append(row.hash)
    const to = { ...frontier.state(), root: frontier.root() }
    const appended = await appender.append(from, to, [row])
    expect(appended).toMatchObject({ done: false, head: { size: from.size } })
    await appender.close()
    await refuseHoles()
  })

  it('is written on what the store really has, and the fork is told', async () => {
    const told: unknown[] = []
    const appender = createLogAppender(url)
    let isFirst = true
    const sequencer = new Sequencer({
      appender: {
        ...appender,
        async head() {
          const head = await appender.head()
          const root = isFirst ? Buffer.alloc(32) : head.root
          isFirst = false
          return { ...head, root }
        },
      },
      observer: {
        committed: () => undefined,
        lostRace: () => undefined,
        failed: (failure) => void told.push(failure),
      },
    })
    const size = await sizeNow()
    const committed = await sequencer.append(plainRow({ ...LEFT_BEHIND, id: 'export-3' }), 5_000)
    expect(committed).toMatchObject({ batch: { firstIndex: size } })
    expect(told).toMatchObject([{ code: 'LOG_FORKED', details: { size } }])
    await sequencer.close(0)
    await refuseHoles()
  })
})

const LEFT_BEHIND = {
  type: 'ADMINISTRATIVE',
  id: 'export-1',
  at: AT.toISOString() as Instant,
  ...{ act: 'EXPORT', role: 'AUDITOR', agency: null, province: null, count: null, document: null },
} as const

describe('an outcome', () => {
  it('comes once, whoever writes it', async () => {
    const [one, other] = [service(), service()]
    const { leafHash, promise } = await one.intend(intent())
    one.conclude(outcome(leafHash))
    other.conclude(outcome(leafHash, { result: 'FAILED' }))
    const { leafHash: second } = await other.intend(intent())
    other.conclude(outcome(second))
    await closeAll()
    const after = await leavesFrom(promise.index)
    const outcomes = after.filter(({ type }) => type === 'OUTCOME')
    expect(outcomes).toHaveLength(2)
    await refuseHoles()
  })

  it('that never came is UNKNOWN after its term, once', async () => {
    const { leafHash, promise } = await service().intend(intent())
    const later = new Date(AT.getTime() + 61_000)
    const inTime = service({ now: () => new Date(AT.getTime() + 59_000) })
    expect(await inTime.closeOldIntents()).toBe(0)
    const finders = [service({ now: () => later }), service({ now: () => later })]
    const closed = await Promise.all(finders.map((each) => each.closeOldIntents()))
    expect(closed.reduce((sum, each) => sum + each, 0)).toBe(expectedOpen)
    const after = await leavesFrom(promise.index)
    const ours = after.filter((leaf) => leaf.type === 'OUTCOME' && leaf.intent === leafHash)
    expect(ours).toMatchObject([{ result: 'UNKNOWN' }])
    expect(await finders[0]!.closeOldIntents()).toBe(0)
  })
  /** Those that the tests above left open, and its own. */
  const expectedOpen = 6

  it('is waited for also where another process has a clock that is ahead', async () => {
    const { leafHash } = await service().intend(intent({ at: new Date() }))
    const ahead = service({ now: () => new Date(Date.now() + 3_600_000) })
    expect(await ahead.closeOldIntents()).toBe(0)
    service().conclude(outcome(leafHash))
    await closeAll()
    expect((await leavesFrom((await sizeNow()) - 1))[0]).toMatchObject({ result: 'COMPLETE' })
  })
})

describe('refusals', () => {
  const refusal = {
    at: AT,
    code: 'TOKEN_EXPIRED' as const,
    agency: null,
    officer: '虚构经办人乙',
    purpose: null,
    operation: null,
  }

  it('become leaves one by one, and a number when they are many', async () => {
    const before = await sizeNow()
    const flooded = service({ timing: { refusalWindowMs: 60_000 } })
    for (let i = 0; i < 1_000; i += 1)
      flooded.refuse({ ...refusal, code: 'TOKEN_EXPIRED' as never })
    await closeAll()
    const leaves = await leavesFrom(before)
    expect(leaves.filter(({ type }) => type === 'REFUSAL')).toHaveLength(20)
    expect(leaves.filter(({ type }) => type === 'ADMINISTRATIVE')).toMatchObject([
      { act: 'REFUSALS', agency: null, count: 980 },
    ])
  })

  it('of an agency are not hidden behind those of others', async () => {
    const before = await sizeNow()
    const flooded = service({ timing: { refusalWindowMs: 60_000 } })
    for (let i = 0; i < 30; i += 1) flooded.refuse(refusal)
    for (let i = 0; i < 22; i += 1) flooded.refuse({ ...refusal, agency: 'XC-TEST-1' })
    flooded.refuse({ ...refusal, agency: 'XC-TEST-2' })
    await closeAll()
    const leaves = await leavesFrom(before)
    const of = (agency: string | null) =>
      leaves.filter((leaf) => leaf.type === 'REFUSAL' && leaf.agency === agency)
    expect([null, 'XC-TEST-1', 'XC-TEST-2'].map((agency) => of(agency).length)).toEqual([20, 20, 1])
    expect(leaves.filter(({ type }) => type === 'ADMINISTRATIVE')).toMatchObject([
      { act: 'REFUSALS', agency: null, count: 10 },
      { act: 'REFUSALS', agency: 'XC-TEST-1', count: 2 },
    ])
  })
})

describe('an administrative act', () => {
  it('is durable when it resolves; the actor is sealed', async () => {
    const act = {
      at: AT,
      act: 'EXPORT',
      role: 'AUDITOR',
      agency: 'XC-TEST',
      actor: '虚构审计员',
      province: null,
      count: 3,
      document: null,
    }
    const before = await sizeNow()
    await service().act(act)
    const [leaf] = await leavesFrom(before)
    expect(leaf).toMatchObject({ type: 'ADMINISTRATIVE', act: 'EXPORT', count: 3 })
    expect(leaf!._sd).toHaveLength(1)
    expect(JSON.stringify(leaf)).not.toContain('虚构')
  })
})

describe('disclosures', () => {
  it('are opened by each named province, and by no other', async () => {
    const log = service()
    const { promise } = await log.intend(intent())
    const leaf = parseLeaf(promise.leaf)
    const sealed = await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')
    const hash = hashLeaf(promise.leaf)
    const opened = openSealed(sealed!, hash, PRIVATE_KEYS.ZHEJIANG)
    const facts = opened.map((each) => openDisclosure(leaf, each))
    expect(Object.fromEntries(facts.map(({ name, value }) => [name, value]))).toEqual({
      subject: fictitiousUscc(1),
      officer: '虚构经办人甲',
      case: '虚构案〔2026〕1号',
    })
    expect(await log.reader.sealedDisclosures(promise.index, 'ANHUI')).toBeNull()
    const wrongly = () => openSealed(sealed!, hash, PRIVATE_KEYS.ANHUI)
    expect(wrongly).toThrow(expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }))
    const other = hashLeaf((await log.intend(intent())).promise.leaf)
    const otherLeaf = () => openSealed(sealed!, other, PRIVATE_KEYS.ZHEJIANG)
    expect(otherLeaf).toThrow(expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }))
    for (const [i, byte] of sealed!.ciphertext.entries()) {
      const ciphertext = Buffer.from(sealed!.ciphertext).fill(byte ^ 1, i, i + 1)
      const cut = sealed!.ciphertext.subarray(0, i)
      for (const changed of [ciphertext, cut]) {
        const altered = { ...sealed!, ciphertext: changed }
        expect(() => openSealed(altered, hash, PRIVATE_KEYS.ZHEJIANG)).toThrow(
          expect.objectContaining({ code: 'LOG_DISCLOSURE_MALFORMED' }),
        )
      }
    }
  })

  it('of many leaves and sizes are opened, each under a nonce of its own', async () => {
    const log = service()
    const numbers = Array.from({ length: 60 }, (_, i) => '〔2026〕'.padEnd(4 + i, '虚'))
    const intended = await Promise.all(
      numbers.map((caseNumber) => log.intend(intent({ caseNumber }))),
    )
    const nonces = new Set<string>()
    for (const [i, { promise }] of intended.entries()) {
      const leaf = parseLeaf(promise.leaf)
      const sealed = await log.reader.sealedDisclosures(promise.index, 'SHANGHAI')
      nonces.add(sealed!.nonce.toString('hex'))
      const opened = openSealed(sealed!, hashLeaf(promise.leaf), PRIVATE_KEYS.SHANGHAI)
      const values = opened.map((each) => openDisclosure(leaf, each).value)
      expect(values).toContain(numbers[i])
    }
    expect(nonces.size).toBe(numbers.length)
  })

  it('are erased at the next start where the process ended after the leaf', async () => {
    const log = service()
    const { promise, leafHash } = await log.intend(intent())
    const { _sd: digests } = parseLeaf(promise.leaf)
    const at = AT.toISOString() as Instant
    const erasure = { type: 'ERASURE', id: 'erasure-1', at, target: leafHash, digests } as const
    await log.record({ ...erasure, province: 'ZHEJIANG', bases: ['PIPL_47'] })
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).not.toBeNull()
    services.push(await openLogService(options(url, folder)))
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).toBeNull()
    expect(await createLogStore(database).finishErasures()).toBe(0)
  })

  it('are erased after a leaf has said so; the tree stays whole', async () => {
    const log = service()
    const { promise, leafHash } = await log.intend(intent())
    const before = await sizeNow()
    await log.erase({ leafHash, province: 'ZHEJIANG', bases: ['PIPL_47'] })
    expect(await log.reader.sealedDisclosures(promise.index, 'ZHEJIANG')).toBeNull()
    expect(await leavesFrom(before)).toMatchObject([{ type: 'ERASURE', target: leafHash }])
    const found = await log.reader.entries({ ...ALL, filter: { entity: fictitiousUscc(1) } })
    expect(found.entries.map(({ index }) => index)).not.toContain(promise.index)
    await refuseHoles()
    const unknown = { leafHash: 'AAAA', province: 'ZHEJIANG', bases: ['PIPL_47'] } as const
    await expect(log.erase(unknown)).rejects.toMatchObject({ code: 'LOG_ENTRY_UNKNOWN' })
  })
})

const ALL = { filter: {}, remit: PROVINCES, after: null, first: 10_000 }

describe('the search', () => {
  it('finds an intent and its outcome by what is sealed, under the keys of the remit', async () => {
    const log = service()
    const uscc = fictitiousUscc(77)
    const subject = { kind: 'ENTITY', uscc } as const
    const facts = intent({
      subjects: [subject],
      officer: '虚构经办人丙',
      agency: 'XC-DEV-OTHER',
      provinces: ['ANHUI'],
    })
    const { leafHash, promise } = await log.intend(facts)
    log.conclude(outcome(leafHash, { result: 'NOTHING', of: facts }))
    await vi.waitUntil(async () => (await sizeNow()) > promise.index + 1)
    const indexes = async (filter: object, remit: readonly Province[] = ALL.remit) => {
      const { entries } = await log.reader.entries({ ...ALL, filter, remit })
      return entries.map(({ index }) => index)
    }
    const both = [promise.index, promise.index + 1]
    expect(await indexes({ entity: uscc })).toEqual(both)
    expect(await indexes({ officer: '虚构经办人丙' })).toEqual(both)
    expect(await indexes({ entity: uscc }, ['SHANGHAI'])).toEqual([])
    expect(await indexes({ agency: 'XC-DEV-OTHER', purpose: 'ENFORCEMENT' })).toEqual(both)
    expect(await indexes({ agency: 'XC-DEV-OTHER', type: 'OUTCOME' })).toEqual([both[1]])
    expect(await indexes({ entity: uscc, result: 'NOTHING' })).toEqual(both)
    expect(await indexes({ entity: uscc, result: 'COMPLETE' })).toEqual([])
    expect(await indexes({ entity: uscc, province: 'ANHUI' })).toEqual(both)
    expect(await indexes({ entity: uscc, province: 'JIANGSU' })).toEqual([])
    expect(await indexes({ entity: uscc, to: AT })).toEqual([])
    expect((await log.reader.entryByHash(leafHash))?.index).toBe(promise.index)
  })

  it('goes on by index, in both directions', async () => {
    const { reader } = service()
    const page = await reader.entries({ ...ALL, first: 2 })
    expect(page).toMatchObject({ hasMore: true, entries: [{ index: 0 }, { index: 1 }] })
    const next = await reader.entries({ ...ALL, first: 2, after: 1 })
    expect(next.entries.map(({ index }) => index)).toEqual([2, 3])
    const back = await reader.entries({ ...ALL, first: 5, after: 2, newestFirst: true })
    expect(back).toMatchObject({ hasMore: false, entries: [{ index: 1 }, { index: 0 }] })
  })
})

describe('the store', () => {
  it.each([
    'UPDATE log_entry SET leaf = leaf WHERE index = 0',
    'DELETE FROM log_entry',
    'TRUNCATE log_entry',
    'DELETE FROM log_tile',
    'UPDATE log_tile SET hashes = hashes',
    'TRUNCATE log_tile',
    'UPDATE log_head SET size = size - 1',
    'DELETE FROM log_head',
    'UPDATE log_disclosure SET nonce = nonce',
    'DELETE FROM log_checkpoint',
    'DELETE FROM log_witness',
  ])('refuses its owner %s', async (statement) => {
    await expect(sql.raw(statement).execute(database)).rejects.toMatchObject({ code: '23001' })
  })
})

describe('with the database gone', () => {
  const gone = () =>
    service({
      databaseUrl: 'postgres://127.0.0.1:1/none',
      timing: { graceMs: 60, closeWithinMs: 10 },
    })

  it('an intent is refused after the grace, with a code to retry', async () => {
    const log = gone()
    await expect(log.intend(intent())).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retryable: true,
    })
    expect(await log.health()).toEqual(['log store'])
  })

  it('outcomes and refusals are not waited for, and told when they are lost', async () => {
    const lost: string[] = []
    const observer = { leafLost: (type: string) => void lost.push(type) }
    const log = service({
      databaseUrl: 'postgres://127.0.0.1:1/none',
      timing: { closeWithinMs: 10 },
      observer,
    })
    log.conclude(outcome(hashLeaf(Buffer.alloc(0)).toString('base64url')))
    await closeAll()
    expect(lost).toEqual(['OUTCOME'])
  })
})
