/** What a registry says about codes: all of it, nothing, twice, in order. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EntityAnswer, RegistryAdapter } from '../../adapters/shared/contract.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { createMemoryData } from '../../adapters/shared/sandbox/memory-data.ts'
import { ENTITY_KIND_ZH } from '../../schemas/model/entity-type.ts'
import type { EntityKind } from '../../schemas/model/entity-type.ts'
import { ENTITY_STATE_ZH } from '../../schemas/model/entity-state.ts'
import type { EntityState } from '../../schemas/model/entity-state.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { anyRecord } from '../support/any-record.ts'
import {
  decisionsOnlyRecord,
  fictitiousUscc,
  manyPenaltiesRecord,
  plainRecord,
  recordWithUnknownCodes,
  richRecord,
  sparseRecord,
} from '../support/fictitious-records.ts'
import { comparable, onlyRecord, recordsOf } from './comparable.ts'
import { openRegistry } from './registry.ts'
import type { ProvinceUnderTest } from './registry.ts'

const ever = () => new AbortController().signal

export function describeAnswers(province: ProvinceUnderTest): void {
  const { maxBatch } = province.adapter

  it.each([
    ['of every kind of statement', richRecord(1)],
    ['that states next to nothing', sparseRecord(2)],
    ['that only holds decisions about an entity registered elsewhere', decisionsOnlyRecord(3)],
    ['of an individual business', plainRecord(4, { kind: 'INDIVIDUAL_BUSINESS' })],
    ['with 250 penalties', manyPenaltiesRecord(5, 250)],
    ['with codes nobody knows', recordWithUnknownCodes(6)],
  ])('answers with a whole record %s', async (_, record) => {
    await using registry = await openRegistry(province, [record, plainRecord(90)])
    const [answer] = await registry.adapter.fetchEntities([record.uscc!], ever())
    expect(comparable(onlyRecord(answer))).toEqual(comparable(record))
  })

  it('knows every entity type and every state by its own code', async () => {
    const kinds = (Object.keys(ENTITY_KIND_ZH) as EntityKind[]).filter((kind) => kind !== 'UNKNOWN')
    const states = (Object.keys(ENTITY_STATE_ZH) as EntityState[]).filter((it) => it !== 'UNKNOWN')
    const records = kinds
      .flatMap((kind, i) => states.map((state, j) => ({ i: i * 20 + j, kind, state })))
      .map(({ i, ...choices }) => plainRecord(i, choices))
    await using registry = await openRegistry(province, records)
    const answers = await askEach(
      registry.adapter,
      records.map(({ uscc }) => uscc!),
    )
    expect(answers.map(onlyRecord).map(comparable)).toEqual(records.map(comparable))
  })

  it('carries any record whole', async () => {
    const records = fc.uniqueArray(anyRecord, { maxLength: 8, selector: ({ uscc }) => uscc })
    await fc.assert(
      fc.asyncProperty(records, async (held) => {
        await using registry = await openRegistry(province, held)
        const answers = await askEach(
          registry.adapter,
          held.map(({ uscc }) => uscc!),
        )
        expect(answers.map(onlyRecord).map(comparable)).toEqual(held.map(comparable))
      }),
      { numRuns: 15 },
    )
  })

  it('says that there is no record', async () => {
    await using registry = await openRegistry(province, [plainRecord(1)])
    expect(await registry.adapter.fetchEntities([fictitiousUscc(2)], ever())).toEqual([[]])
  })

  it('refuses a record whose code is not the one that was asked for', async () => {
    const [theirs, asked] = [richRecord(1), fictitiousUscc(2)]
    const confused = {
      ...createMemoryData(province.adapter.province, [theirs]),
      recordsOf: () => [theirs],
    }
    await using registry = await openRegistry(province, confused)
    const [answer] = await registry.adapter.fetchEntities([asked], ever())
    expect(answer).toBeInstanceOf(FederationError)
    expect(answer).toMatchObject({ code: 'PROVINCE_BAD_RECORD' })
    const [own] = await registry.adapter.fetchEntities([theirs.uscc!], ever())
    expect(onlyRecord(own).uscc).toBe(theirs.uscc)
  })

  it('gives both records of one code given to two entities (重码)', async () => {
    const first = plainRecord(1, { name: '虚构甲有限公司' })
    const second = plainRecord(1, { name: '虚构乙有限公司' })
    await using registry = await openRegistry(province, [first, second])
    const [answer] = await registry.adapter.fetchEntities([first.uscc!], ever())
    expect(recordsOf(answer).map(comparable)).toEqual(
      expect.arrayContaining([comparable(first), comparable(second)]),
    )
    expect(recordsOf(answer)).toHaveLength(2)
  })

  it(`answers ${maxBatch} code(s) a call in the order asked, unknown and repeated ones too`, async () => {
    const known = Array.from({ length: maxBatch }, (_, i) => plainRecord(i))
    await using registry = await openRegistry(province, known)
    const asked = known.map((record, i) => (i % 7 === 3 ? fictitiousUscc(5_000 + i) : record.uscc!))
    asked.reverse()
    if (maxBatch > 1) asked[1] = asked[0]!
    const answers = await registry.adapter.fetchEntities(asked, ever())
    const names = new Map(known.map((record) => [record.uscc, record.name]))
    expect(
      answers.map((answer) => recordsOf(answer).map(({ uscc, name }) => [uscc, name])),
    ).toEqual(asked.map((uscc) => (names.has(uscc) ? [[uscc, names.get(uscc)]] : [])))
  })

  it('lets a bad record spoil only itself', async () => {
    const bad = plainRecord(1, { approvedOn: '2023-02-30' as CalendarDay })
    const good = [plainRecord(0), plainRecord(2)]
    await using registry = await openRegistry(province, [...good, bad])
    const asked = [good[0]!.uscc!, bad.uscc!, good[1]!.uscc!]
    const answers = await askEach(registry.adapter, asked)
    expect(answers[1]).toBeInstanceOf(FederationError)
    expect(answers[1]).toMatchObject({
      code: 'PROVINCE_BAD_RECORD',
      details: { province: province.adapter.province },
    })
    expect([answers[0], answers[2]].map(onlyRecord).map(comparable)).toEqual(good.map(comparable))
  })

  it('does not mix up calls that run at the same time', async () => {
    const records = Array.from({ length: 60 }, (_, i) => richRecord(i))
    await using registry = await openRegistry(province, records)
    const answers = await Promise.all(
      records.map(({ uscc }) => registry.adapter.fetchEntities([uscc!], ever())),
    )
    expect(answers.map(([answer]) => onlyRecord(answer)).map(comparable)).toEqual(
      records.map(comparable),
    )
  })
}

/** Any number of codes, in calls as large as the registry takes. */
async function askEach(
  adapter: RegistryAdapter,
  usccs: readonly Uscc[],
): Promise<readonly EntityAnswer[]> {
  const answers: EntityAnswer[] = []
  for (let at = 0; at < usccs.length; at += adapter.maxBatch) {
    answers.push(...(await adapter.fetchEntities(usccs.slice(at, at + adapter.maxBatch), ever())))
  }
  return answers
}
