/**
 * Administrative divisions (行政区划), GB/T 2260, with their recodings: six digits that stand in
 * credit codes, registration numbers and authorities. They say where something was registered
 * **first**, under the code of that time; never where an entity is now.
 */
import {
  ANHUI_ROWS,
  JIANGSU_ROWS,
  PROVINCE_ROWS,
  SHANGHAI_ROWS,
  ZHEJIANG_ROWS,
} from './divisions-data.ts'
import { PROVINCE_FACTS, PROVINCES, type Province } from './province.ts'
import type { CalendarDay } from './time.ts'

/** 国家, 省, 设区的市 (地级), 县 and 市辖区. `UNKNOWN`: not a division code at all. */
export type DivisionLevel = 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY' | 'UNKNOWN'

export interface Division {
  readonly code: string
  /** Null when the table does not have the code. */
  readonly name: string | null
  readonly level: DivisionLevel
  /** False for a code the table does not have, e.g. that of a development zone. Not an error. */
  readonly known: boolean
  /** First day, where the table knows it; absent means "as far back as the table goes". */
  readonly validFrom?: CalendarDay
  /** First day on which it is **no longer** valid; absent means still valid. */
  readonly validTo?: CalendarDay
  /** What took its place, when that is one division; a divided one has none. May be the same code renamed. */
  readonly successor?: string
}

/**
 * The division as it was called on a day. A code not in force that day is still answered, by its
 * latest earlier row or else its first: old codes live on in credit codes, see `validTo`.
 */
export function divisionAt(code: string, on: CalendarDay): Division {
  const rows = TABLE.get(code)
  if (rows === undefined) return unknownDivision(code)
  const begun = rows.filter((row) => row.validFrom === undefined || row.validFrom <= on)
  return begun.at(-1) ?? rows[0]!
}

/** What a code of any time is today: follows successors to the end. A divided one stays itself. */
export function currentDivisionOf(code: string): Division {
  let division = TABLE.get(code)?.at(-1) ?? unknownDivision(code)
  while (division.validTo !== undefined && division.successor !== undefined) {
    division = TABLE.get(division.successor)!.at(-1)!
  }
  return division
}

/** Which of the four provinces a code belongs to; null for any other and for 100000. */
export function provinceOfDivision(code: string): Province | null {
  if (!isSixDigits(code)) return null
  return PROVINCES.find((each) => code.startsWith(PROVINCE_FACTS[each].divisionPrefix)) ?? null
}

/** From the digits, so that a code the table lacks has a level too, if its province exists. */
export function levelOfDivision(code: string): DivisionLevel {
  if (code === '100000') return 'NATIONAL'
  if (!isSixDigits(code) || !TABLE.has(`${code.slice(0, 2)}0000`)) return 'UNKNOWN'
  if (code.endsWith('0000')) return 'PROVINCE'
  return code.endsWith('00') ? 'CITY' : 'COUNTY'
}

/** All rows of the table, old ones too, in order of code and time. */
export function allDivisions(): readonly Division[] {
  return [...TABLE.values()].flat()
}

function unknownDivision(code: string): Division {
  return { code, name: null, level: levelOfDivision(code), known: false }
}

function isSixDigits(code: string): boolean {
  return /^\d{6}$/.test(code)
}

/** `name [from..to] [>successor]` */
const ROW = /^(\S+?)(?: ([-\d]*)\.\.([-\d]*))?(?: >(\d{6}))?$/
const COUNTY_ROWS = SHANGHAI_ROWS + JIANGSU_ROWS + ZHEJIANG_ROWS + ANHUI_ROWS
const TABLE = readTable()

function readTable(): ReadonlyMap<string, readonly Division[]> {
  const rows = [...readProvinces(), ...readCounties()]
  const table = new Map<string, Division[]>()
  for (const row of rows.sort((a, b) => keyOf(a).localeCompare(keyOf(b)))) {
    table.set(row.code, [...(table.get(row.code) ?? []), row])
  }
  return table
}

function keyOf(row: Division): string {
  return `${row.code} ${row.validFrom ?? ''}`
}

function readProvinces(): Division[] {
  return entriesOf(PROVINCE_ROWS).map((entry) => {
    const code = entry.slice(0, 6)
    return readRow(code, entry.slice(7), code === '100000' ? 'NATIONAL' : 'PROVINCE')
  })
}

function readCounties(): Division[] {
  let prefecture = ''
  return entriesOf(COUNTY_ROWS).flatMap((entry) => {
    if (!/^\d{4} /.test(entry)) {
      return [readRow(prefecture + entry.slice(0, 2), entry.slice(3), 'COUNTY')]
    }
    prefecture = entry.slice(0, 4)
    const city = readRow(`${prefecture}00`, entry.slice(5), 'CITY')
    return city.name?.endsWith('市') ? [city, districtsOf(city)] : [city]
  })
}

function readRow(code: string, text: string, level: DivisionLevel): Division {
  const [, name, from, to, successor] = ROW.exec(text) ?? []
  if (name === undefined) throw new Error(`divisions-data: cannot read "${code} ${text}"`)
  return {
    code,
    name,
    level,
    known: true,
    ...(from ? { validFrom: dayOfRow(from) } : {}),
    ...(to ? { validTo: dayOfRow(to) } : {}),
    ...(successor ? { successor } : {}),
  }
}

/** The placeholder that GB/T 2260 puts before a city's districts; registries use it as a code. */
function districtsOf({ successor: _, ...city }: Division): Division {
  return { ...city, code: `${city.code.slice(0, 4)}01`, name: '市辖区', level: 'COUNTY' }
}

/** A year alone counts from its last day, see divisions-data.ts. */
function dayOfRow(text: string): CalendarDay {
  return (text.length === 4 ? `${text}-12-31` : text) as CalendarDay
}

function entriesOf(rows: string): string[] {
  return rows.trim().split(/\n+|, /)
}
