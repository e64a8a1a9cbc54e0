/** The relocation index and the known removals, in memory and at once. */
import type { KnowledgeStore, Lesson } from '../../gateway/registries/knowledge.ts'

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
      return Promise.resolve({
        relocations: own.flatMap(({ relocations }) => relocations),
        removals: new Set(own.flatMap(({ removals }) => removals)),
      })
    },
  }
}
