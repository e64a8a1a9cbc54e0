/** Leaves on a real PostgreSQL: durable, gapless, promised. */
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { Frontier } from '../../../gateway/federation-log/frontier.ts'
import { parseLeaf } from '../../../gateway/federation-log/leaf.ts'
import { openBatch, openPromise } from '../../../gateway/federation-log/promise.ts'
import { openDisclosure } from '../../../gateway/federation-log/salted-digest.ts'
import { hashLeaf } from '../../../gateway/federation-log/tree.ts'
import { plainRow } from '../../../gateway/log/make-row.ts'
import { Sequencer } from '../../../gateway/log/sequencer.ts'
import { createLogAppender } from '../../../gateway/store/log-append.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import type { Instant } from '../../../schemas/model/time.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { AT, OPERATION_LEAVES, PROMISE_KEY, intent, outcome } from './log-bench.ts'
import { useOneLog } from './one-log.ts'

const stored = useOneLog()
const { service, closeAll, leavesFrom, refuseHoles, size: sizeNow } = stored

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
      parseLeaf(
        (await createLogStore(stored.database).leaves(promise.index, promise.index + 1))[0]!.leaf,
      ),
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
    const appender = createLogAppender(stored.url)
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
    const appender = createLogAppender(stored.url)
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
    await expect(sql.raw(statement).execute(stored.database)).rejects.toMatchObject({
      code: '23001',
    })
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
