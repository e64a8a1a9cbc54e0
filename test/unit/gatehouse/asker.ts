/** A province's own adapter, asking its registry through a gatehouse. */
import { randomBytes } from 'node:crypto'
import { ADAPTERS } from '../../../adapters/index.ts'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { bindExchange } from '../../../adapters/shared/exchange.ts'
import { createUpstream } from '../../../adapters/shared/upstream.ts'
import type { RunningSandbox } from '../../../adapters/shared/sandbox/server.ts'
import { asciiJson } from '../../../schemas/model/ascii-json.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { PretendTicket } from '../../support/pretend-log.ts'

export interface Asker extends AsyncDisposable {
  /** One exchange; `id`: of its own when it is not said. */
  ask<T>(
    tickets: readonly PretendTicket[],
    work: (adapter: RegistryAdapter, signal: AbortSignal) => Promise<T>,
    id?: string,
  ): Promise<T>
  /** Bodies heard so far. */
  readonly heard: Buffer[]
}

export function openAsker(province: Province, url: string, sandbox: RunningSandbox): Asker {
  const upstream = createUpstream({ province, baseUrl: url })
  const { credentials } = sandbox
  const adapter = ADAPTERS[province].create({ upstream, credentials, now: () => new Date() })
  const heard: Buffer[] = []
  return {
    heard,
    ask(tickets, work, id = exchangeId()) {
      const { signal } = new AbortController()
      const promises = tickets.map(({ promise, disclosure }) => {
        return { promise: asciiJson(promise), disclosure }
      })
      bindExchange(signal, { id, promises, heard: (body) => void heard.push(body) })
      return work(adapter, signal)
    },
    [Symbol.asyncDispose]: () => adapter.close(),
  }
}

export function exchangeId(): string {
  return randomBytes(16).toString('base64url')
}

/** The code of the gatehouse's refusal, or null when it passed. */
export async function refusalOf(asking: Promise<unknown>): Promise<string | null> {
  try {
    await asking
    return null
  } catch (failure) {
    if (failure instanceof FederationError) return String(failure.details['reason'] ?? failure.code)
    throw failure
  }
}
