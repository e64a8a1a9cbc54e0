/** Values that several rows share: authorities, money, codes that no table knows. */
import { authorityOf } from '../../schemas/model/authority.ts'
import type { Authority } from '../../schemas/model/authority.ts'
import type { Coded } from '../../schemas/model/coded.ts'
import { parseWanYuan, parseYuan } from '../../schemas/model/money.ts'
import type { Money, ParsedMoney } from '../../schemas/model/money.ts'
import type { UnknownCode } from '../../schemas/model/record.ts'
import { isUscc, parseUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { currencyOf } from './codes.ts'
import { textOf } from './wire-cells.ts'
import type { Cell } from './wire.ts'

const LONGEST_VALUE = 64
/** ISO 4217: "no currency". Stands in where the registry's currency is not known. */
const NO_CURRENCY = 'XXX'

/** Gathers what no table knew while one record is mapped; each field and value once. */
export class UnknownCodes {
  readonly list: UnknownCode[] = []

  note(field: string, coded: Coded<string>): void {
    if (!coded.known) this.add(field, coded.sourceCode)
  }

  add(field: string, value: string): void {
    const cut = value.slice(0, LONGEST_VALUE)
    if (this.list.some((each) => each.field === field && each.value === cut)) return
    this.list.push({ field, value: cut })
  }

  /** Another entity's code: a wrong one is noted, it does not spoil the record that mentions it. */
  codeOf(field: string, cell: Cell): Uscc | null {
    const text = textOf(cell)
    if (text === null || isUscc(text)) return text
    try {
      return parseUscc(text)
    } catch {
      this.add(field, text)
      return null
    }
  }
}

/** Null only when the registry gives neither code nor name. */
export function authorityFrom(codeCell: Cell, nameCell: Cell): Authority | null {
  const code = textOf(codeCell)
  const name = textOf(nameCell)
  return code === null && name === null ? null : remembered(code ?? '', name)
}

/** `REG_CAPT` in 万元 of `CAPT_KIND`; without a currency, yuan. @throws {ValueError} */
export function capitalFrom(
  row: { readonly REG_CAPT?: Cell; readonly CAPT_KIND?: Cell },
  unknown: UnknownCodes,
): Money | null {
  const amount = textOf(row.REG_CAPT)
  if (amount === null) return null
  return moneyOf(amount, textOf(row.CAPT_KIND), parseWanYuan, 'registration.capital', unknown)
}

/** Fines, in 元. `kind` is the numeric currency; empty means yuan. @throws {ValueError} */
export function fineFrom(
  cell: Cell,
  kind: Cell,
  field: string,
  unknown: UnknownCodes,
): Money | null {
  const amount = textOf(cell)
  return amount === null ? null : moneyOf(amount, textOf(kind), parseYuan, field, unknown)
}

function moneyOf(
  amount: string,
  kind: string | null,
  parse: (value: string, currency: string) => ParsedMoney,
  field: string,
  unknown: UnknownCodes,
): Money {
  const currency = kind === null ? 'CNY' : currencyOf(kind)
  if (currency === null) unknown.add(`${field}.currency`, kind!)
  const parsed = parse(amount, currency ?? NO_CURRENCY)
  const money = { fen: parsed.fen, currency: parsed.currency }
  if (currency === null) return { ...money, sourceText: `${amount} ${kind}` }
  return parsed.sourceText === undefined ? money : { ...money, sourceText: parsed.sourceText }
}

/**
 * A registry names a few thousand authorities over and over; reading one costs more than all the
 * rest of its row. Same arguments, same result: the memory only saves time.
 */
const MOST_REMEMBERED = 20_000
const LONGEST_REMEMBERED = 100
const memory = new Map<string, Map<string | null, Authority>>()
let memorySize = 0

function remembered(code: string, name: string | null): Authority {
  const known = memory.get(code)?.get(name)
  if (known !== undefined) return known
  const authority = authorityOf(code, name)
  if (code.length + (name?.length ?? 0) > LONGEST_REMEMBERED) return authority
  if (memorySize >= MOST_REMEMBERED) {
    memory.clear()
    memorySize = 0
  }
  const names = memory.get(code) ?? new Map<string | null, Authority>()
  memory.set(code, names.set(name, authority))
  memorySize += 1
  return authority
}
