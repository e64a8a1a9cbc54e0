/** Single columns of Jiangsu's rows as values of the model. */
import { authorityOf, type Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { parseWanYuan, type Money } from '../../schemas/model/money.ts'
import type { UnknownCode } from '../../schemas/model/record.ts'
import { isNoDate, isOpenEnd, parseDay, type CalendarDay } from '../../schemas/model/time.ts'
import { canonicalCode } from '../../schemas/model/typed-text.ts'
import { isUscc, type Uscc } from '../../schemas/model/uscc.ts'
import { ValueError } from '../../schemas/model/value-error.ts'
import { textOf } from './wire.ts'

/** What no table knows, once each. `field` is the model's path. */
export class UnknownCodes {
  readonly list: UnknownCode[] = []

  add(field: string, value: string): void {
    const cut = value.slice(0, 64)
    if (this.list.some((each) => each.field === field && each.value === cut)) return
    this.list.push({ field, value: cut })
  }

  /** Passes a coded value on, noting it where no table knows it. */
  note<T extends string>(field: string, coded: Coded<T>): Coded<T> {
    if (!coded.known) this.add(field, coded.sourceCode)
    return coded
  }
}

/** Names are stored with full-width brackets （） but answered with half-width ones by some services. */
export function nameOf(value: unknown): string | null {
  const text = textOf(value)
  return text === null ? null : withWideBrackets(text)
}

export function withWideBrackets(text: string): string {
  return text.includes('(') || text.includes(')')
    ? text.replaceAll('(', '（').replaceAll(')', '）')
    : text
}

/** @throws {ValueError} no day of the calendar. */
export function dayOf(value: unknown): CalendarDay | null {
  const text = textOf(value)
  if (text === null) return null
  const day = parseDay(text)
  return isNoDate(day) ? null : day
}

const OPEN_END = '长期'

export interface End {
  readonly day: CalendarDay | null
  readonly open: boolean
}

/** The end of a term: a day, `长期` (or the last day of the calendar), or blank: not stated. */
export function endOf(value: unknown): End {
  if (textOf(value) === OPEN_END) return { day: null, open: true }
  const day = dayOf(value)
  return day !== null && isOpenEnd(day) ? { day: null, open: true } : { day, open: false }
}

/**
 * An amount in 万元. A number whose currency no table knows is noted and left out: a sum in the
 * wrong currency would be worse than none.
 *
 * @throws {ValueError} no amount at all.
 */
export function moneyOf(
  value: unknown,
  currency: unknown,
  field: string,
  unknown: UnknownCodes,
): Money | null {
  const amount = textOf(value)
  if (amount === null) return null
  const text = amount + (textOf(currency) ?? '')
  const plain = PLAIN_WAN_YUAN.exec(text)
  if (plain !== null) return { fen: fenOf(plain[1]!, plain[2] ?? ''), currency: 'CNY' }
  try {
    const { exact: _, ...money } = parseWanYuan(text)
    return money.sourceText === undefined ? money : { ...money, sourceText: amount }
  } catch (cause) {
    if (!BEGINS_WITH_NUMBER.test(text)) throw cause
    unknown.add(field, text)
    return null
  }
}

/** How nearly all amounts are written; parseWanYuan would say the same, ten times slower. */
const PLAIN_WAN_YUAN = /^(\d+)(?:\.(\d{1,6}))?(?:万元人民币)?$/

function fenOf(whole: string, fraction: string): string {
  const digits = whole + fraction.padEnd(6, '0')
  return digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits
}

const BEGINS_WITH_NUMBER = /^\d[\d,.]*[^\d.,]+$/

/** A credit code; one that fails its checks is noted and left out. */
export function usccOf(value: unknown, field: string, unknown: UnknownCodes): Uscc | null {
  const text = textOf(value)
  if (text === null) return null
  const code = isUscc(text) ? text : canonicalCode(text)
  if (isUscc(code)) return code
  unknown.add(field, text)
  return null
}

/** Null when neither code nor name is there. */
export function authorityFrom(code: unknown, name: unknown): Authority | null {
  const [codeText, nameText] = [textOf(code) ?? '', textOf(name)]
  if (codeText === '' && nameText === null) return null
  const key = `${codeText}\n${nameText ?? ''}`
  const hit = AUTHORITIES.get(key)
  if (hit !== undefined) return hit
  const authority = authorityOf(codeText, nameText)
  if (AUTHORITIES.size < MOST_AUTHORITIES) AUTHORITIES.set(key, authority)
  return authority
}

/** A few hundred organs sign every record; reading them anew each time is most of the mapping. */
const AUTHORITIES = new Map<string, Authority>()
const MOST_AUTHORITIES = 5_000

/** @throws {ValueError} neither `0` nor `1` nor blank. */
export function flagOf(value: unknown): boolean | null {
  const text = textOf(value)
  if (text === null) return null
  if (text !== '0' && text !== '1') throw new ValueError(value, 'flag')
  return text === '1'
}
