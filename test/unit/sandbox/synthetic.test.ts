import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MOST_ENTITIES,
  ORDINALS,
  bodyOfNumber,
  numberInCode,
  ordinalOf,
  placeOf,
  scramble,
  unscramble,
  type Place,
} from '../../../adapters/shared/sandbox/world/entity-code.ts'
import {
  GROUP,
  branchesOf,
  identityOf,
  type Plan,
} from '../../../adapters/shared/sandbox/world/identity.ts'
import { presenceOf } from '../../../adapters/shared/sandbox/world/presence.ts'
import {
  syntheticRecord,
  syntheticRecordOfNumber,
} from '../../../adapters/shared/sandbox/world/synthetic.ts'
import { hasEnded, type EntityState } from '../../../schemas/model/entity-state.ts'
import { provinceOfDivision } from '../../../schemas/model/division.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { divisionOf, isUscc, makeUscc } from '../../../schemas/model/uscc.ts'

const SMALL: Plan = { entities: 400, seed: 7 }
const LARGE: Plan = { entities: 3_000_000, seed: 7 }

const places = (entities: number) =>
  fc.record({ home: fc.constantFrom(...PROVINCES), index: fc.nat(entities - 1) })
/** Every entity of the small world. */
const ALL: readonly Place[] = PROVINCES.flatMap((home) =>
  Array.from({ length: SMALL.entities }, (_, index) => ({ home, index })),
)

describe('numbers in codes', () => {
  it('are scrambled and unscrambled without loss, whatever the seed', () => {
    fc.assert(
      fc.property(fc.nat(ORDINALS - 1), fc.nat(2 ** 31 - 1), (ordinal, seed) => {
        const number = scramble(ordinal, seed)
        expect(number).toBeGreaterThanOrEqual(0)
        expect(number).toBeLessThan(ORDINALS)
        expect(unscramble(number, seed)).toBe(ordinal)
      }),
    )
  })

  it('are read back from the code', () => {
    fc.assert(
      fc.property(fc.nat(ORDINALS - 1), (number) => {
        expect(numberInCode(makeUscc('91310115', bodyOfNumber(number)))).toBe(number)
      }),
    )
  })

  it('have room for the largest world, with each place its own', () => {
    expect(MOST_ENTITIES).toBeGreaterThan(LARGE.entities)
    expect(placeOf(ordinalOf({ home: 'ANHUI', index: MOST_ENTITIES - 1 }))).toEqual({
      home: 'ANHUI',
      index: MOST_ENTITIES - 1,
    })
  })

  it.each([
    ['too short', '9131011XN000000'],
    ['of a real company', '91310000132260250X'],
    ['with a character outside the alphabet', '91310115XN0000O01X'],
  ])('a code %s holds none', (_, code) => {
    expect(numberInCode(code)).toBe(-1)
  })
})

describe('an entity', () => {
  it('has a valid code whose division lies in the province that registered it first', () => {
    fc.assert(
      fc.property(places(LARGE.entities), (place) => {
        const { uscc } = identityOf(place, LARGE)
        expect(isUscc(uscc)).toBe(true)
        expect(provinceOfDivision(divisionOf(uscc))).toBe(place.home)
      }),
    )
  })

  it('is found by its code alone, in a world of any size', () => {
    fc.assert(
      fc.property(places(LARGE.entities), (place) => {
        const { uscc, name } = identityOf(place, LARGE)
        expect(syntheticRecord(place.home, uscc, LARGE)).toMatchObject({ uscc, name })
      }),
    )
  })

  it('is the same entity in a smaller world of the same seed, where its branches may be missing', () => {
    const { uscc } = identityOf({ home: 'JIANGSU', index: 3 }, LARGE)
    expect(syntheticRecord('JIANGSU', uscc, SMALL)).toEqual(syntheticRecord('JIANGSU', uscc, LARGE))
  })

  it('has a code of its own', () => {
    expect(new Set(ALL.map((place) => identityOf(place, SMALL).uscc)).size).toBe(ALL.length)
  })

  it.each([
    ['another seed', { ...SMALL, seed: 8 }],
    ['a world too small for it', { ...SMALL, entities: 399 }],
  ])('is unknown in %s', (_, plan) => {
    const { uscc } = identityOf({ home: 'ZHEJIANG', index: 399 }, SMALL)
    for (const province of PROVINCES) expect(syntheticRecord(province, uscc, plan)).toBeNull()
  })

  it('is not answered for under its number with another division', () => {
    const { uscc } = identityOf({ home: 'SHANGHAI', index: 1 }, SMALL)
    const other = divisionOf(uscc) === '310115' ? '310104' : '310115'
    const forged = makeUscc(uscc.slice(0, 2) + other, uscc.slice(8, 16))
    expect(syntheticRecord('SHANGHAI', forged, SMALL)).toBeNull()
  })

  it('is plainly fictitious in name and principal', () => {
    for (const place of ALL) {
      const { name, formerName, principal } = identityOf(place, SMALL)
      expect(name).toMatch(/^虚构/)
      expect(formerName ?? '虚构').toMatch(/^虚构/)
      expect(principal).toMatch(/^虚构人/)
    }
  })
})

describe('a registration number', () => {
  it('finds the entity that has it', () => {
    const numbered = ALL.flatMap(({ home, index }) => {
      const { uscc } = identityOf({ home, index }, SMALL)
      const number = syntheticRecord(home, uscc, SMALL)?.registrationNumber ?? null
      return number === null ? [] : [{ home, uscc, number }]
    })
    expect(numbered.length).toBeGreaterThan(100)
    for (const { home, uscc, number } of numbered) {
      expect(syntheticRecordOfNumber(home, number, SMALL)?.uscc).toBe(uscc)
    }
  })

  it.each([
    ['not a number', 'x'],
    ['of a province outside', '440300000000013'],
    ['with a wrong check digit', '320100000000010'],
  ])('%s finds nothing', (_, number) => {
    expect(syntheticRecordOfNumber('JIANGSU', number, SMALL)).toBeNull()
  })
})

describe('four registries that never talk to each other', () => {
  it('give the same records again', () => {
    fc.assert(
      fc.property(places(LARGE.entities), fc.constantFrom(...PROVINCES), (place, province) => {
        const { uscc } = identityOf(place, LARGE)
        const once = syntheticRecord(province, uscc, LARGE)
        expect(syntheticRecord(province, uscc, { ...LARGE })).toEqual(once)
      }),
    )
  })

  it('know an entity exactly where its presence says', () => {
    for (const place of ALL) {
      const { uscc } = identityOf(place, SMALL)
      const knowing = PROVINCES.filter((each) => syntheticRecord(each, uscc, SMALL) !== null)
      const { elsewhere } = presenceOf(place, SMALL)
      expect(knowing).toEqual(
        PROVINCES.filter((each) => each === place.home || elsewhere.includes(each)),
      )
    }
  })

  it('hold about a third of all entities in two registries or more, a few percent in all four', () => {
    const counts = ALL.map((place) => presenceOf(place, SMALL).elsewhere.length)
    const share = (least: number) => counts.filter((count) => count >= least).length / ALL.length
    expect(share(1)).toBeGreaterThan(0.25)
    expect(share(1)).toBeLessThan(0.45)
    expect(share(3)).toBeGreaterThan(0.015)
    expect(share(3)).toBeLessThan(0.08)
  })

  it('write one decision with one document number, authority and day, under row numbers of their own', () => {
    let shared = 0
    for (const { home, elsewhere } of everyRecordPair()) {
      for (const theirs of elsewhere.penalties) {
        const ours = home.penalties.find((one) => one.documentNumber === theirs.documentNumber)
        if (ours === undefined) continue
        shared += 1
        expect(ours.sourceId).not.toBe(theirs.sourceId)
        expect({ ...ours, sourceId: null }).toEqual({ ...theirs, sourceId: null })
      }
    }
    expect(shared).toBeGreaterThan(20)
  })

  it('carry every serious and debtor listing from elsewhere in the home registry too', () => {
    for (const { home, elsewhere } of everyRecordPair()) {
      for (const list of ['seriousViolationListings', 'dishonestDebtorListings'] as const) {
        const ours = home[list].map((row) => JSON.stringify({ ...row, sourceId: null }))
        for (const row of elsewhere[list]) {
          expect(ours).toContain(JSON.stringify({ ...row, sourceId: null }))
        }
      }
    }
  })
})

describe('a record', () => {
  it('has no two rows of one kind with one row number', () => {
    for (const { record } of everyRecord()) {
      for (const list of ['permits', 'penalties', 'inspections', 'changes'] as const) {
        const ids = record[list].map((row) => row.sourceId)
        expect(new Set(ids).size).toBe(ids.length)
      }
      const listings = [...record.seriousViolationListings, ...record.dishonestDebtorListings]
      const ids = listings.map((row) => row.sourceId)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('tells of nothing before the entity was established', () => {
    for (const { place, record } of everyRecord()) {
      const { uscc } = identityOf(place, SMALL)
      const since = syntheticRecord(place.home, uscc, SMALL)!.registration!.establishedOn!
      for (const day of daysOf(record)) expect(day >= since).toBe(true)
    }
  })

  it('holds decisions of its own province, at home also those that others made', () => {
    for (const { place, province, record } of everyRecord()) {
      const makers = new Set(record.penalties.map((one) => one.authority!.province))
      if (province !== place.home) expect([...makers].every((one) => one === province)).toBe(true)
    }
  })

  it('lists unknown state codes among what no table knows', () => {
    const states = [...everyRecord()].filter(({ record }) => record.registration !== null)
    for (const { record } of states) {
      const { state } = record.registration!
      expect(record.unknownCodes.length).toBe(state.known ? 0 : 1)
    }
  })

  it('is in many states, mostly in operation', () => {
    const states = ALL.map((place) => identityOf(place, SMALL).state)
    const share = (wanted: (state: EntityState) => boolean) =>
      states.filter(wanted).length / states.length
    expect(share((state) => state === 'IN_OPERATION')).toBeGreaterThan(0.75)
    expect(share(hasEnded)).toBeGreaterThan(0.03)
    expect(new Set(states).size).toBeGreaterThan(7)
  })
})

describe('a settled move', () => {
  const moved = ALL.filter((place) => presenceOf(place, SMALL).move !== null)

  it('is told alike by both sides', () => {
    expect(moved.length).toBeGreaterThan(0)
    for (const place of moved) {
      const { uscc } = identityOf(place, SMALL)
      const { to } = presenceOf(place, SMALL).move!
      const left = syntheticRecord(place.home, uscc, SMALL)!
      const arrived = syntheticRecord(to, uscc, SMALL)!
      expect(left.registration!.state.code).toBe('MOVED_OUT')
      expect(left.registration!.movedOut!.authority).toEqual(arrived.registration!.authority)
      expect(arrived.registration!.movedIn!.authority).toEqual(left.registration!.authority)
      expect(left.registration!.movedOut!.on).toBe(arrived.registration!.movedIn!.on)
      expect(arrived.registration!.approvedOn).toBe(left.registration!.movedOut!.on)
    }
  })

  it('is the last thing its first registry approved', () => {
    for (const place of moved) {
      const record = syntheticRecord(place.home, identityOf(place, SMALL).uscc, SMALL)!
      const left = record.registration!.movedOut!.on!
      expect(record.changes.filter((one) => one.changedOn! >= left)).toEqual([])
    }
  })
})

describe('branches and heads', () => {
  const branches = ALL.filter((place) => identityOf(place, SMALL).type.kind === 'BRANCH')

  it('name each other', () => {
    expect(branches.length).toBe(4 * Math.floor(SMALL.entities / GROUP))
    for (const place of branches) {
      const branch = identityOf(place, SMALL)
      const record = syntheticRecord(place.home, branch.uscc, SMALL)!
      const head = syntheticRecord(branch.head!.home, record.headOffice!.uscc!, SMALL)!
      expect(record.name?.startsWith(record.headOffice!.name!)).toBe(true)
      expect(head.name).toBe(record.headOffice!.name)
      expect(head.branches.map((one) => one.uscc)).toContain(branch.uscc)
      expect(head.headOffice).toBeNull()
    }
  })

  it('lie in different provinces at times', () => {
    const away = branches.filter(({ home, index }) => {
      return identityOf({ home, index }, SMALL).head!.home !== home
    })
    expect(away.length).toBeGreaterThan(branches.length / 10)
  })

  it('are not promised where the world ends before them', () => {
    expect(branchesOf({ home: 'ANHUI', index: 0 }, { entities: GROUP - 1, seed: 7 })).toEqual([])
  })
})

function* everyRecord() {
  for (const place of ALL) {
    const { uscc } = identityOf(place, SMALL)
    for (const province of PROVINCES) {
      const record = syntheticRecord(province, uscc, SMALL)
      if (record !== null) yield { place, province, record }
    }
  }
}

function* everyRecordPair() {
  for (const { place, province, record } of everyRecord()) {
    if (province === place.home) continue
    yield { home: syntheticRecord(place.home, record.uscc!, SMALL)!, elsewhere: record }
  }
}

/** Days of what was decided, found, listed or changed; not of what is to come. */
function daysOf(record: RegistryRecord): string[] {
  return [
    ...record.permits.map((one) => one.validFrom),
    ...record.penalties.map((one) => one.decidedOn),
    ...record.abnormalListings.map((one) => one.listedOn),
    ...record.seriousViolationListings.map((one) => one.listedOn),
    ...record.dishonestDebtorListings.map((one) => one.filedOn),
    ...record.inspections.map((one) => one.inspectedOn),
    ...record.changes.map((one) => one.changedOn),
  ].flatMap((day) => day ?? [])
}
