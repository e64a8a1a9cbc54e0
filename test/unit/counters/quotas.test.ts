import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import { createPostgresCounters } from '../../../gateway/counters/postgres-counters.ts'
import { createQuotas } from '../../../gateway/counters/quotas.ts'
import type { Enumeration } from '../../../gateway/counters/quotas.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { dayOfInstant } from '../../../schemas/model/time.ts'
import { createMigratedDatabase } from '../sign-in/migrated-database.ts'
import { NOW } from './contract.ts'

const LOG = pino({ level: 'silent' })
const DAY = 86_400_000
const asking: AccessDetails = {
  ...{ agency: 'XC-BUREAU', officer: 'officer-7', roles: ['OFFICER'], purpose: 'ENFORCEMENT' },
  ...{ legalBasis: 'PENALTY_LAW_48', caseNumber: '虚构案1' },
}

let database: Database
let now = NOW
let days = 0
let noticed: Enumeration[] = []
beforeAll(async () => {
  database = openDatabase(await createMigratedDatabase(), () => undefined)
})
afterAll(() => database.destroy())
// Another day has other counts.
beforeEach(() => {
  now = NOW + (days += 1) * DAY
  noticed = []
})

const LIMITS = { perMinute: 10, perDay: 25, enumerationPerHour: 5 }

/** One of several processes that share the counts. */
function process(limits: Partial<typeof LIMITS> = {}, url: Database = database) {
  const secret = Buffer.alloc(32, 2)
  const counters = createPostgresCounters({ database: url, secret, now: () => now, log: LOG })
  return createQuotas(counters, {
    ...{ ...LIMITS, ...limits, now: () => now },
    onEnumeration: (one) => void noticed.push(one),
  })
}

const subjects = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `subject ${from + i}`)

describe('a quota', () => {
  it('per minute is one over all processes, and says when to ask again', async () => {
    const [a, b] = [process(), process()]
    await a.take(asking, subjects(0, 6))
    await b.take(asking, subjects(0, 4))
    const refused = a.take(asking, subjects(0, 1))
    const until = new Date(Math.floor(now / 60_000) * 60_000 + 60_000).toISOString()
    await expect(refused).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      status: 429,
      details: { limit: 10, window: '分钟', until },
    })
    now += 60_000
    await b.take(asking, subjects(0, 10))
  })

  it('per day goes on when a minute is over', async () => {
    const quotas = process()
    for (const n of [10, 10, 5]) {
      await quotas.take(asking, subjects(0, n))
      now += 60_000
    }
    const refused = quotas.take(asking, subjects(0, 1))
    await expect(refused).rejects.toMatchObject({ details: { limit: 25, window: '日' } })
  })

  it('per day begins anew at midnight in Beijing, and not eight hours later', async () => {
    const quotas = process({ perMinute: 1_000 })
    const own = { ...asking, agency: 'XC-BEIJING' }
    now = Date.parse(`${dayOfInstant(new Date(now))}T23:59:00+08:00`)
    await quotas.take(own, subjects(0, 25))
    const refused = quotas.take(own, subjects(0, 1))
    const until = new Date(now + 60_000).toISOString()
    await expect(refused).rejects.toMatchObject({ details: { window: '日', until } })
    now += 60_000
    await quotas.take(own, subjects(0, 25))
    now += 8 * 3_600_000
    await expect(quotas.take(own, subjects(0, 1))).rejects.toMatchObject({
      details: { window: '日', until: new Date(Date.parse(until) + DAY).toISOString() },
    })
  })

  it('belongs to one agency and one purpose', async () => {
    const quotas = process()
    await quotas.take(asking, subjects(0, 10))
    await quotas.take({ ...asking, purpose: 'REGISTRATION' }, subjects(0, 10))
    await quotas.take({ ...asking, agency: 'XC-OTHER' }, subjects(0, 10))
  })

  it('refuses of those who come at the same time only who is beyond it', async () => {
    const quotas = process({ enumerationPerHour: 1_000 })
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => quotas.take(asking, subjects(i, 1))),
    )
    expect(all.map(({ status }) => status === 'fulfilled')).toEqual([
      ...Array<boolean>(10).fill(true),
      false,
      false,
    ])
  })

  it('that cannot be counted lets nobody pass', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:1/nothing', () => undefined)
    const refused = process({}, away).take(asking, subjects(0, 1))
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'QUOTA_UNAVAILABLE', status: 503, retryable: true },
    })
    await away.destroy()
  })
})

describe('bulk enumeration', () => {
  const many = { perMinute: 1_000, perDay: 1_000 }

  it('is noticed once an hour, from all processes together, and not refused', async () => {
    const [a, b] = [process(many), process(many)]
    await a.take(asking, subjects(0, 3))
    await b.take(asking, subjects(2, 3))
    expect(noticed).toEqual([])
    await b.take(asking, subjects(5, 1))
    expect(noticed).toEqual([
      {
        ...{ agency: 'XC-BUREAU', officer: 'officer-7', purpose: 'ENFORCEMENT' },
        ...{ count: 6, at: new Date(now) },
      },
    ])
    await a.take(asking, subjects(6, 3))
    expect(noticed).toHaveLength(1)
    now += 3_600_000
    await a.take(asking, subjects(0, 6))
    expect(noticed).toHaveLength(2)
  })

  it('is not that of an officer who asks about the same again', async () => {
    const quotas = process(many)
    for (let i = 0; i < 10; i += 1) await quotas.take(asking, subjects(0, 5))
    expect(noticed).toEqual([])
  })

  it('is no matter of systems, which have no officer', async () => {
    await process(many).take({ ...asking, officer: null }, subjects(0, 50))
    expect(noticed).toEqual([])
  })
})
