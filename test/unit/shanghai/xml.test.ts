import { describe, expect, it } from 'vitest'
import { parseXml } from '../../../adapters/shanghai/xml.ts'
import { fixture } from './registry.ts'

describe('parseXml', () => {
  it('reads the five entities of XML, character numbers and CDATA', () => {
    const text = '<r>&lt;&gt;&amp;&quot;&apos; &#20013;&#x6587;&#x20BB7; <![CDATA[<b>&amp;]]></r>'
    expect(parseXml(text)).toEqual({ r: '<>&"\' 中文𠮷 <b>&amp;' })
  })

  it('does not decode twice', () => {
    expect(parseXml('<r>&amp;lt;&amp;#60;</r>')).toEqual({ r: '&lt;&#60;' })
  })

  it('keeps text as text: numbers, leading noughts, blanks', () => {
    expect(parseXml('<r><a>000000</a><b> 1e3 </b><c/></r>')).toEqual({
      r: { a: '000000', b: ' 1e3 ', c: '' },
    })
  })

  it('reads a document with more than a thousand escaped characters', () => {
    expect(parseXml(`<r>${'&amp;'.repeat(300_000)}</r>`)).toEqual({ r: '&'.repeat(300_000) })
  })

  it.each([
    ['declared entities, also of files', fixture('debtors-entities.xml').toString()],
    ['a document type alone', '<!DOCTYPE r><r/>'],
    ['a document type in small letters', '<!doctype html><r/>'],
    ['half a document', fixture('debtors.xml').toString().slice(0, 400)],
    ['an element that is not closed', '<r><a></r>'],
    ['two roots', '<r/><r/>'],
    ['text after the root', '<r/>x'],
    ['no element', 'x'],
    ['nothing', ''],
    ['a name that reaches into objects', '<r><__proto__>x</__proto__></r>'],
  ])('refuses %s', (_, text) => {
    expect(() => parseXml(text)).toThrow()
  })
})
