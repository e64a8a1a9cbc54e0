/** How the pretend registry writes single values. */
import { parseWanYuan, parseYuan } from '../../schemas/model/money.ts'
import type { Money } from '../../schemas/model/money.ts'
import { CURRENCY_NUMBERS } from './sandbox-codes.ts'

/** NULL in the exports behind the base service. */
export const NULL = '\\N'
/** 长期. */
export const NO_END = '9999-09-09'
/** No deadline. */
export const NO_DAY = '1900-01-01'

/** ISO 4217: "no currency". */
const NO_CURRENCY = 'XXX'

type DayText = string | null

/** yyyyMMdd. */
export function compactDay(day: DayText): string | null {
  return day === null ? null : day.slice(0, 4) + day.slice(5, 7) + day.slice(8)
}

/** yyyy-MM-dd HH:mm:ss. */
export function dayWithTime(day: DayText): string | null {
  return day === null ? null : `${day} 00:00:00`
}

/** yyyy年MM月dd日. */
export function chineseDay(day: DayText): string | null {
  return day === null ? null : `${day.slice(0, 4)}年${day.slice(5, 7)}月${day.slice(8)}日`
}

/** The number where this registry has one; letters otherwise. */
export function currencyNumber(letters: string): string {
  return CURRENCY_NUMBERS[letters] ?? letters
}

interface Amount {
  readonly amount: string
  /** What the source wrote as the currency, where it was not understood. */
  readonly kind: string | null
}

/** 万元 with six decimals, to the fen; or what the source wrote, where that says the same. */
export function wanYuan(money: Money): Amount {
  const digits = money.fen.padStart(7, '0')
  const exact = `${digits.slice(0, -6)}.${digits.slice(-6)}`
  return written(money, (text) => parseWanYuan(text).fen) ?? { amount: exact, kind: null }
}

/** 元 with two decimals. */
export function yuan(money: Money): Amount {
  const digits = money.fen.padStart(3, '0')
  const exact = `${digits.slice(0, -2)}.${digits.slice(-2)}`
  return written(money, (text) => parseYuan(text).fen) ?? { amount: exact, kind: null }
}

function written(money: Money, fenOf: (text: string) => string): Amount | null {
  if (money.sourceText === undefined) return null
  // Where the currency was not understood, it stands behind the amount.
  const at = money.currency === NO_CURRENCY ? money.sourceText.lastIndexOf(' ') : -1
  const amount = at < 0 ? money.sourceText : money.sourceText.slice(0, at)
  try {
    const kind = at < 0 ? null : money.sourceText.slice(at + 1)
    return fenOf(amount) === money.fen ? { amount, kind } : null
  } catch {
    return null
  }
}
