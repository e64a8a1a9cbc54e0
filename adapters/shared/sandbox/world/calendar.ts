/** Days of the synthetic world as numbers (days since 1970-01-01), so that they can be added to. */
import type { CalendarDay } from '../../../../schemas/model/time.ts'

const DAY_MS = 86_400_000
const written = new Map<number, CalendarDay>()

/** The world's last day: nothing synthetic is dated later, so that no answer depends on the clock. */
export const LAST_DAY = dayNumber('2026-02-27')

/**
 * The last day on which a synthetic entity is established. All else is dated later (decisions lie in
 * the 2,500 days before the world's last), so that nothing happens to an entity before it exists.
 */
export const LAST_ESTABLISHED = LAST_DAY - 2_600

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

/** `YYYY-MM-DD`. The few thousand days in use are written once. */
export function writtenDay(number: number): CalendarDay {
  const known = written.get(number)
  if (known !== undefined) return known
  const text = new Date(number * DAY_MS).toISOString().slice(0, 10) as CalendarDay
  written.set(number, text)
  return text
}
