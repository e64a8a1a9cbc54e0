/**
 * What travels with a call to a registry beside its own protocol: log promises on the way there, the
 * bytes of the answer on the way back. Bound to the call's signal, which every adapter hands on as it
 * is, so that four protocols need not know of it.
 */
export interface Exchange {
  /** Of the whole call, which may be several requests. */
  readonly id: string
  /** As JSON, for the envelope; see gateway/gatehouse/envelope.ts. */
  readonly promises: readonly ExchangePromise[]
  /** Hears the body of every answer as it came, in the order of arrival. */
  heard(body: Buffer): void
}

/** A promise and the subject it is shown for. */
export interface ExchangePromise {
  /** JSON of a log promise, of ASCII alone. */
  readonly promise: string
  /** base64url. */
  readonly disclosure: string
}

const exchanges = new WeakMap<AbortSignal, Exchange>()

export function bindExchange(signal: AbortSignal, exchange: Exchange): void {
  exchanges.set(signal, exchange)
}

/** Undefined: nothing travels beside the protocol. */
export function exchangeOf(signal: AbortSignal): Exchange | undefined {
  return exchanges.get(signal)
}
