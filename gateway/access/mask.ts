/**
 * Masking (脱敏): what is left of a value for whoever may know that it is there, and not what it is.
 * A masked value is for people's eyes: nothing may be matched or sorted by it.
 */
import { allDivisions } from '../../schemas/model/division.ts'

export type MaskKind =
  /** 姓名. */
  | 'PERSON_NAME'
  /** 证件号码. */
  | 'IDENTITY_NUMBER'
  /** 电话. */
  | 'PHONE'
  /** 地址. */
  | 'ADDRESS'
  /** Name of an individual business (个体工商户名称). */
  | 'TRADE_NAME'
  /** Says nothing about a person without the fields beside it, such as the role of a masked name. */
  | 'UNCHANGED'
  /** Everything else, free text above all: null in its place. */
  | 'WITHHELD'

const KINDS: Readonly<Record<string, MaskKind>> = {
  'Registration.principal': 'UNCHANGED',
  'Principal.role': 'UNCHANGED',
  'Principal.name': 'PERSON_NAME',
  'Registration.address': 'ADDRESS',
  'BusinessEntity.name': 'TRADE_NAME',
  'BusinessEntity.formerNames': 'TRADE_NAME',
  'Branch.name': 'TRADE_NAME',
  'RegistrationNumberHit.name': 'TRADE_NAME',
}

/** What is not in the table is withheld. */
export function maskKindOf(coordinate: string): MaskKind {
  return Object.hasOwn(KINDS, coordinate) ? KINDS[coordinate]! : 'WITHHELD'
}

/** Null: withheld. Texts in a list are masked one by one by whoever calls. */
export function mask(kind: MaskKind, value: string): string | null {
  switch (kind) {
    case 'PERSON_NAME':
      return maskPersonName(value)
    case 'IDENTITY_NUMBER':
      return maskIdentityNumber(value)
    case 'PHONE':
      return maskPhone(value)
    case 'ADDRESS':
    case 'TRADE_NAME':
      return `${divisionIn(value.trim())}****`
    case 'UNCHANGED':
      return value
    case 'WITHHELD':
      return null
  }
}

/** First character; then one or two stars, so that long names are not known by their length. */
function maskPersonName(name: string): string {
  const [first, ...rest] = [...name.normalize('NFC').trim()]
  if (first === undefined || rest.length === 0) return '*'
  return first + '*'.repeat(Math.min(rest.length, 2))
}

/** First and last character of a number that is long enough to have something between. */
function maskIdentityNumber(number: string): string {
  const characters = [...number.trim()]
  const { length } = characters
  if (length < 8) return '****'
  return characters[0]! + '*'.repeat(length - 2) + characters[length - 1]!
}

/** Mobile: three and four digits, as printed on receipts. Others: the last two. */
function maskPhone(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/\D/g, '')
  const mobile = /^(?:86|0086)?(1\d{2})\d{4}(\d{4})$/.exec(digits)
  if (mobile) return `${mobile[1]!}****${mobile[2]!}`
  return digits.length < 7 ? '****' : `****${digits.slice(-2)}`
}

/** Province, prefecture, county by their full names, each may be missing. What else ends in 市 or 区 may be a 超市 or a 小区. */
function divisionIn(text: string): string {
  const whole = text.normalize('NFKC')
  let end = 0
  for (let level = 0; level < 3; level += 1) {
    const rest = whole.slice(end, end + LONGEST_NAME)
    const found = LENGTHS.find((length) => NAMES.has(rest.slice(0, length)))
    end += found ?? 0
  }
  return whole.slice(0, end)
}

const NAMES: ReadonlySet<string> = new Set(
  allDivisions().flatMap(({ name }) =>
    name === null || name === '国家' || name === '市辖区' ? [] : [name],
  ),
)
const LONGEST_NAME = Math.max(...[...NAMES].map((name) => name.length))
const LENGTHS = Array.from({ length: LONGEST_NAME }, (_, i) => LONGEST_NAME - i)
