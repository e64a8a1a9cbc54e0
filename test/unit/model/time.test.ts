import { describe, expect, it } from 'vitest'
import {
  dayOfInstant,
  isCalendarDay,
  isNoDate,
  isOpenEnd,
  parseDay,
} from '../../../schemas/model/time.ts'

describe('parseDay', () => {
  it.each<[string | number | Date, string]>([
    ['2024-03-05', 'the canonical form'],
    ['20240305', 'yyyyMMdd'],
    [20240305, 'yyyyMMdd as a JSON number'],
    ['20240305093000', 'yyyyMMddHHmmss'],
    ['2024-03-05 00:00:00', 'a Beijing time'],
    ['2024-03-05 23:59:59.000000000', 'nanoseconds'],
    ['2024-03-05T23:59:59', 'ISO without a zone'],
    ['2024-03-04T16:00:00.000Z', 'ISO in UTC: already the next day in Beijing'],
    ['2024-03-05T00:00:00+08:00', 'ISO in Beijing time'],
    ['2024-03-04 20:00:00-0500', 'another zone'],
    ['2024/03/05', 'slashes'],
    ['2024.3.5', 'dots'],
    ['2024-3-5', 'no leading zeros'],
    ['2024年3月5日', 'Chinese'],
    ['２０２４年０３月０５日', 'full-width Chinese'],
    [' 2024-03-05 ', 'blanks around it'],
    [1709568000000, 'epoch milliseconds'],
    ['1709568000000', 'epoch milliseconds as text'],
    [new Date('2024-03-04T16:00:00Z'), 'a Date'],
  ])('reads %j (%s)', (value) => {
    expect(parseDay(value)).toBe('2024-03-05')
  })

  it.each<[string | number | Date, string]>([
    ['2023-02-29', 'no leap year'],
    ['2100-02-29', 'no leap year'],
    ['20230431', 'no such day'],
    ['2023-13-01', 'no such month'],
    ['0000-01-01', 'no such year'],
    ['2023-02-30T00:00:00Z', 'no such day, with a zone'],
    ['2024-03/05', 'mixed marks'],
    ['2024-03', 'a month'],
    ['1709568000', 'epoch seconds'],
    ['20241305120000', 'a compact time of no such month, not an epoch'],
    ['长期', 'words'],
    ['\\N', 'a database null'],
    ['', 'nothing'],
    [Number.NaN, 'no number'],
    [1e20, 'an instant beyond the calendar'],
    [new Date(Number.NaN), 'an invalid Date'],
  ])('refuses %j (%s)', (value) => {
    expect(() => parseDay(value)).toThrow(
      expect.objectContaining({ name: 'ValueError', field: 'day' }),
    )
  })

  it('shows at most 64 characters of what it refused', () => {
    expect(() => parseDay('x'.repeat(999))).toThrow(
      expect.objectContaining({ value: 'x'.repeat(64) }),
    )
  })

  it('reads the last instant of the calendar and the sentinels as epochs', () => {
    expect(parseDay(253392422400000)).toBe('9999-09-09')
    expect(parseDay('253402185600000')).toBe('9999-12-31')
    expect(parseDay(-2209017943000)).toBe('1900-01-01')
  })
})

describe('dayOfInstant', () => {
  const beijing = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })

  it('agrees with the time zone database at both ends of every day from 1950 to 2030', () => {
    const differing: string[] = []
    for (let ms = Date.UTC(1950, 0, 1); ms < Date.UTC(2030, 0, 1); ms += 3_600_000) {
      const hour = new Date(ms).getUTCHours()
      if (hour < 14 || hour > 17) continue
      if (dayOfInstant(new Date(ms)) !== beijing.format(ms))
        differing.push(new Date(ms).toISOString())
    }
    expect(differing).toEqual([])
  })

  it('takes an ISO instant', () => {
    expect(dayOfInstant('2026-03-05T15:59:59.999Z')).toBe('2026-03-05')
    expect(dayOfInstant('2026-03-05T16:00:00.000Z')).toBe('2026-03-06')
    expect(() => dayOfInstant('yesterday')).toThrow(expect.objectContaining({ name: 'ValueError' }))
  })
})

it.each([
  ['9999-09-09', true, false],
  ['9999-12-31', true, false],
  ['1900-01-01', false, true],
  ['2099-12-31', false, false],
])('knows the sentinels: %s', (text, openEnd, noDate) => {
  const day = parseDay(text)
  expect([isOpenEnd(day), isNoDate(day)]).toEqual([openEnd, noDate])
})

it.each([
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['2024-2-9', false],
  ['20240229', false],
  ['２０２４-02-29', false],
])('isCalendarDay(%s) is %s', (text, expected) => {
  expect(isCalendarDay(text)).toBe(expected)
})
