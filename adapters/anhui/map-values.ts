/** Single values of the Anhui registry: days with nanoseconds, amounts in 万元, authorities in two columns. */
import { authorityOf } from '../../schemas/model/authority.ts'
import type { Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { currencyOfNumeric, currencyOfText } from '../../schemas/model/currency.ts'
import { parseWanYuan } from '../../schemas/model/money.ts'
import type { Money } from '../../schemas/model/money.ts'
import type { UnknownCode } from '../../schemas/model/record.ts'
import { isCalendarDay, isOpenEnd, parseDay } from '../../schemas/model/time.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'

/** Gathers what no table knows, each once. */
export class UnknownCodes {
  readonly found: UnknownCode[] = []

  /** `field` is the model's path. */
  add(field: string, sent: string): void {
    const value = sent.slice(0, LONGEST_VALUE)
    if (this.found.some((each) => each.field === field && each.value === value)) return
    this.found.push({ field, value })
  }

  /** Passes the value through; a blank is nothing unknown, it is nothing. */
  seen<T extends string>(field: string, coded: Coded<T>): Coded<T> {
    if (!coded.known && coded.sourceCode !== '') this.add(field, coded.sourceCode)
    return coded
  }
}

const LONGEST_VALUE = 64
const MIDNIGHT = ' 00:00:00.000000000'

/** `2044-02-25 00:00:00.000000000` and every other written form. @throws {ValueError} no day. */
export function dayOf(text: string | null): CalendarDay | null {
  if (text === null) return null
  if (text.length === 29 && text.endsWith(MIDNIGHT)) {
    const day = text.slice(0, 10)
    if (isCalendarDay(day)) return day
  }
  return parseDay(text)
}

/** End of a term: a day, open (9999-12-31), or not stated. */
export function endOf(text: string | null): { to: CalendarDay | null; open: boolean } {
  const day = dayOf(text)
  return day !== null && isOpenEnd(day) ? { to: null, open: true } : { to: day, open: false }
}

export function authorityIn(code: string | null, name: string | null): Authority | null {
  if (code === null && name === null) return null
  const key = `${code ?? ''}\n${name ?? ''}`
  const known = authorities.get(key)
  if (known !== undefined) return known
  const authority = authorityOf(code ?? '', name)
  if (authorities.size < MOST_AUTHORITIES && key.length < LONGEST_KEY) {
    authorities.set(key, authority)
  }
  return authority
}

/** A few hundred bureaus decide about everything, and reading one costs as much as three days. */
const authorities = new Map<string, Authority>()
const MOST_AUTHORITIES = 10_000
const LONGEST_KEY = 100

export interface AmountCells {
  readonly amount: string | null
  /** ISO 4217 number. */
  readonly currencyCode: string | null
  readonly currencyText: string | null
}

/** ISO 4217 for "no currency": the amount stands, its unit is not known. */
const NO_CURRENCY = 'XXX'

/**
 * An amount in 万元 with six decimals, which is exact to the fen. No currency stated is yuan.
 *
 * @throws {ValueError} not an amount.
 */
export function wanYuanOf(cells: AmountCells, field: string, unknown: UnknownCodes): Money | null {
  const { amount, currencyCode, currencyText } = cells
  if (amount === null) return null
  const stated = currencyCode ?? currencyText
  const currency = stated === null ? 'CNY' : currencyOf(currencyCode, currencyText)
  if (currency === null) unknown.add(`${field}.currency`, stated!)
  const { exact: _, ...money } = parseWanYuan(amount, currency ?? NO_CURRENCY)
  return money
}

function currencyOf(code: string | null, text: string | null): string | null {
  const byCode = code === null ? null : currencyOfNumeric(code)
  return byCode ?? (text === null ? null : currencyOfText(text))
}
