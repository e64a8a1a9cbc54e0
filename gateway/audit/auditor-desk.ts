/** The log for auditors: within their remit, and each reading a durable leaf before it is answered. */
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from '../access/access-token.ts'
import type { Principal } from '../principal.ts'
import { audited, digestOfEntries, linkedEntries } from './audited.ts'
import { citedOperations } from './cited-operation.ts'
import type { AuditedEntry, EntryFilter, LogDesk, PageAsked } from './desk.ts'
import { readFilter } from './entry-filter.ts'
import type { LogDeskOptions } from './options.ts'
import { isWithin, remitOf } from './remit.ts'
import type { LogOperation } from './remit.ts'
import { reading } from './store-answers.ts'
import { proveConsistency, proveEntries, proveInclusion } from './tree-of-log.ts'

type AuditorDesk = Omit<LogDesk, 'lookups' | 'release'>

export function createAuditorDesk(options: LogDeskOptions): AuditorDesk {
  const { service, database } = options
  const { reader } = service
  return {
    entries: (who, filter, page) => reading(() => readPage(options, who, filter, page)),
    entry: (who, by) => reading(() => readOne(options, who, by)),
    linked: (given) => reading(() => linkedEntries(database, given)),
    operations: (given) => reading(() => citedOperations(database, given)),
    sealed: (who, index) =>
      reading(async () => {
        const provinces = await sealedFor(options, who)
        const all = provinces.map(async (province) => {
          const sealed = await reader.sealedDisclosures(index, province)
          return sealed === null ? [] : [{ province, ...sealed }]
        })
        return (await Promise.all(all)).flat()
      }),
    proofs: (asked) => reading(() => proveEntries(service, asked)),
    checkpoint: () => reading(() => reader.newestCheckpoint()),
    inclusion: (index, size) => reading(() => proveInclusion(service, index, size)),
    consistency: (oldSize, newSize) => reading(() => proveConsistency(service, oldSize, newSize)),
  }
}

async function readPage(
  options: LogDeskOptions,
  who: Principal,
  given: EntryFilter,
  { after, first }: PageAsked,
) {
  const { details, remit } = await remitFor(options, who, 'logEntries')
  const search = { filter: readFilter(given), remit, after, first, newestFirst: true }
  const found = await options.service.reader.entries(search)
  const rows = found.entries.map(audited)
  await recordReading(options, details, rows)
  return { rows, next: found.hasMore ? rows.at(-1)!.index : null }
}

async function readOne(
  options: LogDeskOptions,
  who: Principal,
  by: { readonly index: number } | { readonly leafHash: string },
): Promise<AuditedEntry | null> {
  const { reader } = options.service
  const { details, remit } = await remitFor(options, who, 'logEntry')
  const stored = await ('index' in by ? reader.entryAt(by.index) : reader.entryByHash(by.leafHash))
  const found = stored === null ? null : audited(stored)
  const shown = found !== null && (await isHis(options, found, remit)) ? found : null
  await recordReading(options, details, shown === null ? [] : [shown])
  return shown
}

/** An outcome is its intent's provinces', also of those that did not answer. */
async function isHis(
  { database }: LogDeskOptions,
  entry: AuditedEntry,
  remit: readonly Province[],
): Promise<boolean> {
  if (entry.leaf.type !== 'OUTCOME') return isWithin(entry, remit)
  const intent = (await linkedEntries(database, [entry])).get(entry.leafHash)
  return isWithin(intent ?? entry, remit)
}

/** @throws {FederationError} why he has none. */
async function remitFor(
  { grounds, now }: LogDeskOptions,
  who: Principal,
  operation: LogOperation,
): Promise<{ readonly details: AccessDetails; readonly remit: readonly Province[] }> {
  const details = detailsOf(who)
  const { provinces: remit, refusal } = remitOf(details, operation, await grounds(), now())
  if (refusal === null) return { details, remit }
  throw new FederationError(refusal.code, refusal.facts)
}

/** Whoever may read the entry, however he came to it. */
async function sealedFor(
  { grounds, now }: LogDeskOptions,
  who: Principal,
): Promise<readonly Province[]> {
  const known = await grounds()
  const remits = (['logEntries', 'logEntry'] as const).map((operation) => {
    return remitOf(detailsOf(who), operation, known, now()).provinces
  })
  return PROVINCES.filter((province) => remits.some((remit) => remit.includes(province)))
}

/** @throws {FederationError} `ROLE_NOT_AUDITOR`: nobody else comes so far through the pipeline. */
function detailsOf(who: Principal): AccessDetails {
  if (who.kind === 'AGENCY') return who.details
  throw new FederationError('ROLE_NOT_AUDITOR')
}

/** Durable when it resolves. */
function recordReading(
  { service, now }: LogDeskOptions,
  { agency, officer }: AccessDetails,
  shown: readonly AuditedEntry[],
): Promise<void> {
  const act = { act: 'LOG_READ', role: 'AUDITOR', agency, actor: officer, province: null }
  return service.act({
    ...act,
    at: now(),
    count: shown.length,
    document: digestOfEntries(shown),
  })
}
