/** Searches of one request: one intent a filter, whatever number of provinces is asked for it. */
import type { SearchFilter, SearchPage } from '../../adapters/shared/contract.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Refusal } from '../access/refusal.ts'
import type { GatewayContext } from '../context.ts'
import type { Federation } from '../registries/federation.ts'
import type { Patience } from '../registries/patience.ts'
import type { Admission } from './admission.ts'
import { mostTelling } from './decide-fields.ts'
import type { Intending } from './intending.ts'
import type { Ticket } from './log-port.ts'
import { subjectOf } from './request-trace.ts'
import type { RequestTrace, SearchOutcome } from './request-trace.ts'

export interface RequestSearches {
  readonly search: GatewayContext['search']
  /** Why none of the provinces could be searched; null: no search was barred. */
  refusal(): FederationError | null
}

export interface SearchParts {
  readonly federation: Federation
  readonly admission: Admission | null
  readonly patience: Patience
  readonly trace: RequestTrace | null
  readonly intending: Intending
}

export function createRequestSearches(parts: SearchParts): RequestSearches {
  const { federation, admission, patience, trace, intending } = parts
  const barredSearches: Refusal[] = []
  const tickets = new Map<string, Promise<Ticket | undefined>>()

  function ticketFor(filter: SearchFilter): Promise<Ticket | undefined> | undefined {
    if (!intending.isNeeded) return undefined
    const key = JSON.stringify(filter)
    const known =
      tickets.get(key) ?? intending.intend([subjectOf(filter)]).then(([ticket]) => ticket)
    tickets.set(key, known)
    return known
  }

  return {
    async search(province, filter, after, limit) {
      const barred = admission?.barredForSearch(filter).get(province)
      if (barred !== undefined) {
        barredSearches.push(barred)
        throw new FederationError(barred.code, barred.facts)
      }
      const ticket = await ticketFor(filter)
      const tell = (found: SearchOutcome): void => {
        if (ticket !== undefined) trace?.searched(ticket, province, found)
      }
      try {
        const page = await federation.sources[province].search(
          filter,
          after,
          limit,
          patience,
          ticket,
        )
        tell(outcomeOf(page))
        return page
      } catch (failure) {
        tell(failedOutcome(failure))
        throw failure
      }
    },
    refusal() {
      if (barredSearches.length === 0) return null
      const { code, facts } = mostTelling(barredSearches)
      return new FederationError(code, facts)
    },
  }
}

function outcomeOf({ hits, digest }: SearchPage & { readonly digest?: string | null }) {
  const state = hits.length === 0 ? 'NO_RECORD' : 'ANSWERED'
  return { state, rows: hits.length, digest: digest ?? null } as const
}

function failedOutcome(failure: unknown): SearchOutcome {
  const code = failure instanceof FederationError ? failure.code : 'INTERNAL'
  return { state: stateOf(code), rows: 0, digest: null }
}

function stateOf(code: string): SearchOutcome['state'] {
  if (code === 'PROVINCE_TIMEOUT') return 'TIMED_OUT'
  return code === 'PROVINCE_SUSPENDED' ? 'NOT_ASKED' : 'FAILED'
}
