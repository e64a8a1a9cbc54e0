/** Single values as the Anhui registry writes them. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Money } from '../../schemas/model/money.ts'
import { CURRENCY_NUMBERS } from './sandbox-codes.ts'

/** Midnight with nanoseconds, as the published sample has it. Blank for no day. */
export function timestampOf(day: string | null): string {
  return day === null ? '' : `${day} 00:00:00.000000000`
}

/** End of a term; 长期 is the last day the column can hold. */
export function endOf(day: string | null, openEnded: boolean): string {
  return timestampOf(openEnded ? '9999-12-31' : day)
}

/** yyyyMMdd, as the courts' feed writes the day of filing. */
export function compactDay(day: string | null): string {
  return day === null ? '' : day.replaceAll('-', '')
}

/** 2024年03月05日, as the courts' feed writes the day of publication. */
export function chineseDay(day: string | null): string {
  return day === null ? '' : `${day.slice(0, 4)}年${day.slice(5, 7)}月${day.slice(8)}日`
}

/** 万元 with six decimals: one fen is the sixth. What was not exact goes out as it was written. */
export function wanYuanOf(money: Money | null): string {
  if (money === null) return ''
  if (money.sourceText !== undefined) return money.sourceText
  const digits = money.fen.padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}

export function currencyNumberOf(money: Money | null): string {
  return money === null ? '' : (CURRENCY_NUMBERS[money.currency] ?? '')
}

/** Letters, where the registry's table has no number. */
export function currencyTextOf(money: Money | null): string {
  if (money === null) return ''
  if (money.currency === 'CNY') return '人民币'
  return money.currency in CURRENCY_NUMBERS ? '' : money.currency
}

/** A code and a name in two columns. */
export function authorityCells(authority: Authority | null): readonly [code: string, name: string] {
  return [authority?.code ?? '', authority?.name ?? '']
}
