/** Faults of a pretend registry, switched over HTTP while it runs. What each does to an adapter: test/contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SANDBOXES } from '../../../adapters/sandboxes.ts'
import { FAULT_MODES } from '../../../adapters/shared/sandbox/faults.ts'
import { createMemoryData } from '../../../adapters/shared/sandbox/memory-data.ts'
import { startSandbox } from '../../../adapters/shared/sandbox/server.ts'
import type { RunningSandbox } from '../../../adapters/shared/sandbox/server.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  const data = createMemoryData('SHANGHAI', [])
  sandbox = await startSandbox({ definition: SANDBOXES.SHANGHAI, data })
})
afterAll(() => sandbox.close())

describe('a fault', () => {
  it.each(FAULT_MODES)('%s is switched on and told', async (mode) => {
    const wanted = { mode, delayMs: 20 }
    expect(await put(JSON.stringify(wanted))).toEqual({ status: 200, body: wanted })
    expect(await (await fetch(address())).json()).toEqual(wanted)
  })

  it('lasts until it is switched off', async () => {
    await put('{"mode":"html"}')
    for (let i = 0; i < 3; i++) {
      expect(await (await fetch(sandbox.url)).text()).toContain('系统维护中')
    }
    await put('{"mode":"none"}')
    expect(await (await fetch(sandbox.url)).text()).not.toContain('系统维护中')
  })

  it.each([
    ['of an unknown mode', '{"mode":"sulk"}'],
    ['with an impossible delay', '{"mode":"slow","delayMs":-1}'],
    ['that is no JSON', 'hang'],
    ['that says nothing', ''],
  ])('%s is refused with the list of modes, and the present one stays', async (_, body) => {
    await put('{"mode":"slow","delayMs":5}')
    expect(await put(body)).toEqual({ status: 400, body: { modes: FAULT_MODES } })
    expect(await (await fetch(address())).json()).toEqual({ mode: 'slow', delayMs: 5 })
  })
})

async function put(body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(address(), { method: 'PUT', body })
  return { status: response.status, body: await response.json() }
}

function address(): string {
  return `${sandbox.url}/_sandbox/fault`
}
