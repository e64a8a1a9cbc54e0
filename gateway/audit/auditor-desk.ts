/** The log for auditors: within their remit, and each reading a durable leaf before it is answered. */
import { createHash } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from '../access/access-token.ts'
import { parseLeaf } from '../federation-log/leaf.ts'
import type { AdministrativeFacts } from '../pipeline/log-port.ts'
import type { Principal } from '../principal.ts'
import { readLinks } from '../store/log-links.ts'
import type { StoredEntry } from '../store/log-search.ts'
import type { AuditedEntry, EntryFilter, LogDesk, PageAsked } from './desk.ts'
import { readFilter } from './entry-filter.ts'
import type { LogDeskOptions } from './options.ts'
import { isWithin, remitOf } from './remit.ts'
import type { LogOperation } from './remit.ts'
import { reading } from './store-answers.ts'
import { proveConsistency, proveEntries, proveInclusion } from './tree-of-log.ts'

type AuditorDesk = Omit<LogDesk, 'lookups' | 'release'>

export function createAuditorDesk(options: LogDeskOptions): AuditorDesk {
  const { service, database, now } = options
  const { reader } = service

  async function remitFor(who: Principal, operation: LogOperation) {
    const details = detailsOf(who)
    const remit = remitOf(details, operation, await options.grounds(), now())
    if (remit.refusal === null) return { details, provinces: remit.provinces }
    throw new FederationError(remit.refusal.code, remit.refusal.facts)
  }

  /** Whoever may read the entry, however he came to it. */
  async function sealedFor(who: Principal): Promise<readonly Province[]> {
    const grounds = await options.grounds()
    const remits = (['logEntries', 'logEntry'] as const).map((operation) => {
      return remitOf(detailsOf(who), operation, grounds, now()).provinces
    })
    return PROVINCES.filter((province) => remits.some((remit) => remit.includes(province)))
  }

  function entries(who: Principal, given: EntryFilter, { after, first }: PageAsked) {
    return reading(async () => {
      const { details, provinces: remit } = await remitFor(who, 'logEntries')
      const filter = readFilter(given)
      const found = await reader.entries({ filter, remit, after, first, newestFirst: true })
      const rows = found.entries.map(audited)
      await service.act(readingFacts(details, rows, now()))
      return { rows, next: found.hasMore ? rows.at(-1)!.index : null }
    })
  }

  /** An outcome is its intent's provinces', also of those that did not answer. */
  async function isHis(entry: AuditedEntry, remit: readonly Province[]): Promise<boolean> {
    if (entry.leaf.type !== 'OUTCOME') return isWithin(entry, remit)
    const intent = (await linked([entry])).get(entry.leafHash)
    return isWithin(intent ?? entry, remit)
  }

  async function linked(given: readonly AuditedEntry[]) {
    const asked = {
      hashes: given.flatMap(({ leaf }) => (leaf.type === 'OUTCOME' ? [hashIn(leaf.intent)] : [])),
      outcomesOf: given.flatMap(({ leaf, leafHash }) =>
        leaf.type === 'INTENT' ? [hashIn(leafHash)] : [],
      ),
    }
    const found = (await reading(() => readLinks(database, asked))).map(audited)
    return new Map(
      given.flatMap(({ leaf, leafHash }) => {
        const partner = found.find((each) =>
          leaf.type === 'OUTCOME'
            ? each.leafHash === leaf.intent
            : each.leaf.type === 'OUTCOME' && each.leaf.intent === leafHash,
        )
        return partner === undefined ? [] : [[leafHash, partner] as const]
      }),
    )
  }

  return {
    entries,
    linked,
    entry: (who, by) =>
      reading(async () => {
        const { details, provinces } = await remitFor(who, 'logEntry')
        const stored = await ('index' in by
          ? reader.entryAt(by.index)
          : reader.entryByHash(by.leafHash))
        const found = stored === null ? null : audited(stored)
        const shown = found !== null && (await isHis(found, provinces)) ? found : null
        await service.act(readingFacts(details, shown === null ? [] : [shown], now()))
        return shown
      }),
    sealed: (who, index) =>
      reading(async () => {
        const provinces = await sealedFor(who)
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

/** @throws {FederationError} `ROLE_NOT_AUDITOR`: nobody else comes so far through the pipeline. */
function detailsOf(who: Principal): AccessDetails {
  if (who.kind === 'AGENCY') return who.details
  throw new FederationError('ROLE_NOT_AUDITOR')
}

export function audited({ index, hash, leaf: bytes }: StoredEntry): AuditedEntry {
  return { index, leafHash: hash.toString('base64url'), bytes, leaf: parseLeaf(bytes) }
}

/** `document`: of what was shown, as leaf hashes; nobody can guess it, since each leaf has its salts. */
function readingFacts(
  { officer }: AccessDetails,
  shown: readonly AuditedEntry[],
  at: Date,
): AdministrativeFacts {
  const document = shown.length === 0 ? null : digestOfEntries(shown)
  const act = { act: 'LOG_READ', role: 'AUDITOR', actor: officer, province: null }
  return { ...act, at, count: shown.length, document }
}

export function digestOfEntries(entries: readonly Pick<AuditedEntry, 'leafHash'>[]): string {
  const hashes = entries.map(({ leafHash }) => `${leafHash}\n`)
  return createHash('sha256').update(hashes.join('')).digest('base64url')
}

function hashIn(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
