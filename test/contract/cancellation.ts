/** A caller that stops waiting: at once, with its own reason, and no socket stays behind. */
import { expect, it, vi } from 'vitest'
import type { RegistryAdapter } from '../../adapters/shared/contract.ts'
import { createMemoryData } from '../../adapters/shared/sandbox/memory-data.ts'
import type { RegistryData } from '../../adapters/shared/sandbox/registry-data.ts'
import { manyPenaltiesRecord, plainRecord } from '../support/fictitious-records.ts'
import { onlyRecord } from './comparable.ts'
import { openRegistry } from './registry.ts'
import type { ProvinceUnderTest } from './registry.ts'

const record = plainRecord(1)
const CALLS: readonly [
  string,
  (adapter: RegistryAdapter, signal: AbortSignal) => Promise<unknown>,
][] = [
  ['fetchEntities', (adapter, signal) => adapter.fetchEntities([record.uscc!], signal)],
  ['search', (adapter, signal) => adapter.search({ name: '虚构' }, null, 20, signal)],
]
/** Far below the 60 s after which the connection would give up by itself. */
const PROMPTLY = { timeout: 5_000 }

export function describeCancellation(province: ProvinceUnderTest): void {
  it.each(CALLS)(
    '%s ends with the reason of its deadline while the registry hangs',
    PROMPTLY,
    async (_, call) => {
      await using registry = await openRegistry(province, [record], { connections: 1 })
      registry.sandbox.setFault({ mode: 'hang', delayMs: 0 })
      const deadline = new AbortController()
      const reason = new Error('deadline')
      const asked = call(registry.adapter, deadline.signal)
      const outcome = expect(asked).rejects.toBe(reason)
      await vi.waitFor(() => expect(registry.sandbox.requestCount()).toBeGreaterThan(0), {
        interval: 5,
      })
      deadline.abort(reason)
      await outcome
      // The only socket is free again: another call gets through.
      registry.sandbox.setFault({ mode: 'none', delayMs: 0 })
      const [answer] = await registry.adapter.fetchEntities(
        [record.uscc!],
        new AbortController().signal,
      )
      expect(onlyRecord(answer).name).toBe(record.name)
    },
  )

  it.each(CALLS)(
    '%s that waits for a free socket ends with the reason too',
    PROMPTLY,
    async (_, call) => {
      await using registry = await openRegistry(province, [record], { connections: 1 })
      registry.sandbox.setFault({ mode: 'hang', delayMs: 0 })
      const [holder, waiter] = [new AbortController(), new AbortController()]
      const reason = new Error('deadline')
      const outcomes = [holder, waiter].map(({ signal }) =>
        expect(call(registry.adapter, signal)).rejects.toBe(reason),
      )
      await vi.waitFor(() => expect(registry.sandbox.requestCount()).toBeGreaterThan(0), {
        interval: 5,
      })
      waiter.abort(reason)
      await outcomes[1]
      holder.abort(reason)
      await outcomes[0]
    },
  )

  it.each(CALLS)('%s asks nothing when it is cancelled before it starts', async (_, call) => {
    await using registry = await openRegistry(province, [record])
    const reason = new Error('cancelled')
    await expect(call(registry.adapter, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(registry.sandbox.requestCount()).toBe(0)
  })

  it('ends between two calls for one record too', PROMPTLY, async () => {
    const long = manyPenaltiesRecord(1, 250)
    const inner = createMemoryData(province.adapter.province, [long])
    const data: RegistryData = { ...inner, recordsOf: (uscc) => (hang(), inner.recordsOf(uscc)) }
    await using registry = await openRegistry(province, data, { connections: 1 })
    const hang = () => registry.sandbox.setFault({ mode: 'hang', delayMs: 0 })
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    let outcome: unknown = 'waiting'
    void registry.adapter.fetchEntities([long.uscc!], cancel.signal).then(
      () => (outcome = 'answered'),
      (failure: unknown) => (outcome = failure),
    )
    await vi.waitFor(() => {
      expect(outcome === 'answered' || registry.sandbox.requestCount() > 1).toBe(true)
    })
    cancel.abort(reason)
    // A registry that gives the whole record in one call has answered by now.
    await vi.waitFor(() => expect(['answered', reason]).toContain(outcome))
  })
}
