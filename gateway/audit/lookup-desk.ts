/**
 * Who looked at us (查询告知), for companies: agency and purpose, never the officer. Requests whose
 * purpose would warn those who are being investigated are not among them until a person releases them.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { dayOfInstant } from '../../schemas/model/time.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { purposeOf } from '../access/purposes.ts'
import type { PurposeTable } from '../access/purposes.ts'
import type { IntentLeaf } from '../federation-log/leaf-types.ts'
import { bitsOf } from '../log/data-keys.ts'
import type { EnterprisePrincipal, Principal } from '../principal.ts'
import { findLookups } from '../store/lookup-store.ts'
import { audited, digestOfEntries } from './audited.ts'
import type { AuditedEntry, Lookup, Page, PageAsked } from './desk.ts'
import type { LogDeskOptions, LookupSettings } from './options.ts'
import { RELEASE_TERMS_YEARS, shownBefore } from './release-terms.ts'

export const LOOKUP_SETTINGS: LookupSettings = {
  delayHours: 24,
  shownBy: { SHANGHAI: true, JIANGSU: true, ZHEJIANG: true, ANHUI: true },
  releaseTerms: RELEASE_TERMS_YEARS,
}

const HOUR_MS = 3_600_000

/** Durable in the log before it is answered. @throws {FederationError} `SUBJECT_ONLY`. */
export async function readLookups(
  options: LogDeskOptions,
  who: Principal,
  page: PageAsked,
): Promise<Page<Lookup>> {
  const { uscc } = enterprise(who)
  const { database, service, terms, now, rules = DEFAULT_RULES } = options
  const settings = { ...LOOKUP_SETTINGS, ...options.lookups }
  const { purposes } = rules
  const shown = PROVINCES.filter((province) => settings.shownBy[province])
  const at = now()
  const found = await findLookups(database, {
    ...page,
    terms: terms.of('SUBJECT', uscc, PROVINCES),
    before: new Date(at.getTime() - settings.delayHours * HOUR_MS),
    shownBy: bitsOf(shown),
    open: openPurposes(purposes),
    byTerm: termsOf(purposes, settings, at),
  })
  const entries = found.entries.map(audited)
  const counted = { count: entries.length, document: digestOfEntries(entries) }
  const act = { act: 'LOOKUPS_READ', role: 'SUBJECT', agency: null, actor: uscc, province: null }
  await service.act({ ...act, at, ...counted })
  const rows = entries.map((entry) => lookupOf(entry, shown, purposes))
  return { rows, next: found.hasMore ? rows.at(-1)!.index : null }
}

/** Shown to whom they are about. A purpose that is in no table is not. */
export function openPurposes(purposes: PurposeTable): readonly string[] {
  return Object.keys(purposes).filter((purpose) => !purposes[purpose]!.withheldFromSubject)
}

/** @throws {FederationError} `SUBJECT_ONLY`. */
function enterprise(who: Principal): EnterprisePrincipal {
  if (who.kind === 'ENTERPRISE') return who
  throw new FederationError('SUBJECT_ONLY', { operation: 'lookups' })
}

function termsOf(purposes: PurposeTable, { releaseTerms }: LookupSettings, at: Date) {
  return Object.keys(purposes).flatMap((purpose) => {
    const before = shownBefore(purpose, releaseTerms, at)
    return before === null ? [] : [{ purpose, before }]
  })
}

function lookupOf(
  { index, bytes, leaf }: AuditedEntry,
  shown: readonly Province[],
  purposes: PurposeTable,
): Lookup {
  const { agency, purpose, bases, at, provinces } = leaf as IntentLeaf
  return {
    ...{ index, bytes, agency, purpose, bases },
    purposeName: purposeOf(purposes, purpose)?.zh ?? null,
    on: dayOfInstant(at),
    provinces: provinces.filter((province) => shown.includes(province)),
  }
}
