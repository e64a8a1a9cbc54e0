/** One gatehouse before Shanghai's pretend registry, and envelopes written by hand, so that any part can be wrong. */
import { rm } from 'node:fs/promises'
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import { EXCHANGE_PATH, printEnvelope } from '../../../adapters/shared/exchange-envelope.ts'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import { startSandbox } from '../../../adapters/shared/sandbox/server.ts'
import type { RunningSandbox } from '../../../adapters/shared/sandbox/server.ts'
import { GATEHOUSE_PROTOCOLS } from '../../../gateway/cli/gatehouse-protocols.ts'
import { startGatehouse } from '../../../gateway/gatehouse/start-gatehouse.ts'
import type {
  GatehouseOptions,
  RunningGatehouse,
} from '../../../gateway/gatehouse/start-gatehouse.ts'
import { asciiJson } from '../../../schemas/model/ascii-json.ts'
import { plainRecord } from '../../support/fictitious-records.ts'
import { PretendLog } from '../../support/pretend-log.ts'
import type { PretendTicket } from '../../support/pretend-log.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { exchangeId } from './asker.ts'

export const RECORDS = [0, 1, 2].map((i) => plainRecord(i))
export const [CODE, OTHER_CODE] = RECORDS.map(({ uscc }) => uscc!) as readonly string[] as [
  string,
  string,
]

export interface OneGatehouse extends AsyncDisposable {
  gatehouse: RunningGatehouse
  readonly folder: string
  readonly sandbox: RunningSandbox
  readonly log: PretendLog
  /** What the gatehouse told its operator. */
  readonly told: string[]
  /** Of gatehouse and log alike. */
  at: Date
  restart(options?: Partial<GatehouseOptions>): Promise<void>
  exchange(tickets: readonly PretendTicket[], fault?: ExchangeFault): Promise<Response>
}

export interface ExchangeFault {
  readonly id?: string
  readonly codes?: readonly string[]
  readonly path?: string
  readonly body?: string
  /** Beside the adapter's. */
  readonly headers?: Readonly<Record<string, string>>
}

export async function openGatehouse(
  options: Partial<GatehouseOptions> = {},
): Promise<OneGatehouse> {
  const folder = await createTemporaryFolder('gatehouse')
  const data = createMemoryData('SHANGHAI', RECORDS)
  const sandbox = await startSandbox({ definition: SANDBOXES.SHANGHAI, data })
  const told: string[] = []
  const start = (more: Partial<GatehouseOptions> = {}) =>
    startGatehouse({
      province: 'SHANGHAI',
      registryUrl: sandbox.url,
      protocol: GATEHOUSE_PROTOCOLS.SHANGHAI,
      folder,
      promises: 'require',
      now: () => one.at,
      tell: (line) => void told.push(line),
      ...options,
      ...more,
    })
  const one: OneGatehouse = {
    folder,
    sandbox,
    told,
    at: new Date('2026-03-10T01:00:00.000Z'),
    log: new PretendLog(() => one.at),
    gatehouse: undefined as unknown as RunningGatehouse,
    async restart(more) {
      await one.gatehouse.close()
      one.gatehouse = await start(more)
    },
    exchange(tickets, { id = exchangeId(), codes = [CODE], path, body, headers: more } = {}) {
      const promises = tickets.map(({ promise, disclosure }) => {
        return { promise: asciiJson(promise), disclosure }
      })
      const token = sandbox.credentials['token']!
      const headers = { 'content-type': 'application/json', token, ...more }
      const request = { method: 'POST', path: path ?? '/interface/SCJGJ/30001', headers } as const
      const asked = body ?? JSON.stringify({ uniscid: codes.join(','), limit: 200, offset: 0 })
      const envelope = printEnvelope({ id, promises }, request, Buffer.from(asked))
      return post(`${one.gatehouse.url}${EXCHANGE_PATH}`, envelope)
    },
    async [Symbol.asyncDispose]() {
      await one.gatehouse.close()
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  one.gatehouse = await start()
  return one
}

export function post(url: string, body: Buffer | string): Promise<Response> {
  return fetch(url, { method: 'POST', body: new Uint8Array(Buffer.from(body)) })
}

/** Code of the refusal in header and body alike; null: it passed. */
export async function refusalIn(response: Response): Promise<string | null> {
  const code = response.headers.get('x-gatehouse-refusal')
  if (code === null) return null
  const body = (await response.json()) as { code: string; message: string }
  if (body.code !== code || body.message === '') throw new Error(`${code} is not ${body.code}`)
  return code
}
