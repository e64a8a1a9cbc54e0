/**
 * What all processes count together. Every call rejects when the store is away: whoever counts decides
 * what that means. Keys and members reach the store as HMACs only.
 */
export interface Counters {
  /** Whether an id of its kind is used for the first time. Remembered until `until`, and a little longer. */
  useOnce(kind: string, id: string, until: Date): Promise<'FIRST' | 'REPEATED'>
  /** Adds to the count of a key in the window that is open. @returns the count after it. */
  add(key: string, n: number, windowMs: number): Promise<number>
  /** How many different members a key has in the window, these included; may be off by a percent. */
  distinct(key: string, members: readonly string[], windowMs: number): Promise<number>
}

/** Fixed windows, from multiples of their length since 1970. */
export function windowAt(
  at: number,
  windowMs: number,
): { readonly from: number; readonly until: number } {
  const from = Math.floor(at / windowMs) * windowMs
  return { from, until: from + windowMs }
}

/** For clocks of several processes that differ. */
export const KEPT_LONGER_MS = 60_000
