/** The world as its registries hold it: four processes over one plan, cases and published codes in it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CASES } from '../../../adapters/shared/sandbox/world/cases.ts'
import { WORLD_VERSION, createWorld } from '../../../adapters/shared/sandbox/world/create-world.ts'
import { identityOf, type Plan } from '../../../adapters/shared/sandbox/world/identity.ts'
import { presenceOf } from '../../../adapters/shared/sandbox/world/presence.ts'
import { rowOf, syntheticRows } from '../../../adapters/shared/sandbox/world/search-rows.ts'
import { syntheticRecord } from '../../../adapters/shared/sandbox/world/synthetic.ts'
import { PROVINCES, type Province } from '../../../schemas/model/province.ts'
import { PUBLISHED_CODES } from '../../../schemas/model/published-codes.ts'
import { EMPTY_RECORD, SECTIONS, type RegistryRecord } from '../../../schemas/model/record.ts'
import { isUscc } from '../../../schemas/model/uscc.ts'

const PLAN: Plan = { entities: 1_000, seed: 11 }
const LARGE: Plan = { ...PLAN, entities: 3_000_000 }
const TELLER = join(import.meta.dirname, 'teller.ts')

const places = (count: number) =>
  PROVINCES.flatMap((home) => Array.from({ length: count }, (_, index) => ({ home, index })))
const CODES = places(PLAN.entities).map((place) => identityOf(place, PLAN).uscc)

describe('four registries in four processes', () => {
  it('tell the same as one process that makes up all four', async () => {
    const asked = CODES.filter((_, i) => i % 20 === 0)
    const told = await Promise.all(PROVINCES.map((province) => tell(province, asked)))
    const here = PROVINCES.map((province) =>
      asked.map((uscc) => syntheticRecord(province, uscc, PLAN)),
    )
    expect(told).toEqual(here)
  })
})

describe('shares', () => {
  const presences = places(PLAN.entities).map((place) => presenceOf(place, PLAN).elsewhere.length)
  const share = (others: number) =>
    presences.filter((count) => count === others).length / presences.length

  it('about 30% are known to one other registry, a few percent to all four, none to three', () => {
    expect(share(1)).toBeCloseTo(0.3, 1)
    expect(share(3)).toBeCloseTo(0.04, 1)
    expect(share(3)).toBeGreaterThan(0.02)
    expect(share(2)).toBe(0)
  })

  it.each(PROVINCES)('every section has rows for some and none for others, in %s', (province) => {
    const records = recordsIn(province)
    for (const section of SECTIONS) {
      const filled = records.filter((record) => record[section].length > 0).length
      expect([section, filled > 0, filled < records.length]).toEqual([section, true, true])
    }
  })

  it.each(PROVINCES)('some have former names, numbers, capital and heads, in %s', (province) => {
    const records = recordsIn(province)
    const some = (has: (record: RegistryRecord) => boolean) => {
      expect(records.some(has)).toBe(true)
      expect(records.every(has)).toBe(false)
    }
    some((record) => record.formerNames.length > 0)
    some((record) => record.registrationNumber !== null)
    some((record) => record.headOffice !== null)
    some((record) => record.registration === null)
    some((record) => record.registration?.capital != null)
    some((record) => record.registration?.termOpenEnded === true)
  })
})

describe('rows of the search index', () => {
  it.each(PROVINCES)('are those of the whole records, in %s', (province) => {
    const rows = [...syntheticRows(province, PLAN)].sort(byCode)
    const whole = recordsIn(province).map((record) => ({
      ...rowOf(record),
      // The code names the record.
      registrationNumber: null,
    }))
    expect(rows.length).toBeGreaterThan(PLAN.entities)
    expect(rows).toEqual(whole.sort(byCode))
  })

  it('are the same as ever: raise WORLD_VERSION with this digest, or old indexes will be used', () => {
    const hash = createHash('sha256')
    for (const province of PROVINCES) {
      for (const row of syntheticRows(province, { entities: 100, seed: 1 })) {
        hash.update(JSON.stringify(row))
      }
    }
    expect([WORLD_VERSION, hash.digest('hex').slice(0, 16)]).toEqual([1, '61e5b280032df529'])
  })
})

describe('cases', () => {
  it.each(CASES)('$id is held as it is written', async ({ uscc, held }) => {
    for (const province of PROVINCES) {
      const world = await createWorld({ province, ...PLAN, indexDirectory: null })
      const records = held[province] ?? []
      if (uscc !== null) expect(world.recordsOf(uscc)).toEqual(records)
      for (const record of records) {
        expect(record.uscc).toBe(uscc)
        const { registrationNumber: number } = record
        if (number !== null) expect(world.recordsOfNumber(number)).toEqual([record])
      }
      world.close()
    }
  })

  it('have codes of their own, valid and not of the synthetic entities', () => {
    const codes = CASES.flatMap(({ uscc }) => uscc ?? [])
    expect(new Set(codes).size).toBe(codes.length)
    for (const uscc of codes) {
      expect(isUscc(uscc)).toBe(true)
      for (const each of PROVINCES) expect(syntheticRecord(each, uscc, LARGE)).toBeNull()
    }
  })

  it('are plainly fictitious', () => {
    for (const record of CASES.flatMap(({ held }) => Object.values(held).flat())) {
      for (const name of [record.name, ...record.formerNames]) expect(name).toMatch(/^虚构/)
      expect(record.registration?.principal?.name ?? '虚构').toMatch(/^虚构/)
      for (const { documentNumber } of record.penalties) expect(documentNumber).toMatch(/^虚构/)
    }
  })
})

describe('published codes of real organisations', () => {
  it.each(PUBLISHED_CODES)('$code: its name, and nothing else anywhere', async ({ code, name }) => {
    for (const province of PROVINCES) {
      const world = await createWorld({ province, ...PLAN, indexDirectory: null })
      const records = world.recordsOf(code)
      expect(records.length).toBeLessThan(2)
      for (const record of records) expect(record).toEqual({ ...EMPTY_RECORD, uscc: code, name })
      world.close()
    }
  })

  it('are each held by the province of their division, national ones by none', async () => {
    const holders = await Promise.all(
      PROVINCES.map((province) => createWorld({ province, ...PLAN, indexDirectory: null })),
    )
    const counts = new Map<number, string[]>()
    for (const { code } of PUBLISHED_CODES) {
      const count = holders.filter((world) => world.recordsOf(code).length > 0).length
      counts.set(count, [...(counts.get(count) ?? []), code.slice(2, 8)])
    }
    expect([...counts.keys()].sort()).toEqual([0, 1])
    for (const division of counts.get(0) ?? []) expect(division).not.toMatch(/^3[1-4]/)
  })

  it('no synthetic entity or case has anything of theirs in its name', () => {
    const words = PUBLISHED_CODES.map(({ name }) => name)
    const names = [
      ...places(PLAN.entities).map((place) => identityOf(place, PLAN).name),
      ...CASES.flatMap(({ held }) => Object.values(held).flat()).map(({ name }) => name ?? ''),
    ]
    for (const name of names) expect(words.some((word) => name.includes(word))).toBe(false)
  })
})

function recordsIn(province: Province): RegistryRecord[] {
  return CODES.flatMap((uscc) => syntheticRecord(province, uscc, PLAN) ?? [])
}

async function tell(province: Province, usccs: readonly string[]): Promise<unknown> {
  const child = fork(TELLER, [province, JSON.stringify(PLAN)], { stdio: ['ignore', 2, 2, 'ipc'] })
  child.send(usccs)
  const [told] = (await once(child, 'message')) as [unknown]
  child.disconnect()
  return told
}

function byCode(a: { readonly uscc: string | null }, b: { readonly uscc: string | null }): number {
  return a.uscc! < b.uscc! ? -1 : 1
}
