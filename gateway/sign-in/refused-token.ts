/** Whatever is wrong with a token that is shown, HTTP says 401. Source: RFC 6750, section 3.1. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { StepVerdict } from '../../schemas/model/verdict.ts'

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

/** For `WWW-Authenticate`. */
export function challengeOf({ code, status }: FederationError): string | null {
  if (status !== 401) return null
  return code === 'SIGN_IN_TOKEN_MISSING' ? 'Bearer' : `Bearer error="invalid_token"`
}
