/**
 * The log over HTTP, below `/log/`. Checkpoints and hashes (C2SP tlog-tiles) are for everybody: they
 * tell nothing of anybody. Entries and exports are for auditors, by the same rules as in the graph.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { LogFile } from '../log/log-files.ts'
import type { Route } from '../server.ts'
import { admitAuditor, remitPartial } from './admit-auditor.ts'
import { exportLog } from './export-log.ts'
import type { LogRoutesOptions } from './export-log.ts'

const PREFIX = '/log/'
const ENTRIES = 'tile/entries/'

/** By first segment of the path, as the server takes them. */
export function createLogRoutes(options: LogRoutesOptions): ReadonlyMap<string, Route> {
  return new Map([['log', (request, response) => answer(options, request, response)]])
}

async function answer(
  options: LogRoutesOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [target = ''] = (request.url ?? '').split('?', 1)
  const path = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : ''
  if (path === 'export') return exportLog(options, request, response)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (path === '' || !isRead) throw new FederationError('PATH_UNKNOWN')
  // Asked before anything is read: who may not have it does not learn whether it is there.
  const asksEntries = path.startsWith(ENTRIES)
  if (asksEntries) await admitToEntries(options, request, response)
  const file = await options.service.logFile(path)
  if (file === null || file.isEntries !== asksEntries) throw new FederationError('PATH_UNKNOWN')
  send(file, request, response)
}

/** A bundle holds whatever came, of all provinces. The reading is a leaf, as one in the graph is. */
async function admitToEntries(
  options: LogRoutesOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { details: by } = await admitAuditor(options, request, response, ({ provinces }) => {
    if (provinces.length < PROVINCES.length) throw remitPartial(provinces)
  })
  const act = { act: 'ENTRIES_READ', role: 'AUDITOR', agency: by.agency, actor: by.officer }
  const about = { province: null, count: null, document: null }
  await options.service.act({ ...act, ...about, at: options.now() })
}

const FOR_EVER = 'max-age=31536000, immutable'

function send(file: LogFile, request: IncomingMessage, response: ServerResponse): void {
  const { bytes, contentType, cacheable, isEntries } = file
  const cache = cacheable ? `public, ${FOR_EVER}` : 'no-cache'
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': bytes.length,
    'cache-control': isEntries ? 'private, no-store' : cache,
    'x-content-type-options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
