/** The pretend registry's answers in its two forms, and its refusals. */
import type { SandboxReply } from '../shared/sandbox/server.ts'
import type { WireRow } from './sandbox-encode.ts'

export type Form = 'json' | 'xml'

export interface Answer {
  readonly total: number
  readonly rows: readonly WireRow[]
}

/** An error in the registry's own terms: HTTP status, its code, its text. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function answer(form: Form, { total, rows }: Answer): SandboxReply {
  const fields = { code: '000000', message: 'success', total: String(total) }
  if (form === 'xml') return reply(200, form, xmlDocument(fields, rows))
  return reply(200, form, JSON.stringify({ ...fields, total, data: rows }))
}

export function refuse(form: Form, { status, code, message }: Refusal): SandboxReply {
  const text =
    form === 'xml' ? xmlDocument({ code, message }, []) : JSON.stringify({ code, message })
  return reply(status, form, text)
}

function reply(status: number, form: Form, text: string): SandboxReply {
  const headers = { 'content-type': `application/${form};charset=UTF-8` }
  return { status, headers, body: Buffer.from(text) }
}

function xmlDocument(fields: WireRow, rows: readonly WireRow[]): string {
  const data = rows.map((row) => `<row>${elements(row)}</row>`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?><result>${elements(fields)}<data>${data}</data></result>`
}

function elements(row: WireRow): string {
  return Object.entries(row)
    .map(([name, value]) => (value == null ? `<${name}/>` : `<${name}>${escaped(value)}</${name}>`))
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;', // bare, it would become a line feed: XML 1.0, section 2.11
}

function escaped(value: unknown): string {
  return String(value).replace(/[&<>"'\r]/g, (char) => ESCAPES[char]!)
}
