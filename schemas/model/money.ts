/**
 * Money as exact fen (分, 1/100 of a yuan or of any other currency's main unit), a decimal string:
 * the largest capitals outgrow 53 bits, and a fraction in binary is not what the registry wrote.
 */
import { currencyOfText } from './currency.ts'
import { ValueError } from './value-error.ts'

export { currencyOfNumeric, currencyOfText } from './currency.ts'

export interface Money {
  /** Digits only, no leading zeros. */
  readonly fen: string
  /** ISO 4217 letters, e.g. `CNY`. */
  readonly currency: string
  /** What the source wrote, where `fen` is not exactly that. */
  readonly sourceText?: string
}

/** `exact` is false when the source wrote parts of a fen and half a fen was rounded up. */
export type ParsedMoney = Money & { readonly exact: boolean }

/**
 * Reads an amount in yuan: `12.34`, `1,234.5`, full-width digits. A unit or currency in the text
 * (`元`, `万元`, `亿元`, `万美元`, `人民币`) counts before the field's own.
 *
 * @throws {ValueError} not a number, negative, or not written with thousands in threes.
 */
export function parseYuan(value: string | number, currency = 'CNY'): ParsedMoney {
  return parseAmount(value, currency, 0)
}

/** The same for fields whose unit is 万元 (10,000 yuan), such as `regcap`: `219857.506700`. */
export function parseWanYuan(value: string | number, currency = 'CNY'): ParsedMoney {
  return parseAmount(value, currency, 4)
}

/** Yuan with two decimals, no separators: `parseYuan(printYuan(money))` gives the money back. */
export function printYuan(money: Money): string {
  const digits = money.fen.padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Words, number (thousands in threes or none), words. */
const AMOUNT = /^([^\d.,]*?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?([^\d.,]*)$/
const LONGEST = 64
const POWER_OF_UNIT: Readonly<Record<string, number>> = { 万: 4, 亿: 8, 万亿: 12 }

function parseAmount(value: string | number, currency: string, power: number): ParsedMoney {
  const text = String(value)
    .normalize('NFKC')
    .replace(/[\s()]+/g, '')
  const match = text.length > LONGEST ? null : AMOUNT.exec(text)
  const [, prefix = '', whole = '', fraction = '', suffix = ''] = match ?? []
  if (!match || whole + fraction === '' || isInexact(value)) throw new ValueError(value, 'amount')
  const written = wordsOf(prefix, suffix, value)
  const { fen, exact } = fenOf(whole.replaceAll(',', ''), fraction, written.power ?? power)
  const money = { fen, currency: written.currency ?? currency, exact }
  return exact ? money : { ...money, sourceText: String(value) }
}

/** JSON numbers beyond 2^53 have lost digits before they came here. */
function isInexact(value: string | number): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
}

interface Words {
  /** Power of ten of the unit; absent when the text names no unit. */
  readonly power?: number
  readonly currency?: string
}

/**
 * `人民币`, `万元`, `万元人民币`, `亿美元`: a multiple, then what is multiplied. A currency without 元
 * (`人民币`, `USD`) names no unit: the field's own stays.
 */
function wordsOf(prefix: string, suffix: string, value: unknown): Words {
  const multiple = /^(?:万亿|亿|万)/.exec(suffix)?.[0] ?? ''
  const power = POWER_OF_UNIT[multiple] ?? (/[元圆]/.test(suffix) ? 0 : undefined)
  const names = [prefix.replace(/[:：]$/, ''), suffix.slice(multiple.length)].filter(
    (name) => !MUTE.test(name),
  )
  const currencies = new Set(names.map((name) => currencyOfText(name.replace(/^[元圆](?=.)/, ''))))
  const [currency] = currencies
  if (currencies.size > 1 || currency === null) throw new ValueError(value, 'amount')
  return { ...(power === undefined ? {} : { power }), ...(currency ? { currency } : {}) }
}

/** ¥ and $ say less than the field's own currency does: ¥ is yen too, and the dollars are many. */
const MUTE = /^(?:[元圆]整?|[¥$])?$/

/** whole.fraction × 10^power yuan in fen, by moving the point in the text. */
function fenOf(whole: string, fraction: string, power: number): { fen: string; exact: boolean } {
  const places = power + 2
  const kept = fraction.slice(0, places).padEnd(places, '0')
  const rest = fraction.slice(places)
  const down = BigInt(whole + kept)
  const fen = (rest[0] ?? '0') >= '5' ? down + 1n : down
  return { fen: fen.toString(), exact: !/[1-9]/.test(rest) }
}
