import { BEIJING_OFFSET_MS } from '../../schemas/model/time.ts'

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

/**
 * Fixed windows of a day or what divides one, counted from midnight in Beijing (北京时间): a quota of
 * a day is one of the calendar day by which agencies work. Minutes and hours begin there as everywhere.
 */
export function windowAt(
  at: number,
  windowMs: number,
): { readonly from: number; readonly until: number } {
  const from = Math.floor((at + BEIJING_OFFSET_MS) / windowMs) * windowMs - BEIJING_OFFSET_MS
  return { from, until: from + windowMs }
}

/** For clocks of several processes that differ. */
export const KEPT_LONGER_MS = 60_000
