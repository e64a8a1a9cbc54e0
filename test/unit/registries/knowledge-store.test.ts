/** Against a real PostgreSQL: what is learnt is recalled, also after a failure, and once. */
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Lesson } from '../../../gateway/registries/knowledge.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createKnowledgeStore } from '../../../gateway/store/knowledge-store.ts'
import type { KeptKnowledgeStore } from '../../../gateway/store/knowledge-store.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import type { KnownRelocation } from '../../../gateway/survivorship/answer.ts'
import { day } from '../../support/evidence.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { createDatabase } from '../../support/postgres.ts'

const LOG = pino({ level: 'silent' })
const MOVED: KnownRelocation = { from: 'SHANGHAI', to: 'ANHUI', on: day('2026-03-05') }

let database: Database
let store: KeptKnowledgeStore
let n = 0
let uscc = fictitiousUscc(n)

const lesson = (parts: Partial<Lesson>): Lesson => ({
  uscc,
  relocations: [],
  removals: [],
  ...parts,
})

/** As another gateway process would recall it. */
const recalled = () => createKnowledgeStore(database, LOG).recall(uscc)

async function taught(...lessons: readonly Partial<Lesson>[]): Promise<void> {
  for (const parts of lessons) {
    store.learn(lesson(parts))
    await store.flush()
  }
}

beforeAll(async () => {
  database = openDatabase(await createDatabase(), () => undefined)
  await migrate(database)
})
afterAll(() => database.destroy())
beforeEach(() => {
  uscc = fictitiousUscc((n += 1))
  store = createKnowledgeStore(database, LOG)
})
afterEach(() => void vi.useRealTimers())

describe('what was learnt', () => {
  it('of nobody is nothing', async () => {
    expect(await recalled()).toEqual({ relocations: [], removals: new Set() })
  })

  it('is recalled by every process', async () => {
    await taught({ relocations: [MOVED], removals: ['330106000|2025-07-05|abnormal'] })
    expect(await recalled()).toEqual({
      relocations: [MOVED],
      removals: new Set(['330106000|2025-07-05|abnormal']),
    })
  })

  it('of another entity is not recalled', async () => {
    store.learn(lesson({ uscc: fictitiousUscc(9_000), relocations: [MOVED] }))
    await store.flush()
    expect((await recalled())?.relocations).toEqual([])
  })

  it.each<[string, KnownRelocation]>([
    ['from outside the four provinces', { ...MOVED, from: null }],
    ['to outside the four provinces', { ...MOVED, to: null }],
    ['without a day', { ...MOVED, on: null }],
  ])('a move %s is kept as such', async (_, relocation) => {
    await taught({ relocations: [relocation] })
    expect((await recalled())?.relocations).toEqual([relocation])
  })

  it('twice, by two processes, is there once', async () => {
    const other = createKnowledgeStore(database, LOG)
    for (const one of [store, other]) one.learn(lesson({ relocations: [MOVED], removals: ['x'] }))
    await Promise.all([store.flush(), other.flush()])
    expect(await recalled()).toEqual({ relocations: [MOVED], removals: new Set(['x']) })
  })

  it('a later move along the same way replaces the earlier', async () => {
    const later = { ...MOVED, on: day('2028-01-01') }
    await taught({ relocations: [MOVED] }, { relocations: [later] })
    expect((await recalled())?.relocations).toEqual([later])
  })

  it.each<[string, KnownRelocation]>([
    ['an earlier move', { ...MOVED, on: day('2020-01-01') }],
    ['one without a day', { ...MOVED, on: null }],
  ])('%s does not replace the later', async (_, earlier) => {
    await taught({ relocations: [MOVED] }, { relocations: [earlier] })
    expect((await recalled())?.relocations).toEqual([MOVED])
  })

  it('a move back stands beside the move there', async () => {
    const back: KnownRelocation = { from: 'ANHUI', to: 'SHANGHAI', on: day('2027-01-01') }
    await taught({ relocations: [MOVED] }, { relocations: [back] })
    const relocations = (await recalled())?.relocations
    expect(relocations).toHaveLength(2)
    expect(relocations).toEqual(expect.arrayContaining([MOVED, back]))
  })
})

describe('while the database fails', () => {
  const broken = () => openDatabase('postgres://127.0.0.1:1/none', () => undefined)

  it('nothing can be recalled, and that is said: null, not nothing', async () => {
    const none = broken()
    expect(await createKnowledgeStore(none, LOG).recall(uscc)).toBeNull()
    await none.destroy()
  })

  it('learning neither throws nor is waited for', async () => {
    const none = broken()
    const lost = createKnowledgeStore(none, LOG)
    expect(lost.learn(lesson({ relocations: [MOVED] }))).toBeUndefined()
    await lost.flush()
    await none.destroy()
  })

  it('what was learnt is kept and written when it is back', async () => {
    await database.schema.alterTable('relocation').renameTo('relocation_away').execute()
    await taught({ relocations: [MOVED] })
    await database.schema.alterTable('relocation_away').renameTo('relocation').execute()
    expect((await recalled())?.relocations).toEqual([])
    await store.flush()
    expect((await recalled())?.relocations).toEqual([MOVED])
  })

  it('a lesson that no database takes does not stop the others', async () => {
    await taught({ removals: ['虚构\u0000'] }, { relocations: [MOVED] })
    expect((await recalled())?.relocations).toEqual([MOVED])
  })
})

describe('a lesson learnt again', () => {
  it('is not written again by the same process', async () => {
    await taught({ removals: ['x'] })
    await database.deleteFrom('listing_removal').where('uscc', '=', uscc).execute()
    await taught({ removals: ['x'] })
    expect((await recalled())?.removals).toEqual(new Set())
  })
})
