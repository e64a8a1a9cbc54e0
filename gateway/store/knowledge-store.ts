/** The relocation index (迁移索引) and known removals, in PostgreSQL. */
import type { Logger } from 'pino'
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { KnowledgeStore, Lesson } from '../registries/knowledge.ts'
import type { Knowledge } from '../survivorship/answer.ts'
import type { Database } from './database.ts'

export interface KeptKnowledgeStore extends KnowledgeStore {
  /** Waits until what was learnt is written, or cannot be. */
  flush(): Promise<void>
}

/** Lessons that wait for the database; beyond it the oldest is given up, to be learnt again some time. */
const MOST_WAITING = 10_000
const RETRY_AFTER_MS = 2_000

export function createKnowledgeStore(database: Database, log: Logger): KeptKnowledgeStore {
  const waiting = new Map<string, Lesson>()
  const written = new Set<string>()
  let writing: Promise<void> | null = null

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const [key, lesson] = waiting.entries().next().value!
      try {
        await writeLesson(database, lesson)
      } catch (failure) {
        if (!isRefusedForGood(failure)) throw failure
        log.error({ err: failure }, 'a lesson cannot be written and is given up')
      }
      waiting.delete(key)
      if (written.size >= MOST_WAITING) written.clear()
      written.add(key)
    }
  }

  function start(): Promise<void> {
    writing ??= writeAll()
      .catch((failure: unknown) => {
        log.warn({ err: failure, waiting: waiting.size }, 'lessons wait for the database')
        setTimeout(() => void start(), RETRY_AFTER_MS).unref()
      })
      .finally(() => (writing = null))
    return writing
  }

  return {
    async recall(uscc) {
      try {
        return await readKnowledge(database, uscc)
      } catch (failure) {
        log.warn({ err: failure }, 'relocation index could not be read')
        return null
      }
    },
    learn(lesson) {
      const key = JSON.stringify(lesson)
      if (written.has(key) || waiting.has(key)) return
      if (waiting.size >= MOST_WAITING) waiting.delete(waiting.keys().next().value!)
      waiting.set(key, lesson)
      void start()
    },
    flush: () => start(),
  }
}

/** A registry's text that no column takes, such as one with U+0000: it must not hold up the others. */
function isRefusedForGood(failure: unknown): boolean {
  const state = (failure as { readonly code?: unknown }).code
  // SQLSTATE class 22, data exception.
  return typeof state === 'string' && /^22[0-9A-Z]{3}$/.test(state)
}

async function readKnowledge(database: Database, uscc: Uscc): Promise<Knowledge> {
  const [relocations, removals] = await Promise.all([
    database.selectFrom('relocation').selectAll().where('uscc', '=', uscc).execute(),
    database.selectFrom('listing_removal').select('identity').where('uscc', '=', uscc).execute(),
  ])
  return {
    relocations: relocations.map((row) => ({
      from: provinceOrNull(row.from_province),
      to: provinceOrNull(row.to_province),
      on: row.moved_on as CalendarDay | null,
    })),
    removals: new Set(removals.map(({ identity }) => identity)),
  }
}

function provinceOrNull(column: string): Province | null {
  return column === '' ? null : (column as Province)
}

async function writeLesson(database: Database, lesson: Lesson): Promise<void> {
  for (const { from, to, on } of lesson.relocations) {
    await database
      .insertInto('relocation')
      .values({
        uscc: lesson.uscc,
        from_province: from ?? '',
        to_province: to ?? '',
        moved_on: on,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['uscc', 'from_province', 'to_province'])
          .doUpdateSet((update) => ({ moved_on: update.ref('excluded.moved_on') }))
          // A later move along the same way replaces the earlier; one without a day replaces nothing.
          .where((where) =>
            where.or([
              where('relocation.moved_on', 'is', null),
              where('excluded.moved_on', '>', where.ref('relocation.moved_on')),
            ]),
          ),
      )
      .execute()
  }
  for (const identity of lesson.removals) {
    await database
      .insertInto('listing_removal')
      .values({ uscc: lesson.uscc, identity })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
