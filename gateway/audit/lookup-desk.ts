/**
 * Who looked at us (查询告知), for companies: agency and purpose, never the officer. Requests whose
 * purpose would warn those who are being investigated are not among them until a person releases them.
 */
import { createHash } from 'node:crypto'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { dayOfInstant } from '../../schemas/model/time.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { purposeOf } from '../access/purposes.ts'
import type { PurposeTable } from '../access/purposes.ts'
import type { IntentLeaf } from '../federation-log/leaf-types.ts'
import { actorOf } from '../grants/actor.ts'
import { bitsOf } from '../log/data-keys.ts'
import type { EnterprisePrincipal, Principal } from '../principal.ts'
import { findLookups, findWithheld, keepRelease } from '../store/lookup-store.ts'
import { audited, digestOfEntries } from './auditor-desk.ts'
import type { AuditedEntry, Lookup, LogDesk, PageAsked, ReleaseInput } from './desk.ts'
import type { LogDeskOptions, LookupSettings } from './options.ts'
import { readRelease } from './release-input.ts'
import { RELEASE_TERMS_YEARS, shownBefore } from './release-terms.ts'
import { reading } from './store-answers.ts'

export const LOOKUP_SETTINGS: LookupSettings = {
  delayHours: 24,
  shownBy: { SHANGHAI: true, JIANGSU: true, ZHEJIANG: true, ANHUI: true },
  releaseTerms: RELEASE_TERMS_YEARS,
}

const HOUR_MS = 3_600_000
/** Of one decision: a person has to be able to say what it is about. */
const MOST_RELEASED = 10_000

export function createLookupDesk(options: LogDeskOptions): Pick<LogDesk, 'lookups' | 'release'> {
  const { database, service, terms, now, rules = DEFAULT_RULES } = options
  const settings = { ...LOOKUP_SETTINGS, ...options.lookups }
  const { purposes } = rules
  const open = Object.keys(purposes).filter((purpose) => !purposes[purpose]!.withheldFromSubject)
  const shown = PROVINCES.filter((province) => settings.shownBy[province])

  const lookups = (who: Principal, page: PageAsked) =>
    reading(async () => {
      const { uscc } = enterprise(who)
      const at = now()
      const found = await findLookups(database, {
        ...page,
        terms: terms.of('SUBJECT', uscc, PROVINCES),
        before: new Date(at.getTime() - settings.delayHours * HOUR_MS),
        shownBy: bitsOf(shown),
        open,
        byTerm: termsOf(purposes, settings, at),
      })
      const entries = found.entries.map(audited)
      const { length: count } = entries
      const document = count === 0 ? null : digestOfEntries(entries)
      const act = { act: 'LOOKUPS_READ', role: 'SUBJECT', actor: uscc, province: null }
      await service.act({ ...act, at, count, document })
      const rows = entries.map((entry) => lookupOf(entry, shown, purposes))
      return { rows, next: found.hasMore ? rows.at(-1)!.index : null }
    })

  const release = (who: Principal, input: ReleaseInput) =>
    reading(async () => {
      const { person, administers } = await actorOf(who, rules, options.provinceOf)
      if (administers === null) throw new FederationError('LOOKUP_RELEASE_ROLE_WRONG')
      const { caseNumber, indexes, reason } = readRelease(input)
      const withheld = await findWithheld(database, {
        which:
          caseNumber === null
            ? { indexes }
            : { caseTerms: terms.of('CASE', caseNumber, PROVINCES) },
        agencies: await options.agenciesOf(administers),
        ...{ open, most: MOST_RELEASED },
      })
      if (withheld.length === 0) throw new FederationError('LOOKUP_RELEASE_EMPTY')
      const [id, at, count] = [options.newId(), now(), withheld.length]
      const leaves = withheld.map(({ hash }) => hash.toString('base64url'))
      const content = JSON.stringify({ release: id, reason, leaves })
      const document = createHash('sha256').update(content).digest('base64url')
      const act = { act: 'RELEASE_LOOKUPS', role: 'PROVINCE_ADMINISTRATOR', actor: person }
      // Written into the log first: what a company can see, an auditor can find the decision of.
      await service.act({ ...act, province: administers, at, count, document })
      const kept = { id, province: administers, actor: person, reason, content, at }
      await keepRelease(
        database,
        kept,
        withheld.map(({ index }) => index),
      )
      return { id, count, at }
    })

  return { lookups, release }
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
