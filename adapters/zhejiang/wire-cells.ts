/** Reads single cells: the three ways of writing nothing, the two sentinel dates, list parts. */
import { isNoDate, isOpenEnd, parseDay } from '../../schemas/model/time.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { LIST_ROWS } from './wire.ts'
import type { Cell, ListPart } from './wire.ts'

/** How the exports of this registry write NULL: a backslash and an N. */
const NULL_TEXT = '\\N'

/** Trimmed text; null for null, missing, blank and `\N`. @throws {ValueError} an object or array. */
export function textOf(cell: Cell): string | null {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'number') return String(cell)
  if (typeof cell !== 'string') throw new ValueError(cell, 'text')
  const text = cell.trim()
  return text === '' || text === NULL_TEXT ? null : text
}

/** Null also for both sentinels: 1900-01-01 (none) and 9999-09-09 (no end). @throws {ValueError} */
export function dayOf(cell: Cell): CalendarDay | null {
  const text = textOf(cell)
  if (text === null) return null
  const day = rememberedDay(text)
  return isNoDate(day) || isOpenEnd(day) ? null : day
}

/** End of a term: `9999-09-09` is 长期, an empty cell is "not stated". @throws {ValueError} */
export function endOf(cell: Cell): { readonly on: CalendarDay | null; readonly open: boolean } {
  const text = textOf(cell)
  if (text === null) return NOT_STATED
  const day = rememberedDay(text)
  if (isOpenEnd(day)) return OPEN_END
  return isNoDate(day) ? NOT_STATED : { on: day, open: false }
}

/** `1` yes, `0` no, empty no. @throws {ValueError} anything else. */
export function flagOf(cell: Cell): boolean {
  const text = textOf(cell)
  if (text === '1') return true
  if (text === '0' || text === null) return false
  throw new ValueError(text, 'flag')
}

/** A row is an object, whatever its cells. @throws {ValueError} */
export function asRow<R extends object>(value: unknown): R {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValueError(value, 'row')
  }
  return value as R
}

/**
 * A list as it comes with the base row: all of it, or its first {@link LIST_ROWS} rows.
 *
 * @throws {ValueError} missing, or with other numbers of rows than it says: half a list would look
 * like a clean record.
 */
export function listPartOf<R extends object>(value: unknown, field: string): ListPart<R> {
  const { dataCount, datas } = asRow<{ dataCount?: unknown; datas?: unknown }>(value)
  const count = countOf(dataCount)
  if (!Array.isArray(datas) || datas.length !== Math.min(count, LIST_ROWS)) {
    throw new ValueError(value, field)
  }
  return { dataCount: count, datas: datas as R[] }
}

/** A number of rows, as a number or in digits. @throws {ValueError} */
export function countOf(value: unknown): number {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw new ValueError(value, 'count')
  }
  return count
}

const NOT_STATED = { on: null, open: false } as const
const OPEN_END = { on: null, open: true } as const

/**
 * A century has 36,525 days, an entity has dozens of dates: the same texts come over and over. Only
 * what was read is remembered, so the memory saves time and changes nothing.
 */
const MOST_REMEMBERED = 50_000
const LONGEST_REMEMBERED = 32
const days = new Map<string, CalendarDay>()

function rememberedDay(text: string): CalendarDay {
  const known = days.get(text)
  if (known !== undefined) return known
  const day = parseDay(text)
  if (text.length > LONGEST_REMEMBERED) return day
  if (days.size >= MOST_REMEMBERED) days.clear()
  days.set(text, day)
  return day
}
