/** One call to one registry, held up by a deadline, a breaker and a retry budget. */
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
} from 'cockatiel'
import { provinceError } from '../../adapters/shared/failure.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { createRetryBudget } from './retry-budget.ts'

export interface CallOptions {
  readonly province: Province
  /** From the first try on, retries included. */
  readonly deadlineMs: number
  /** Failures in a row after which the registry is left alone. */
  readonly breakAfter: number
  /** How long it is left alone before one call tries again. */
  readonly probeAfterMs: number
  /** Retries as a share of calls. */
  readonly retryShare: number
}

export type CircuitWord = 'CLOSED' | 'HALF_OPEN' | 'OPEN'

export interface RegistryCall {
  /**
   * @throws {FederationError} `PROVINCE_TIMEOUT` when the deadline passed, `PROVINCE_SUSPENDED` while
   * the breaker is open, otherwise what `work` threw. `waitedMs` is taken off the deadline.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, waitedMs?: number): Promise<T>
  circuit(): CircuitWord
}

export function createRegistryCall(options: CallOptions): RegistryCall {
  const { province, deadlineMs } = options
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: options.probeAfterMs,
    breaker: new ConsecutiveBreaker(options.breakAfter),
  })
  const budget = createRetryBudget(options.retryShare)

  async function withinDeadline<T>(
    work: (signal: AbortSignal) => Promise<T>,
    waitedMs: number,
  ): Promise<T> {
    const timeout = (): FederationError =>
      provinceError('PROVINCE_TIMEOUT', province, undefined, { timeoutMs: deadlineMs })
    if (waitedMs >= deadlineMs) throw timeout()
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(timeout()), deadlineMs - waitedMs)
    try {
      return await withRetry(work, controller.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  async function withRetry<T>(
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    budget.earn()
    try {
      return await work(signal)
    } catch (failure) {
      if (signal.aborted || !isWorthRetrying(failure) || !budget.spend()) throw failure
      return work(signal)
    }
  }

  return {
    async run(work, waitedMs = 0) {
      const began = performance.now() - waitedMs
      try {
        // After a pause one call tries the registry and the others wait for it, within their time.
        return await breaker.execute(() => withinDeadline(work, performance.now() - began))
      } catch (failure) {
        if (failure instanceof BrokenCircuitError)
          throw provinceError('PROVINCE_SUSPENDED', province)
        throw failure
      }
    },
    circuit: () => {
      if (breaker.state === CircuitState.Open) return 'OPEN'
      return breaker.state === CircuitState.HalfOpen ? 'HALF_OPEN' : 'CLOSED'
    },
  }
}

/** A lost connection or an error of the registry's may pass; an answer we cannot read will not. */
function isWorthRetrying(failure: unknown): boolean {
  return (
    failure instanceof FederationError &&
    (failure.code === 'PROVINCE_UNREACHABLE' || failure.code === 'PROVINCE_ERROR')
  )
}
