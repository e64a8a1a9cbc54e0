/**
 * An export (导出): entries of the auditor's remit as lines, oldest first, while they are read. It is
 * complete when the connection says so: the last byte is sent after the leaf that says what was sent.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { OperationLeaf } from '../federation-log/leaf-types.ts'
import type { LogFilter, LogReader, LogSearch } from '../log/log-reader.ts'
import type { Database } from '../store/database.ts'
import type { EntryPage } from '../store/log-search.ts'
import type { AdministrativeFacts } from '../pipeline/log-port.ts'
import { admitAuditor, checkStillAdmitted } from './admit-auditor.ts'
import type { Admitted, Doorkeeper } from './admit-auditor.ts'
import { audited } from './audited.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { citedOperations } from './cited-operation.ts'
import type { AuditedEntry } from './desk.ts'
import { readExportAsked } from './export-asked.ts'
import type { ExportFormat } from './export-asked.ts'
import { COLUMNS, rowOf } from './leaf-rows.ts'
import { reading } from './store-answers.ts'

export interface LogRoutesOptions extends Doorkeeper {
  readonly database: Database
  /** Rows of an export are read by so many at once. */
  readonly pageRows?: number
  /** A caller who takes nothing for so long is left. */
  readonly patienceMs?: number
}

const PAGE_ROWS = 500
const PATIENCE_MS = 60_000

const FORMS: Readonly<Record<ExportFormat, Form>> = {
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    head: '',
    citesOperations: false,
    line: ({ index, leafHash, bytes }) =>
      `{"index":${index},"leafHash":"${leafHash}","leaf":${bytes.toString('utf8')}}\n`,
  },
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: BYTE_ORDER_MARK + csvLine(COLUMNS),
    citesOperations: true,
    line: (entry, cited) => csvLine(rowOf(entry, cited)),
  },
}

interface Form {
  readonly contentType: string
  readonly head: string
  /** Whether a line shows what the entry asked for. */
  readonly citesOperations: boolean
  readonly line: (entry: AuditedEntry, cited: OperationLeaf | null) => string
}

export async function exportLog(
  options: LogRoutesOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admitted = await admitAuditor(options, request, response)
  const { filter, format } = await readExportAsked(request)
  const { reader } = options.service
  const newest = await reading(() => newestIndex(reader))
  await record(options, admitted, { act: 'EXPORT_BEGUN', count: null, document: null })
  const form = FORMS[format]
  response.writeHead(200, {
    'content-type': form.contentType,
    'content-disposition': `attachment; filename="federation-log.${format}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  const out = new Outlet(response, options.patienceMs ?? PATIENCE_MS)
  try {
    await out.send(form.head)
    const pages = pagesOf(reader, filter, admitted, newest, options.pageRows ?? PAGE_ROWS)
    for await (const entries of pages) {
      await checkStillAdmitted(options, admitted)
      const citing = form.citesOperations ? entries : []
      const cited = await reading(() => citedOperations(options.database, citing))
      const lines = entries.map((entry) => form.line(entry, cited.get(entry.leafHash) ?? null))
      await out.send(lines.join(''), entries.length)
    }
  } catch (failure) {
    await record(options, admitted, { act: 'EXPORT_CUT_OFF', ...out.sent() })
    if (!out.isLeft) throw failure
    response.destroy()
    return
  }
  await record(options, admitted, { act: 'EXPORT', ...out.sent() })
  response.end()
}

/** What is written, as far as it goes; waits when the caller is slower than the log. */
class Outlet {
  #rows = 0
  readonly #response: ServerResponse
  readonly #patienceMs: number
  readonly #hash = createHash('sha256')
  readonly #left = new AbortController()

  constructor(response: ServerResponse, patienceMs: number) {
    this.#response = response
    this.#patienceMs = patienceMs
    response.once('close', () => this.#left.abort())
  }

  /** The caller has gone, or takes nothing. */
  get isLeft(): boolean {
    return this.#left.signal.aborted
  }

  async send(text: string, rows = 0): Promise<void> {
    this.#left.signal.throwIfAborted()
    if (text === '') return
    this.#hash.update(text)
    this.#rows += rows
    if (this.#response.write(text)) return
    const tooSlow = setTimeout(() => this.#left.abort(), this.#patienceMs)
    try {
      await once(this.#response, 'drain', { signal: this.#left.signal })
    } finally {
      clearTimeout(tooSlow)
    }
  }

  /** Rows so far, and SHA-256 of all bytes so far, base64url. */
  sent(): { readonly count: number; readonly document: string } {
    return { count: this.#rows, document: this.#hash.copy().digest('base64url') }
  }
}

/** Up to and with `newest`: what came before the export began. */
async function* pagesOf(
  reader: LogReader,
  filter: LogFilter,
  { remit }: Admitted,
  newest: number,
  first: number,
): AsyncGenerator<readonly AuditedEntry[]> {
  let after: number | null = null
  for (let more = true; more;) {
    const search: LogSearch = { filter, remit, after, first }
    const found: EntryPage = await reading(() => reader.entries(search))
    const entries = found.entries.filter(({ index }) => index <= newest).map(audited)
    if (entries.length > 0) yield entries
    after = entries.at(-1)?.index ?? null
    more = found.hasMore && entries.length === found.entries.length
  }
}

/** -1: the log is empty. */
async function newestIndex(reader: LogReader): Promise<number> {
  const last = { filter: {}, remit: PROVINCES, after: null, first: 1, newestFirst: true }
  return (await reader.entries(last)).entries[0]?.index ?? -1
}

function record(
  { service, now }: LogRoutesOptions,
  { details }: Admitted,
  facts: Pick<AdministrativeFacts, 'act' | 'count' | 'document'>,
): Promise<void> {
  const { agency, officer: actor } = details
  const by = { role: 'AUDITOR', agency, actor, province: null }
  return service.act({ ...facts, ...by, at: now() })
}
