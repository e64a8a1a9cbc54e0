/**
 * What comes before anything is asked: it is counted against the asker's quota, and its intent is
 * durable in the log. Where either fails, the whole question is not answered.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { AgencyPrincipal, Principal } from '../principal.ts'
import type { AccessPort } from './admit.ts'
import type { IntentSubject, Ticket } from './log-port.ts'
import type { RequestTrace } from './request-trace.ts'

export interface Intending {
  /** False: composed without access and log, in code. */
  readonly isNeeded: boolean
  /** One ticket a subject, same order; none without a log. @throws {FederationError} `QUOTA_…`, `LOG_UNAVAILABLE`. */
  intend(subjects: readonly IntentSubject[]): Promise<readonly Ticket[]>
  /** Why the question as a whole is not answered after all; null: nothing failed so far. */
  failure(): FederationError | null
  /** Something was to be asked, whatever came of it. */
  wasTried(): boolean
}

interface IntendingFacts {
  readonly principal: Principal
  readonly access: AccessPort | null
}

export function createIntending(
  { principal, access }: IntendingFacts,
  trace: RequestTrace | null,
): Intending {
  const counts = access !== null && principal.kind === 'AGENCY'
  let failure: FederationError | null = null
  let tried = false
  return {
    isNeeded: trace !== null || counts,
    async intend(subjects) {
      tried = true
      try {
        await access?.count(principal as AgencyPrincipal, subjects.map(textOfSubject))
        return (await trace?.intend(subjects)) ?? []
      } catch (refused) {
        if (refused instanceof FederationError) failure ??= refused
        throw refused
      }
    },
    failure: () => failure,
    wasTried: () => tried,
  }
}

function textOfSubject(subject: IntentSubject): string {
  return subject.kind === 'ENTITY' ? subject.uscc : `search:${JSON.stringify(subject.filter)}`
}
