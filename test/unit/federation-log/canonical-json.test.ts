import { describe, expect, it } from 'vitest'
import {
  canonicalJson,
  parseCanonicalJson,
} from '../../../gateway/federation-log/canonical-json.ts'
import type { JsonValue } from '../../../gateway/federation-log/canonical-json.ts'
import { refusal } from './refusal.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('canonicalJson', () => {
  it.each<[string, JsonValue, string]>([
    [
      'names by UTF-16 units, not by code points: section 3.2.3',
      { '\ufb33': 1, '\u{1f600}': 2, '1': 3, é: 4, '\r': 5 },
      '{"\\r":5,"1":3,"é":4,"\u{1f600}":2,"\ufb33":1}',
    ],
    ['names that look like numbers as text', { 10: 1, 9: 2 }, '{"10":1,"9":2}'],
    [
      'control characters in their short form',
      '\b\t\n\f\r"\\\u000f/',
      '"\\b\\t\\n\\f\\r\\"\\\\\\u000f/"',
    ],
    ['everything else as it is', '企业\u2028\u007f', '"企业\u2028\u007f"'],
    ['minus zero as zero: appendix B', -0, '0'],
    [
      'large and small numbers as ECMAScript does',
      [1e21, 1e-7, Number('333333333.33333329'), 4.5, 2e-3],
      '[1e+21,1e-7,333333333.3333333,4.5,0.002]',
    ],
    ['empty things', [{}, [], '', null, true], '[{},[],"",null,true]'],
  ])('writes %s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  const hole = new Array<JsonValue>(1)
  const circle: JsonValue[] = []
  circle.push(circle)
  it.each<[string, unknown, string]>([
    ['no number', Number.NaN, 'number'],
    ['a number without end', [-Infinity], 'number'],
    ['a missing value', { a: undefined }, 'type'],
    ['a hole', hole, 'type'],
    ['a big integer', 1n, 'type'],
    ['a date', new Date(0), 'type'],
    ['a map', new Map(), 'type'],
    ['half a character', '\ud83d', 'lone surrogate'],
    ['half a character in a name', { '\udc00': 1 }, 'lone surrogate'],
    ['__proto__', JSON.parse('{"__proto__":1}'), '__proto__'],
    ['what contains itself', circle, 'depth'],
  ])('refuses %s', (_, value, reason) => {
    const write = () => canonicalJson(value as JsonValue)
    expect(write).toThrow(refusal('LOG_JSON_NOT_CANONICAL', { reason }))
  })
})

describe('parseCanonicalJson', () => {
  it.each([
    ['blanks', '{"a": 1}', 'form'],
    ['a line end', '{}\n', 'form'],
    ['a name twice', '{"a":1,"a":1}', 'form'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":1}', 'form'],
    ['names in another order', '{"b":1,"a":1}', 'form'],
    ['an escape that is not needed', '"\\u0061"', 'form'],
    ['an escaped slash', '"\\/"', 'form'],
    ['capital hexadecimal digits', '"\\u000F"', 'form'],
    ['1.0', '1.0', 'form'],
    ['-0', '-0', 'form'],
    ['1E2', '1E2', 'form'],
    ['an integer beyond 2^53', '9007199254740993', 'form'],
    ['a number without end', '1e999', 'number'],
    ['half a character', '"\\ud800"', 'lone surrogate'],
    ['__proto__', '{"__proto__":1}', '__proto__'],
    ['18 levels', nested(18), 'depth'],
    ['a hundred thousand levels', nested(100_000), 'depth'],
    ['two values', '1 1', 'json'],
    ['nothing', '', 'json'],
    ['a comment', '{}//', 'json'],
    ['a byte order mark', '\ufeff{}', 'json'],
  ])('refuses %s', (_, text, reason) => {
    const parse = () => parseCanonicalJson(Buffer.from(text))
    expect(parse).toThrow(refusal('LOG_JSON_NOT_CANONICAL', { reason }))
  })

  it('refuses what is not UTF-8', () => {
    const parse = () => parseCanonicalJson(Buffer.of(0x22, 0xc0, 0x80, 0x22))
    expect(parse).toThrow(refusal('LOG_JSON_NOT_CANONICAL', { reason: 'utf-8' }))
  })

  it('reads 17 levels', () => {
    expect(canonicalJson(parseCanonicalJson(Buffer.from(nested(17))))).toBe(nested(17))
  })
})
