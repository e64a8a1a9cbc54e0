/** The adapter over `fetch`, so that msw can play the registry; and what it sent. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { anhuiAdapter } from '../../../adapters/anhui/index.ts'
import { createFetchUpstream } from '../../../adapters/shared/upstream.ts'
import type { RegistryAdapter } from '../../../adapters/shared/contract.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'

export const NOW = new Date('2026-03-10T01:00:00.000Z')
export const BASE_URL = 'http://registry.test'
export const USCC = parseUscc('91340100MA99AH010Q')
export const PRIPID = '3491340100MA99AH010Q00'

/** Thrown away with the process. */
export const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

export function openAdapter(): RegistryAdapter {
  return anhuiAdapter.create({
    // Looked up at the call: msw replaces the global one while it listens.
    upstream: createFetchUpstream({
      province: 'ANHUI',
      baseUrl: BASE_URL,
      fetch: (...call) => globalThis.fetch(...call),
    }),
    credentials: { appKey: 'AH-TEST', userName: '示例', privateKeyFile: KEYS.privateKey },
    now: () => NOW,
  })
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../adapters/anhui/fixtures/${name}`, import.meta.url))
}

/** An envelope with these rows, as the registry sends it on success. */
export function successWith(rows: readonly unknown[], total = rows.length): object {
  return { IsSuccess: true, TotalCount: total, DataList: rows, Message: '查询成功', ErrorCode: '' }
}

export function documentOf(...elements: readonly string[]): string {
  return `<Records>${elements.join('')}</Records>`
}

/** A base row with next to nothing in it. */
export function baseRow(parts: Readonly<Record<string, unknown>> = {}): object {
  return { pripid: PRIPID, uniscid: USCC, RecordTotal: 0, RecordXml: '<Records/>', ...parts }
}

export const ever = (): AbortSignal => new AbortController().signal
