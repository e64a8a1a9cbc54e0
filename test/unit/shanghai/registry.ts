/** Shanghai's services as a test writes their answers, in place of the network. */
import { readFileSync } from 'node:fs'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { createFetchUpstream } from '../../../adapters/shared/upstream.ts'
import { shanghaiAdapter } from '../../../adapters/shanghai/index.ts'
import { LISTS } from '../../../adapters/shanghai/wire.ts'
import type { Row } from '../../../adapters/shanghai/wire.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'

const BASE_URL = 'http://registry.invalid'
export const TOKEN = 'example-token'
export const ENTITIES = '/interface/SCJGJ/30001'
export const LIST = '/interface/SCJGJ/30002'
export const SEARCH = '/interface/SCJGJ/30003'
export const DEBTORS = '/interface/GJRMFY/30011'

/** The company of fixtures/make.py. */
export const COMPANY = parseUscc(
  (JSON.parse(fixture('entities.json').toString()) as Answer).data[0]!.uniscid as string,
)

interface Answer {
  readonly data: readonly Row[]
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../adapters/shanghai/fixtures/${name}`, import.meta.url))
}

export const ever = () => new AbortController().signal

export function openAdapter(): RegistryAdapter {
  return shanghaiAdapter.create({
    upstream: createFetchUpstream({ province: 'SHANGHAI', baseUrl: BASE_URL, fetch }),
    credentials: { token: TOKEN },
    now: () => new Date('2026-03-10T01:00:00.000Z'),
  })
}

/** Call once a file; a request that no test answers fails that test. */
export function useRegistry() {
  const server = setupServer()
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
  afterEach(() => server.resetHandlers())
  afterAll(() => server.close())
  return {
    /** Answers a service; `body` may depend on the request's own body. */
    answer(path: string, body: Buffer | string | ((asked: string) => string), status = 200): void {
      server.use(
        http.post(BASE_URL + path, async ({ request }) => {
          const text = typeof body === 'function' ? body(await request.text()) : body
          return new HttpResponse(new Uint8Array(Buffer.from(text)), { status })
        }),
      )
    },
    answerNoDebtors(): void {
      this.answer(DEBTORS, fixture('debtors-none.xml'))
    },
    server,
  }
}

export function envelope(rows: readonly object[], total = rows.length): string {
  return JSON.stringify({ code: '000000', message: 'success', total, data: rows })
}

/** A row with what it must have and empty lists. */
export function entityRow(uscc: string, fields: object = {}): object {
  const lists = LISTS.map((name) => [name, { total: 0, rows: [] }])
  return { pripid: `SH${uscc}1`, uniscid: uscc, ...Object.fromEntries(lists), ...fields }
}
