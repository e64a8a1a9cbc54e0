import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { CalendarDay } from '../../../schemas/model/time.ts'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'
import { deltaRecord, deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { startGateway } from '../../support/gateway-process.ts'
import type { Answer, GatewayProcess } from '../../support/gateway-process.ts'
import { WHOLE, rowsFrom, sourceOf } from '../../support/whole-entity.ts'
import type { WholeEntity } from '../../support/whole-entity.ts'

const ENTITIES = 12
const BREAK_AFTER = 3
/** Longer than the pause of a busy machine between two questions, or a probe comes in between. */
const PROBE_AFTER_MS = 1_500
/** Polled while a breaker waits for its probe. */
const SOON = { timeout: 10 * PROBE_AFTER_MS, interval: 50 }
/** Never reached: every failure here is prompt, and a request given up may still arrive and count. */
const DEADLINE_MS = 10_000

let delta: Delta
/** A second process over the same registries and database. */
let twin: GatewayProcess
beforeAll(async () => {
  delta = await startDelta(ENTITIES, {
    REGISTRY_DEADLINE_MS: String(DEADLINE_MS),
    REGISTRY_BREAK_AFTER: String(BREAK_AFTER),
    REGISTRY_PROBE_AFTER_MS: String(PROBE_AFTER_MS),
    RECORD_FRESH_SECONDS: '0',
  })
  twin = await startGateway(delta.settings)
})
afterAll(async () => {
  await twin?.[Symbol.asyncDispose]()
  await delta?.[Symbol.asyncDispose]()
})
afterEach(async () => {
  delta.registries.heal()
  for (const gateway of [delta.gateway, twin]) {
    await expect.poll(() => circuitsOf(gateway), SOON).toEqual(Array(4).fill('CLOSED'))
  }
})

describe.each(PROVINCES)('a breaker in front of %s', (province) => {
  it('leaves a failing registry alone, says so, and finds it again by itself', async () => {
    // Nothing is cached of a code that no registry knows.
    const unknown = deltaUscc(5_000 + PROVINCES.indexOf(province))
    delta.registries.fail(province, 'error500')
    for (let i = 0; i < BREAK_AFTER; i += 1) await askWhole(unknown)
    // What the last of them gave up, when another of its requests failed, arrives during this one.
    await askWhole(unknown)
    const { [province]: registry } = delta.registries.at
    const before = registry.requestCount()
    const { entity, answer } = await askWhole(unknown)
    expect(sourceOf(entity!, province)).toMatchObject({
      state: 'NOT_ASKED',
      code: 'PROVINCE_SUSPENDED',
      latencyMs: null,
      asOf: null,
    })
    expect(errorsIn(answer)).toEqual([{ province, code: 'PROVINCE_SUSPENDED', uscc: unknown }])
    expect(registry.requestCount()).toBe(before)
    expect(await metric(`ydelta_source_circuit_open{province="${province}"}`)).toBe('1')

    delta.registries.heal()
    const again = () => askWhole(unknown).then((asked) => asked.answer.data?.['entity'])
    await expect.poll(again, SOON).toBeNull()
    expect(await metric(`ydelta_source_circuit_open{province="${province}"}`)).toBe('0')
  })
})

describe.each(PROVINCES)('what %s said before', (province) => {
  it('is shown as STALE when it fails, with its day and its code, and is no error', async () => {
    const uscc = deltaUscc(PROVINCES.indexOf(province))
    const { entity: fresh } = await askWhole(uscc)
    delta.registries.fail(province, 'reset')
    const { entity, answer } = await askWhole(uscc)
    expect(answer.errors).toEqual([])
    expect(sourceOf(entity!, province)).toMatchObject({
      state: 'STALE',
      code: 'PROVINCE_UNREACHABLE',
      asOf: sourceOf(fresh!, province)?.asOf,
    })
    expect(rowsFrom(entity!, PROVINCES)).toEqual(rowsFrom(fresh!, PROVINCES))
    expect(entity).toMatchObject({ name: fresh!.name, registration: fresh!.registration })
    expect(entity?.registrarState).toBe('PRESUMED')
  })

  it('is not made up for a code it was never asked about', async () => {
    const uscc = deltaUscc(4 + PROVINCES.indexOf(province))
    delta.registries.fail(province, 'reset')
    const { entity, answer } = await askWhole(uscc)
    expect(sourceOf(entity!, province)).toMatchObject({ state: 'FAILED', asOf: null })
    for (const rows of Object.values(rowsFrom(entity!, [province]))) expect(rows).toEqual([])
    expect(errorsIn(answer)).toEqual([{ province, code: 'PROVINCE_UNREACHABLE', uscc }])
  })

  it('is not shown when it was that there is nothing', async () => {
    const unknown = deltaUscc(6_000 + PROVINCES.indexOf(province))
    expect((await askWhole(unknown)).answer.data).toEqual({ entity: null })
    delta.registries.fail(province, 'reset')
    const { entity } = await askWhole(unknown)
    expect(sourceOf(entity!, province)).toMatchObject({ state: 'FAILED', asOf: null })
  })
})

describe('a removal that one gateway has seen', () => {
  it('hides the old listing in the other, which has it as STALE', async () => {
    const uscc = deltaUscc(8)
    const whole = deltaRecord(8, 'SHANGHAI')
    const listed = await askWhole(uscc, twin)
    expect(listingsOf(listed.entity)).toBe(4)

    const removed = { removedOn: '2026-01-05' as CalendarDay, removalReason: '已移出' }
    restate('SHANGHAI', {
      ...whole,
      abnormalListings: whole.abnormalListings.map((row) => ({ ...row, ...removed })),
    })
    expect(listingsOf((await askWhole(uscc)).entity)).toBe(3)
    await expect.poll(() => knownRemovals(uscc), SOON).toBe(3)

    delta.registries.fail('SHANGHAI', 'reset')
    const { entity } = await askWhole(uscc, twin)
    expect(sourceOf(entity!, 'SHANGHAI')?.state).toBe('STALE')
    expect(listingsOf(entity)).toBe(3)
    expect(entity?.penalties).toEqual(listed.entity?.penalties)
  })

  /** As `twin` shows it while the registry that removed is silent. */
  async function knownRemovals(uscc: string): Promise<number> {
    delta.registries.fail('SHANGHAI', 'reset')
    const { entity } = await askWhole(uscc, twin)
    delta.registries.fail('SHANGHAI', 'none')
    return listingsOf(entity)
  }

  function restate(province: Province, record: ReturnType<typeof deltaRecord>): void {
    const others = deltaRecords(ENTITIES, province).filter(({ uscc }) => uscc !== record.uscc)
    delta.registries.restate(province, [...others, record])
  }

  function listingsOf(entity: WholeEntity | null): number {
    return entity?.abnormalListings?.length ?? -1
  }
})

interface Asked {
  readonly entity: WholeEntity | null
  readonly answer: Answer
}

async function askWhole(uscc: string, gateway = delta.gateway): Promise<Asked> {
  const answer = await gateway.ask(`{ entity(uscc: "${uscc}") { ${WHOLE} } }`)
  return { entity: answer.data?.['entity'] ?? null, answer }
}

function errorsIn({ errors }: Answer) {
  return errors.map(({ extensions: { province, code, uscc } }) => ({ province, code, uscc }))
}

/** Asked with a question, which is the probe that closes an open breaker. */
async function circuitsOf(gateway: GatewayProcess): Promise<unknown[]> {
  await askWhole(deltaUscc(7_000), gateway)
  const { data } = await gateway.ask('{ registries { circuit } }')
  return (data?.['registries'] ?? []).map(({ circuit }: { circuit: string }) => circuit)
}

async function metric(name: string): Promise<string | undefined> {
  const text = await (await fetch(`${delta.gateway.url}/metrics`)).text()
  return text
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.split(' ')[1]
}
