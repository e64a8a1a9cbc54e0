/**
 * Calendar days and instants. Registries write days in Beijing time (北京时间) in half a
 * dozen forms. Nothing here reads the clock: "now" is an argument.
 */
import { ValueError } from './value-error.ts'

declare const brand: unique symbol
/** A day of the Beijing calendar, `YYYY-MM-DD`. Days compare as strings. */
export type CalendarDay = string & { readonly [brand]: 'CalendarDay' }

/** An instant, ISO 8601 in UTC with milliseconds: `2026-03-05T01:02:03.000Z`. */
export type Instant = string

/** yyyy-MM-dd, yyyy/MM/dd, yyyy.MM.dd or 2024年3月5日; then perhaps a time and a zone. */
const WRITTEN =
  /^(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?(?:[ T]*([01]?\d|2[0-4]):([0-5]\d)(?::\d{2}(?:[.,]\d+)?)? *(Z|[+-]\d{2}:?\d{2})?)?$/i
const DAY = /^\d{4}-\d{2}-\d{2}$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/
/** 8 and 14 digits are compact days, 10 would be seconds: none of them is read as milliseconds. */
const EPOCH_MS = /^(?:\d{11,13}|\d{15}|-\d{9,13})$/

/**
 * Reads a day in any form the registries use: `yyyyMMdd`, `yyyyMMddHHmmss`, ISO, `yyyy-MM-dd
 * HH:mm:ss(.nanos)`, `yyyy/MM/dd`, `2024年3月5日`, epoch milliseconds. A time without a zone is
 * Beijing time; one with a zone, and an epoch, becomes the Beijing day.
 *
 * @throws {ValueError} no day of the calendar, e.g. 2023-02-29.
 */
export function parseDay(value: string | number | Date): CalendarDay {
  if (value instanceof Date) return dayOfMs(value.getTime(), value)
  const text = String(value).normalize('NFKC').trim()
  if (isCalendarDay(text)) return text
  const compact = COMPACT.exec(text)
  if (compact) return dayOf(+compact[1]!, +compact[2]!, +compact[3]!, value)
  if (typeof value === 'number' || EPOCH_MS.test(text)) return dayOfMs(Number(text), value)
  return writtenDay(text, value)
}

/** Canonical `YYYY-MM-DD` of a real day only. */
export function isCalendarDay(text: string): text is CalendarDay {
  return DAY.test(text) && isRealDay(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8))
}

/** The Beijing day of an instant. @throws {ValueError} not an instant. */
export function dayOfInstant(at: Date | Instant): CalendarDay {
  return dayOfMs(typeof at === 'string' ? Date.parse(at) : at.getTime(), at)
}

export function instantOf(at: Date): Instant {
  return at.toISOString()
}

/** No end (长期): registries write 9999-09-09 (Zhejiang) or 9999-12-31. */
export function isOpenEnd(day: CalendarDay): boolean {
  return day === '9999-09-09' || day === '9999-12-31'
}

/** "No date": Zhejiang writes 1900-01-01. */
export function isNoDate(day: CalendarDay): boolean {
  return day === '1900-01-01'
}

function writtenDay(text: string, value: unknown): CalendarDay {
  const match = WRITTEN.exec(text)
  if (!match || !isPair(match[2]!, match[4]!)) throw new ValueError(value, 'day')
  const [, year, , month, , day, hour, minute, zone] = match
  const written = dayOf(+year!, +month!, +day!, value)
  if (zone === undefined) return written
  const local = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!)
  return dayOfMs(local - zoneOffsetMs(zone), value)
}

/** 2024-3/5 is a slip of the pen, not a date. */
function isPair(first: string, second: string): boolean {
  return first === '年' ? second === '月' : first === second
}

function zoneOffsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = +zone.slice(1, 3) * 60 + +zone.slice(-2)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function dayOf(year: number, month: number, day: number, value: unknown): CalendarDay {
  if (!isRealDay(year, month, day)) throw new ValueError(value, 'day')
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as CalendarDay
}

function isRealDay(year: number, month: number, day: number): boolean {
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const FIRST_MS = Date.UTC(1000, 0, 1)
const END_MS = Date.UTC(9999, 11, 31, 16)

function dayOfMs(ms: number, value: unknown): CalendarDay {
  if (!(ms >= FIRST_MS && ms < END_MS)) throw new ValueError(value, 'day')
  return new Date(ms + offsetMs(ms)).toISOString().slice(0, 10) as CalendarDay
}

const HOUR_MS = 3_600_000
/** Since the last summer time ended, 1991. */
export const BEIJING_OFFSET_MS = 8 * HOUR_MS
/** Before 1901 Shanghai kept its own mean time; Java writes 1900-01-01 as −2209017943000. */
const MEAN_TIME_UNTIL = Date.UTC(1900, 11, 31, 15, 54, 17)
const MEAN_TIME_OFFSET_MS = 8 * HOUR_MS + 343_000

/**
 * Beijing kept daylight saving time in six summers, and a registry's "midnight" of such a day is
 * 15:00 UTC: read with +08:00 alone it would be the day before. From 02:00 to 02:00 local time.
 * Source: IANA tz database, zone Asia/Shanghai. (The war-time summers of 1940–1949 are left out.)
 */
const SUMMERS: readonly (readonly [start: number, end: number])[] = [
  summer(1986, [5, 4], [9, 14]),
  summer(1987, [4, 12], [9, 13]),
  summer(1988, [4, 17], [9, 11]),
  summer(1989, [4, 16], [9, 17]),
  summer(1990, [4, 15], [9, 16]),
  summer(1991, [4, 14], [9, 15]),
]
const SUMMERS_FROM = SUMMERS[0]![0]
const SUMMERS_UNTIL = SUMMERS.at(-1)![1]

function offsetMs(ms: number): number {
  if (ms >= SUMMERS_UNTIL) return BEIJING_OFFSET_MS
  if (ms < MEAN_TIME_UNTIL) return MEAN_TIME_OFFSET_MS
  const inSummer = ms >= SUMMERS_FROM && SUMMERS.some(([start, end]) => ms >= start && ms < end)
  return (inSummer ? 9 : 8) * HOUR_MS
}

type MonthDay = readonly [month: number, day: number]

function summer(year: number, from: MonthDay, to: MonthDay): readonly [number, number] {
  const start = Date.UTC(year, from[0] - 1, from[1], 2) - 8 * HOUR_MS
  return [start, Date.UTC(year, to[0] - 1, to[1], 2) - 9 * HOUR_MS]
}
