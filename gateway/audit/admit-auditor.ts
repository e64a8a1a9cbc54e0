/** Who may have entries over HTTP: an auditor with a token, whom a province granted `exportLog`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { AccessDetails } from '../access/access-token.ts'
import type { LogService } from '../log/log-service.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { Asker } from '../pipeline/handle.ts'
import { challengeOf } from '../sign-in/refused-token.ts'
import type { Remit } from './remit.ts'
import { remitOf } from './remit.ts'

export interface Doorkeeper {
  readonly service: Pick<LogService, 'reader' | 'logFile' | 'act' | 'refuse'>
  readonly authenticate: (request: IncomingMessage) => Asker | Promise<Asker>
  /** Grants as of now, as the pipeline has them. @throws {FederationError} retryable. */
  readonly grounds: () => Promise<AccessGrounds>
  readonly now: () => Date
}

export interface Admitted {
  readonly details: AccessDetails
  readonly remit: Remit['provinces']
}

/**
 * A refusal is a leaf, as one in the graph is. `check`: what else must hold.
 *
 * @throws {FederationError} why not.
 */
export async function admitAuditor(
  keeper: Doorkeeper,
  request: IncomingMessage,
  response: ServerResponse,
  check: (remit: Remit) => void = () => undefined,
): Promise<Admitted> {
  const asker = await keeper.authenticate(request)
  const details = 'kind' in asker && asker.kind === 'AGENCY' ? asker.details : null
  try {
    const remit = await remitFor(keeper, asker)
    check(remit)
    return { details: details!, remit: remit.provinces }
  } catch (failure) {
    if (failure instanceof FederationError) {
      const challenge = challengeOf(failure)
      if (challenge !== null) response.setHeader('www-authenticate', challenge)
      const { agency = null, officer = null, purpose = null } = details ?? {}
      const { code } = failure
      keeper.service.refuse({ at: keeper.now(), code, agency, officer, purpose, operation: null })
    }
    throw failure
  }
}

/** A grant that was withdrawn meanwhile ends what goes on for long. @throws {FederationError} why not any more. */
export async function checkStillAdmitted(
  { grounds, now }: Pick<Doorkeeper, 'grounds' | 'now'>,
  { details, remit }: Admitted,
): Promise<void> {
  const { provinces, refusal } = remitOf(details, 'exportLog', await grounds(), now())
  if (refusal !== null) throw new FederationError(refusal.code, refusal.facts)
  if (!remit.every((province) => provinces.includes(province))) throw remitPartial(provinces)
}

/** Of all provinces, those that are not in the remit. */
export function remitPartial(remit: readonly Province[]): FederationError {
  const missing = PROVINCES.filter((province) => !remit.includes(province))
  const names = missing.map((province) => PROVINCE_FACTS[province].zh).join('、')
  return new FederationError('AUDIT_REMIT_PARTIAL', { missing: names })
}

async function remitFor({ grounds, now }: Doorkeeper, asker: Asker): Promise<Remit> {
  if (asker instanceof FederationError) throw asker
  if (asker.kind !== 'AGENCY') throw new FederationError('ROLE_NOT_AUDITOR')
  const remit = remitOf(asker.details, 'exportLog', await grounds(), now())
  if (remit.refusal === null) return remit
  throw new FederationError(remit.refusal.code, remit.refusal.facts)
}
