/** What sign-in is put together from. */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import type { AccessDetails } from '../access/access-token.ts'
import type { Rules } from '../access/check-question.ts'
import type { Counters } from '../counters/counters.ts'
import type { Logger } from '../observe/log.ts'
import type { ClientStore } from '../store/client-store.ts'
import type { Trust } from '../trust/trust.ts'
import type { TokenKeys } from './token-keys.ts'

export interface SignInOptions {
  /** Public address without a path, as clients know it: `https://gateway.example`. Asked when it is needed. */
  readonly issuer: () => string
  readonly keys: TokenKeys
  readonly trust: Pick<Trust, 'trustFor'>
  readonly clients: Pick<ClientStore, 'current'>
  /** Used ids. A store that forgets lets assertions be replayed until they expire. */
  readonly replay: Pick<Counters, 'useOnce'>
  readonly rules: Rules
  /** At most 600. */
  readonly tokenSeconds: number
  /** `LOOPBACK`: without TLS, from this machine, tokens are not bound to a certificate. For development. */
  readonly plainTokens: 'NEVER' | 'LOOPBACK'
  readonly now: () => Date
  readonly log: Logger
  readonly observer: SignInObserver
}

export interface SignInObserver {
  issued(facts: {
    readonly at: Date
    readonly clientId: string
    readonly details: AccessDetails
  }): void
  /** Everything is null that could not be established. */
  refused(facts: SignInRefusal): void
}

export interface SignInRefusal {
  readonly at: Date
  readonly code: ErrorCode
  readonly agency: string | null
  readonly officer: string | null
  readonly purpose: string | null
}
