/** Writes the XML document of a record. The pretend registry's side; see wire-xml.ts for the reader's. */

/** A field: its name, and its text or its own fields. Blank fields are written as empty elements. */
export type XmlField = readonly [name: string, content: string | readonly XmlField[]]

/** The document that goes into `RecordXml`. */
export function xmlDocument(records: readonly XmlField[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Records', records)}`
}

function element(name: string, content: string | readonly XmlField[]): string {
  if (content.length === 0) return `<${name}/>`
  if (typeof content === 'string') return `<${name}>${escaped(content)}</${name}>`
  let inner = ''
  for (const [child, its] of content) inner += element(child, its)
  return `<${name}>${inner}</${name}>`
}

const SPECIAL = /[<>&"'\r]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#xD;',
}

function escaped(text: string): string {
  return text.replace(SPECIAL, (char) => ESCAPES[char]!)
}
