/**
 * XML from a registry, read as data and nothing else: no document type, hence no entities but the
 * five of XML and character numbers, nothing fetched, nothing expanded.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Row } from './wire.ts'

/** Names like `__proto__` are refused by the parser itself. Values stay text: a code may begin with 0. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // Character numbers too. Limits on expansion concern declared entities, of which there are none.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
  isArray: (name) => name === 'row',
})

/** @throws {Error} not well-formed, or with a document type. */
export function parseXml(text: string): Row {
  if (/<!DOCTYPE/i.test(text)) throw new Error('XML with a document type')
  if (!/>\s*$/.test(text)) throw new Error('XML: text after its element') // the parser drops it
  // The parser alone would take half a document for a whole one.
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw new Error(`XML: ${verdict.err.msg}`)
  const { '#text': around = '', ...roots } = parser.parse(text) as Row
  const [root, ...others] = Object.values(roots)
  if (others.length > 0 || Array.isArray(root) || String(around).trim() !== '') {
    throw new Error('XML: not one element')
  }
  return roots
}
