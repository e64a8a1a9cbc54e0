/** Whatever is wrong with a token that is shown, HTTP says 401. Source: RFC 6750, section 3.1. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'
import type { PathVerdict } from '../certification-path/verdict.ts'

/** A failure of the catalogue by its code, with the status of a sign-in. */
export class RefusedToken extends FederationError {
  override get status(): number {
    return 401
  }
}

/** Null when nothing was refused. */
export function refusedBy(verdict: StepVerdict<string>): RefusedToken | null {
  const ended = verdict.steps.find(({ code }) => code !== null)
  if (ended?.code == null) return null
  return new RefusedToken(ended.code, ended.facts)
}

/**
 * What this gateway lacks and not the client: lists of revoked certificates that are missing, stale or
 * damaged. Another certificate would not help; to come back may. Null: nothing was lacking.
 */
export function lackingFor(path: PathVerdict | null): FederationError | null {
  const ended = path?.steps.find(({ outcome }) => outcome === 'UNDETERMINED')
  if (ended?.code == null || ended.step !== 'REVOCATION') return null
  return new FederationError('SIGN_IN_UNDETERMINED', { reason: ended.code })
}

/** For `WWW-Authenticate`. */
export function challengeOf({ code, status }: FederationError): string | null {
  if (status !== 401) return null
  return code === 'SIGN_IN_TOKEN_MISSING' ? 'Bearer' : `Bearer error="invalid_token"`
}
