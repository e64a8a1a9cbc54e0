/**
 * Distinguished names (可分辨名称) and when two are the same. Source: RFC 5280, sections 4.1.2.4
 * and 7.1: letters compare without case, runs of blanks count as one, whatever the string type.
 * Characters that could be mistaken for others never get as far as a comparison ({@link suspectIn}).
 */
import { DerFault, TAG } from './der.ts'
import type { DerElement } from './der.ts'
import { expectTag, oidOf, textOf } from './der-values.ts'

export interface NameAttribute {
  readonly type: string
  readonly value: string
}

export interface Name {
  readonly der: Buffer
  /** In the order of the encoding; most have one attribute each. */
  readonly parts: readonly (readonly NameAttribute[])[]
  /** One per part, equal for equal parts. */
  readonly keys: readonly string[]
}

/** An IA5String and nothing else: RFC 5280, appendix A.1. */
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1'

/** @throws {DerFault} */
export function nameOf(element: DerElement | undefined, what: string): Name {
  const { whole, children } = expectTag(element, TAG.SEQUENCE, what)
  const parts = children.map((part) => attributesOf(part))
  return { der: whole, parts, keys: parts.map(keyOf) }
}

export function attributesOf(part: DerElement): readonly NameAttribute[] {
  const { children } = part
  if (children.length === 0) throw new DerFault('part of a name without attribute')
  return children.map((attribute) => {
    const [type, value, ...more] = expectTag(attribute, TAG.SEQUENCE, 'attribute').children
    if (value === undefined || more.length > 0) throw new DerFault('attribute is not a pair')
    const attributeType = oidOf(type)
    if (attributeType === EMAIL_ADDRESS) expectTag(value, TAG.IA5_STRING, 'emailAddress')
    return { type: attributeType, value: textOf(value) }
  })
}

/** What separates here are halves of characters: no text that was decoded holds them. */
export function keyOf(part: readonly NameAttribute[]): string {
  const pairs = part.map(({ type, value }) => `${type}\ud800${comparable(value)}`)
  return (pairs.length === 1 ? pairs : pairs.toSorted()).join('\udfff')
}

/** ASCII only: other letters with case are suspect, and in a constraint they fit nothing but themselves. */
function comparable(value: string): string {
  const text = value.replace(/[\t-\r ]+/g, ' ').replace(/^ | $/g, '')
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

export function sameName(a: Name, b: Name): boolean {
  if (a.der.equals(b.der)) return true
  return a.keys.length === b.keys.length && isWithin(a, b)
}

/** Whether `name` lies at or below `base`: RFC 5280, section 7.1, prefix of parts. */
export function isWithin(name: Name, base: Name): boolean {
  return base.keys.every((key, i) => name.keys[i] === key)
}

/** Han without radicals and compatibility ideographs, which look like the characters they stand for. */
const ORDINARY =
  /^[\x20-\x7e（）《》〈〉【】「」“”‘’·、，。：；—…\u3007\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{2f7ff}\u{2fa20}-\u{323af}]*$/u

/** The first character that may be taken for another or for none, as U+…; null when there is none. */
export function suspectIn(name: Name): string | null {
  for (const part of name.parts) {
    for (const { value } of part) if (!ORDINARY.test(value)) return firstSuspect(value)
  }
  return null
}

function firstSuspect(value: string): string {
  return codePointText([...value].find((each) => !ORDINARY.test(each)) ?? '')
}

/** `U+200B` */
export function codePointText(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `U+${hex.padStart(4, '0')}`
}

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
}

/** For people, at most 120 characters: `C=CN, ST=上海市, CN=…`. Suspect characters are shown as their code. */
export function nameText(name: Name): string {
  const parts = name.parts.map((part) =>
    part.map(({ type, value }) => `${SHORT[type] ?? type}=${shown(value)}`).join('+'),
  )
  const text = parts.join(', ')
  return text.length > 120 ? `${[...text].slice(0, 119).join('')}…` : text
}

function shown(value: string): string {
  return ORDINARY.test(value)
    ? value
    : [...value].map((each) => (ORDINARY.test(each) ? each : `{${firstSuspect(each)}}`)).join('')
}
