/** Calls that only make sense together. */
import { bindExchange, exchangeOf } from '../shared/exchange.ts'

/**
 * Starts calls at the same time and waits for all. When one fails, the others are ended as well:
 * nobody would read their answers, and a hanging one would keep its socket.
 */
export async function together<T extends readonly Promise<unknown>[]>(
  signal: AbortSignal,
  start: (both: AbortSignal) => readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const own = new AbortController()
  const exchange = exchangeOf(signal)
  if (exchange !== undefined) bindExchange(own.signal, exchange)
  const end = () => own.abort(signal.reason)
  if (signal.aborted) throw signal.reason
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.all(start(own.signal))
  } catch (failure) {
    own.abort(failure)
    throw failure
  } finally {
    signal.removeEventListener('abort', end)
  }
}
