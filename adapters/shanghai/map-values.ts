/** Single values of a row as the model writes them. */
import { authorityOf } from '../../schemas/model/authority.ts'
import type { Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { currencyOfNumeric, currencyOfText, parseWanYuan } from '../../schemas/model/money.ts'
import type { Money } from '../../schemas/model/money.ts'
import type { UnknownCode } from '../../schemas/model/record.ts'
import { isNoDate, isOpenEnd, parseDay } from '../../schemas/model/time.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { isUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { textOf } from './wire.ts'
import type { Row } from './wire.ts'

const LONGEST_VALUE = 64

/** Gathers what no table knows, once per field and value, while one record is mapped. */
export class UnknownCodes {
  readonly #found = new Map<string, UnknownCode>()

  note(field: string, written: string): void {
    const value = written.slice(0, LONGEST_VALUE)
    this.#found.set(`${field} ${value}`, { field, value })
  }

  /** Notes a code that is not known and hands it on as it is. */
  checked<T extends string>(field: string, coded: Coded<T>): Coded<T> {
    if (!coded.known) this.note(field, coded.sourceCode)
    return coded
  }

  list(): readonly UnknownCode[] {
    return [...this.#found.values()]
  }
}

/** @throws {ValueError} not a day. */
export function dayOf(row: Row, field: string): CalendarDay | null {
  const text = textOf(row, field)
  if (text === null) return null
  const day = parseDay(text)
  return isNoDate(day) ? null : day
}

/** 至: a day, or no end (长期). */
export function endOf(row: Row, field: string): { day: CalendarDay | null; open: boolean } {
  const day = dayOf(row, field)
  return day !== null && isOpenEnd(day) ? { day: null, open: true } : { day, open: false }
}

/** Code and name of an authority; null when the row has neither. */
export function authorityIn(row: Row, code: string, name: string): Authority | null {
  const [written, called] = [textOf(row, code), textOf(row, name)]
  return written === null && called === null ? null : rememberedAuthority(written ?? '', called)
}

/**
 * A few thousand authorities decide everything, and reading one costs as much as the rest of its
 * row. Forgotten all at once when a registry sends more: the memory is not its to fill.
 */
const MOST_REMEMBERED = 10_000
const remembered = new Map<string, Authority>()

function rememberedAuthority(code: string, name: string | null): Authority {
  const key = name === null ? code : `${code}\n${name}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  const authority = Object.freeze(authorityOf(code, name))
  remembered.set(key, authority)
  return authority
}

/** A code in a row about something else; one that cannot be a credit code is reported. */
export function usccIn(row: Row, field: string, path: string, unknown: UnknownCodes): Uscc | null {
  const text = textOf(row, field)
  if (text === null || isUscc(text)) return text
  unknown.note(path, text)
  return null
}

/** An amount in 万元 with its currency, which is the yuan when the row names none. @throws {ValueError} */
export function moneyOf(
  row: Row,
  field: string,
  currencyField: string,
  path: string,
  unknown: UnknownCodes,
): Money | null {
  const text = textOf(row, field)
  if (text === null) return null
  const written = textOf(row, currencyField) ?? '156'
  const currency = currencyOfNumeric(written) ?? currencyOfText(written)
  if (currency === null) {
    unknown.note(`${path}.currency`, written)
    return null
  }
  const { fen, currency: inText, sourceText } = parseWanYuan(text, currency)
  return { fen, currency: inText, ...(sourceText === undefined ? {} : { sourceText }) }
}
