import { describe, expect, it } from 'vitest'
import {
  digestOf,
  digestsOf,
  openDisclosure,
  parseDisclosure,
  printDisclosure,
} from '../../../gateway/federation-log/salted-digest.ts'
import { refusal } from './refusal.ts'

const SALT = Buffer.alloc(16, 7)
const encoded = (text: string) => Buffer.from(text).toString('base64url')
const salted = (rest: string) => encoded(`["${SALT.toString('base64url')}",${rest}]`)

describe('a disclosure', () => {
  it('has the digest of RFC 9901, section 4.2.3', () => {
    const published = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0'
    expect(digestOf(published)).toBe('X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0')
  })

  it('is salt, name and value', () => {
    const value = { uscc: '示例', terms: ['虚构', 1, null] }
    const disclosure = printDisclosure(SALT, 'subject', value)
    expect(parseDisclosure(disclosure)).toEqual({ salt: SALT, name: 'subject', value })
  })

  it.each([
    ['a short salt', Buffer.alloc(15), 'subject', 'salt'],
    ['no name', SALT, '', 'name'],
    ['a name of the standard', SALT, '_sd', 'name'],
    ['the other name of the standard', SALT, '...', 'name'],
  ])('is not made with %s', (_, salt, name, reason) => {
    const print = () => printDisclosure(salt, name, '示例')
    expect(print).toThrow(refusal('LOG_DISCLOSURE_MALFORMED', { reason }))
  })

  it.each([
    ['other characters', 'WyJh+', 'base64url'],
    ['padding', `${salted('"subject",1')}=`, 'base64url'],
    ['no JSON', encoded('示例'), 'json'],
    ['blanks', salted('"subject", 1'), 'json'],
    ['an object', encoded('{}'), 'array'],
    ['two elements', salted('"subject"'), 'array'],
    ['four elements', salted('"subject",1,2'), 'array'],
    ['a name that is no text', salted('1,1'), 'name'],
    ['a name of the standard', salted('"_sd",1'), 'name'],
    ['a salt of 120 bits', encoded(`["${'A'.repeat(20)}","subject",1]`), 'salt'],
    ['a salt that is a number', encoded('[1,"subject",1]'), 'salt'],
  ])('is not read with %s', (_, disclosure, reason) => {
    const parse = () => parseDisclosure(disclosure)
    expect(parse).toThrow(refusal('LOG_DISCLOSURE_MALFORMED', { reason }))
  })

  it('of a megabyte is not read', () => {
    const parse = () => parseDisclosure('A'.repeat(1_000_000))
    expect(parse).toThrow(refusal('LOG_DISCLOSURE_MALFORMED', { reason: 'base64url' }))
  })
})

describe('openDisclosure', () => {
  const disclosures = ['officer', 'subject', 'case'].map((name, i) =>
    printDisclosure(Buffer.alloc(16, i), name, `示例${i}`),
  )
  const leaf = { purpose: 'INSPECTION', _sd: digestsOf(disclosures) }

  it('gives what belongs to the leaf', () => {
    const opened = disclosures.map((each) => openDisclosure(leaf, each).value)
    expect(opened).toEqual(['示例0', '示例1', '示例2'])
  })

  it('sorts digests, so that their order says nothing', () => {
    expect(leaf._sd).toEqual([...leaf._sd].toSorted())
    expect(digestsOf(disclosures.toReversed())).toEqual(leaf._sd)
  })

  it('refuses one of another leaf, and the same value with another salt', () => {
    const other = printDisclosure(SALT, 'subject', '示例1')
    expect(() => openDisclosure(leaf, other)).toThrow(refusal('LOG_DISCLOSURE_FOREIGN'))
  })

  it('refuses one that would speak for a field of the leaf', () => {
    const purpose = printDisclosure(SALT, 'purpose', 'OTHER')
    const forged = { ...leaf, _sd: digestsOf([purpose]) }
    const open = () => openDisclosure(forged, purpose)
    expect(open).toThrow(refusal('LOG_DISCLOSURE_MALFORMED', { reason: 'name of the leaf' }))
  })
})
