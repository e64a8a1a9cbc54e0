/**
 * What an export is to hold, as it was asked for: by address, or as a JSON body. An address stands in
 * the logs of every proxy on its way, so that officer, company and case can be given in a body only.
 */
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import { RESULTS } from '../federation-log/leaf-types.ts'
import type { LeafType } from '../federation-log/leaf-types.ts'
import type { LogFilter } from '../log/log-reader.ts'
import { checkBodyType } from '../media-types.ts'
import type { EntryFilter } from './desk.ts'
import { invalid, readFilter } from './entry-filter.ts'

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportAsked {
  readonly format: ExportFormat
  readonly filter: LogFilter
}

const MOST_BODY_BYTES = 8 * 1024

const TYPES = [
  ...['OPERATION', 'INTENT', 'OUTCOME', 'REFUSAL', 'GRANT', 'ERASURE', 'KEY_ROTATION'],
  'ADMINISTRATIVE',
] as LeafType[]

const ASKED = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default('ndjson'),
  agency: z.string().optional(),
  purpose: z.string().optional(),
  province: z.enum(PROVINCES).optional(),
  result: z.enum(RESULTS).optional(),
  type: z.enum(TYPES).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
})
const ASKED_IN_BODY = ASKED.extend({
  officer: z.string().optional(),
  entity: z.string().optional(),
  caseNumber: z.string().optional(),
})

/** @throws {FederationError} `AUDIT_ARGUMENT_INVALID` with the field; `MEDIA_TYPE_UNSUPPORTED`, `BODY_TOO_LARGE`. */
export async function readExportAsked(request: IncomingMessage): Promise<ExportAsked> {
  if (request.method === 'GET') return asked(ASKED, inAddress(request))
  if (request.method !== 'POST') throw new FederationError('PATH_UNKNOWN')
  checkBodyType(request.headers)
  return asked(ASKED_IN_BODY, jsonIn(await bodyOf(request)))
}

function asked(form: typeof ASKED | typeof ASKED_IN_BODY, given: unknown): ExportAsked {
  const read = form.safeParse(given)
  if (!read.success) throw invalid(fieldOf(read.error))
  const { format, ...filter } = read.data
  return { format, filter: readFilter(filter as EntryFilter) }
}

function fieldOf({ issues: [issue] }: z.ZodError): string {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  return String(unknown ?? issue?.path[0] ?? 'body').slice(0, 64)
}

/** @throws {FederationError} `AUDIT_ARGUMENT_INVALID` a name that comes twice: which one counted, nobody could say. */
function inAddress({ url = '' }: IncomingMessage): Readonly<Record<string, string>> {
  const given = new Map<string, string>()
  for (const [name, value] of new URL(url, 'http://gateway').searchParams) {
    if (given.has(name)) throw invalid(name.slice(0, 64))
    given.set(name, value)
  }
  return Object.fromEntries(given)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length
    if (bytes > MOST_BODY_BYTES) {
      throw new FederationError('BODY_TOO_LARGE', { limit: MOST_BODY_BYTES, value: bytes })
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('body')
  }
}
