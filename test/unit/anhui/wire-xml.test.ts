// Vectors: adapters/anhui/fixtures/xml-documents.json, made by make.py beside it (expat).
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { parseXml, XmlError } from '../../../adapters/anhui/wire-xml.ts'
import type { XmlElement } from '../../../adapters/anhui/wire-xml.ts'
import { xmlDocument } from '../../../adapters/anhui/sandbox-encode-xml.ts'
import { fixture } from './open-adapter.ts'

interface Vectors {
  readonly documents: Readonly<Record<string, { document: string; tree: XmlElement }>>
}
const { documents } = JSON.parse(fixture('xml-documents.json').toString()) as Vectors

describe('parseXml', () => {
  it.each(Object.entries(documents))('reads %s as expat does', (_, { document, tree }) => {
    expect(bare(parseXml(document))).toEqual(bare(tree))
  })

  it.each([
    ['a document type', '<!DOCTYPE Records [<!ENTITY a "b">]><Records>&a;</Records>'],
    ['an external entity', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ['an entity that is not predefined', '<Records>&nbsp;</Records>'],
    ['the name of an object’s own method as an entity', '<Records>&constructor;</Records>'],
    ['a bare &', '<Records>A & B</Records>'],
    ['a reference without its end', '<Records>&amp</Records>'],
    ['a reference to no character', '<Records>&#0;</Records>'],
    ['a reference to half a character', '<Records>&#xD842;</Records>'],
    ['a reference beyond Unicode', '<Records>&#x110000;</Records>'],
    ['attributes', '<Records a="1"/>'],
    ['CDATA', '<Records><![CDATA[a]]></Records>'],
    ['a processing instruction', '<Records><?php 1?></Records>'],
    ['a second root', '<Records/><Records/>'],
    ['no root', ' '],
    ['text beside the root', '<Records/>a'],
    ['text between elements', '<Records>a<B/></Records>'],
    ['crossed tags', '<Records><A><B></A></B></Records>'],
    ['a closing tag alone', '</Records>'],
    ['half a document', '<Records><A>1</A>'],
    ['half a tag', '<Records><A'],
    ['half a comment', '<Records><!-- a'],
    ['elements nested without end', '<A>'.repeat(50) + '</A>'.repeat(50)],
  ])('refuses %s', (_, document) => {
    expect(() => parseXml(document)).toThrow(XmlError)
  })

  it('reads back every text that the registry can write', () => {
    fc.assert(
      fc.property(xmlText, (text) => {
        expect(parseXml(xmlDocument([['A', text]])).children[0]!.text).toBe(text)
      }),
    )
  })
})

const isXmlText = (text: string) =>
  /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text)
const xmlText = fc.string({ unit: 'binary' }).filter(isXmlText)

/** Blanks between elements are nothing; where they are kept is each parser's own affair. */
function bare({ name, text, children }: XmlElement): unknown {
  return { name, text: children.length > 0 ? text.trim() : text, children: children.map(bare) }
}
