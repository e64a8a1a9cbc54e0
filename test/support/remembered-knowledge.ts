/** The relocation index and the known removals, in memory and at once. */
import type { KnowledgeStore, Lesson } from '../../gateway/registries/knowledge.ts'
import type { KnownRelocation } from '../../gateway/survivorship/answer.ts'

export interface RememberedKnowledge extends KnowledgeStore {
  readonly lessons: readonly Lesson[]
  /** From now on it cannot be read. */
  lose(): void
}

export function createRememberedKnowledge(): RememberedKnowledge {
  const lessons: Lesson[] = []
  let lost = false
  return {
    lessons,
    lose: () => void (lost = true),
    learn: (lesson) => void lessons.push(lesson),
    recall(uscc) {
      if (lost) return Promise.resolve(null)
      const own = lessons.filter((lesson) => lesson.uscc === uscc)
      // One row a way, as the table has it: what is recalled is taught again with every answer.
      const ways = new Map<string, KnownRelocation>()
      for (const move of own.flatMap(({ relocations }) => relocations)) {
        ways.set(`${move.from}>${move.to}`, move)
      }
      const removals = new Set(own.flatMap((lesson) => lesson.removals))
      return Promise.resolve({ relocations: [...ways.values()], removals })
    },
  }
}
