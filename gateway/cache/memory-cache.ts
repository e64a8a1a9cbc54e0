/** The record cache in this process: bounded, least recently used out first. */
import type { CachedAnswer, RecordCache } from './record-cache.ts'

export interface MemoryCacheOptions {
  readonly maxEntries: number
  /** How long an entry is kept at all, for STALE answers too. */
  readonly keepMs: number
  readonly now: () => number
}

export function createMemoryCache(options: MemoryCacheOptions): RecordCache {
  const entries = new Map<string, { readonly answer: CachedAnswer; readonly putAt: number }>()
  return {
    get(province, uscc) {
      const key = province + uscc
      const entry = entries.get(key)
      if (entry === undefined) return Promise.resolve(null)
      entries.delete(key)
      if (options.now() - entry.putAt > options.keepMs) return Promise.resolve(null)
      entries.set(key, entry)
      return Promise.resolve(entry.answer)
    },
    put(province, uscc, answer) {
      const key = province + uscc
      entries.delete(key)
      entries.set(key, { answer, putAt: options.now() })
      if (entries.size > options.maxEntries) {
        const oldest = entries.keys().next().value
        if (oldest !== undefined) entries.delete(oldest)
      }
      return Promise.resolve()
    },
    close: () => Promise.resolve(entries.clear()),
  }
}
