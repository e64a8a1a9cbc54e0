import { describe, expect, it } from 'vitest'
import { knownCode } from '../../../schemas/model/coded.ts'
import { findRegistrar } from '../../../gateway/survivorship/registrar.ts'
import type { RegistrarFinding } from '../../../gateway/survivorship/registrar.ts'
import { BUREAU, day, evidenceOf, move, recordWith, registered } from '../../support/evidence.ts'
import type { Circumstances, Saids } from '../../support/evidence.ts'

/** The two numbers a reader wants: how sure, and where. */
function ruled(said: Saids, circumstances?: Circumstances) {
  const found = findRegistrar(evidenceOf(said, circumstances))
  return { state: found.state, province: provinceOf(found) }
}

function provinceOf({ current }: RegistrarFinding) {
  return current?.answer.province ?? null
}

const ORIGIN = registered('SHANGHAI', '2024-06-01')
const DESTINATION = registered('ANHUI', '2026-03-05', { movedIn: move('SHANGHAI', '2026-03-05') })
const LEFT = registered('SHANGHAI', '2024-06-01', {
  state: knownCode('MOVED_OUT', '迁出'),
  movedOut: move('ANHUI', '2026-03-05'),
})
const MOVED = { from: 'SHANGHAI', to: 'ANHUI', on: day('2026-03-05') } as const
const DECISIONS_ONLY = recordWith({})

describe('one registration', () => {
  it('is confirmed when all four answered', () => {
    const said = { JIANGSU: [registered('JIANGSU', '2020-01-01')] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'JIANGSU' })
  })

  it('is confirmed by records without registration elsewhere: those are decisions', () => {
    const said = { SHANGHAI: [DECISIONS_ONLY], JIANGSU: [registered('JIANGSU', '2020-01-01')] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'JIANGSU' })
  })

  it.each(['FAILED', 'TIMED_OUT', 'NOT_ASKED'] as const)(
    'is presumed while another registry is silent: %s',
    (silence) => {
      const said = { JIANGSU: [registered('JIANGSU', '2020-01-01')], ANHUI: silence }
      expect(ruled(said)).toEqual({ state: 'PRESUMED', province: 'JIANGSU' })
    },
  )

  it('is presumed when it is what the registry said earlier', () => {
    const said = { JIANGSU: { stale: registered('JIANGSU', '2020-01-01') } }
    expect(ruled(said)).toEqual({ state: 'PRESUMED', province: 'JIANGSU' })
  })

  it('counts without an approval date too', () => {
    const said = { JIANGSU: [registered('JIANGSU', null)] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'JIANGSU' })
  })

  it.each(['REVOKED', 'DEREGISTERED', 'DORMANT'] as const)(
    'stays with its registrar when %s: only 迁出 means look elsewhere',
    (state) => {
      const record = registered('ZHEJIANG', '2020-01-01', { state: knownCode(state, state) })
      expect(ruled({ ZHEJIANG: [record] })).toEqual({ state: 'CONFIRMED', province: 'ZHEJIANG' })
    },
  )
})

describe('no registration', () => {
  it('is undetermined: decisions alone register nobody', () => {
    expect(ruled({ SHANGHAI: [DECISIONS_ONLY] })).toEqual({ state: 'UNDETERMINED', province: null })
  })

  it('is undetermined when nobody answers', () => {
    const said = { SHANGHAI: 'FAILED', JIANGSU: 'FAILED', ZHEJIANG: 'FAILED', ANHUI: 'FAILED' }
    expect(ruled(said as Saids)).toEqual({ state: 'UNDETERMINED', province: null })
  })
})

describe('relocation, 登记管理条例 arts 27–28: the destination registers from the day it approves', () => {
  it('both answer, the origin still in operation: the latest approval counts, no conflict', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: [DESTINATION] }
    const found = findRegistrar(evidenceOf(said))
    expect(found).toMatchObject({ state: 'CONFIRMED', authority: BUREAU.ANHUI, disputed: [] })
    expect(provinceOf(found)).toBe('ANHUI')
  })

  it('the origin says 迁出: the same', () => {
    const said = { SHANGHAI: [LEFT], ANHUI: [DESTINATION] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'ANHUI' })
  })

  it('the destination does not say where from: the approval day alone orders them', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: [registered('ANHUI', '2026-03-05')] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'ANHUI' })
  })

  it('neither answers to it: the origin let it go, the destination has no record yet', () => {
    expect(ruled({ SHANGHAI: [LEFT] })).toEqual({ state: 'UNDETERMINED', province: null })
  })

  it('the destination is silent and the origin says 迁出: undetermined, not the origin', () => {
    const said = { SHANGHAI: [LEFT], ANHUI: 'TIMED_OUT' } as const
    expect(ruled(said)).toEqual({ state: 'UNDETERMINED', province: null })
  })

  it('the destination is silent and the origin says nothing of it: undetermined by what was learnt', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: 'TIMED_OUT' } as const
    const knowledge = { relocations: [MOVED] }
    expect(ruled(said, { knowledge })).toEqual({ state: 'UNDETERMINED', province: null })
  })

  it('the destination is silent and nothing was learnt: the origin is presumed, never confirmed', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: 'TIMED_OUT' } as const
    expect(ruled(said)).toEqual({ state: 'PRESUMED', province: 'SHANGHAI' })
  })

  it('the index cannot be read while a registry is silent: that is never good news', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: 'FAILED' } as const
    expect(ruled(said, { knowledge: null })).toEqual({ state: 'UNDETERMINED', province: null })
  })

  it('the index could not be read but all four answered: it was not needed', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: [DESTINATION] }
    expect(ruled(said, { knowledge: null })).toEqual({ state: 'CONFIRMED', province: 'ANHUI' })
  })

  it('a silent province it never moved to changes nothing', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: [DESTINATION], ZHEJIANG: 'FAILED' } as const
    const knowledge = { relocations: [MOVED] }
    expect(ruled(said, { knowledge })).toEqual({ state: 'PRESUMED', province: 'ANHUI' })
  })

  it('what the destination said before is shown as such while it is silent', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: { stale: DESTINATION } }
    const knowledge = { relocations: [MOVED] }
    expect(ruled(said, { knowledge })).toEqual({ state: 'PRESUMED', province: 'ANHUI' })
  })
})

describe('a conflict is two approvals that cannot be ordered', () => {
  it('the origin approves a change after it let the entity go', () => {
    const changed = registered('SHANGHAI', '2026-03-20')
    const found = findRegistrar(evidenceOf({ SHANGHAI: [changed], ANHUI: [DESTINATION] }))
    expect(found).toMatchObject({ state: 'CONFLICT', current: null, authority: null })
    expect(found.disputed.map(({ answer }) => answer.province).sort()).toEqual([
      'ANHUI',
      'SHANGHAI',
    ])
  })

  it.each([
    ['without a move', registered('ANHUI', '2026-03-05')],
    ['with one', DESTINATION],
  ])('equal approval days, %s', (_, destination) => {
    const said = { SHANGHAI: [registered('SHANGHAI', '2026-03-05')], ANHUI: [destination] }
    expect(ruled(said)).toEqual({ state: 'CONFLICT', province: null })
  })

  it('both without an approval date', () => {
    const said = { SHANGHAI: [registered('SHANGHAI', null)], ANHUI: [registered('ANHUI', null)] }
    expect(ruled(said)).toEqual({ state: 'CONFLICT', province: null })
  })

  it('one without an approval date, and no move that orders them', () => {
    const said = {
      SHANGHAI: [registered('SHANGHAI', null)],
      ANHUI: [registered('ANHUI', '2020-01-01')],
    }
    expect(ruled(said)).toEqual({ state: 'CONFLICT', province: null })
  })

  it('one without an approval date, but the other moved in from there', () => {
    const said = { SHANGHAI: [registered('SHANGHAI', null)], ANHUI: [DESTINATION] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'ANHUI' })
  })

  it('two entities answer to one code (重码): neither is chosen', () => {
    const said = {
      JIANGSU: [registered('JIANGSU', '2020-01-01'), registered('JIANGSU', '2021-01-01')],
    }
    expect(ruled(said)).toEqual({ state: 'CONFLICT', province: null })
  })
})

describe('moves in a row', () => {
  const BACK = registered('SHANGHAI', '2026-03-05', { movedIn: move('ANHUI', '2026-03-05') })
  const ONCE_THERE = registered('ANHUI', '2024-01-01', { movedIn: move('SHANGHAI', '2024-01-01') })

  it('a return: the origin registers again, although the other side still answers', () => {
    const said = { SHANGHAI: [BACK], ANHUI: [ONCE_THERE] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'SHANGHAI' })
  })

  it('a return, and the origin approves changes afterwards', () => {
    const changed = registered('SHANGHAI', '2026-08-01', { movedIn: move('ANHUI', '2026-03-05') })
    const said = { SHANGHAI: [changed], ANHUI: [ONCE_THERE] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'SHANGHAI' })
  })

  it('a return, and the registry still keeps that it once moved out', () => {
    const kept = registered('SHANGHAI', '2026-03-05', {
      movedOut: move('ANHUI', '2024-01-01'),
      movedIn: move('ANHUI', '2026-03-05'),
    })
    expect(ruled({ SHANGHAI: [kept] })).toEqual({ state: 'CONFIRMED', province: 'SHANGHAI' })
  })

  it('a return, the other side silent and the old move known: it is older than the approval', () => {
    const said = { SHANGHAI: [BACK], ANHUI: 'TIMED_OUT' } as const
    const knowledge = { relocations: [{ ...MOVED, on: day('2024-01-01') }] }
    expect(ruled(said, { knowledge })).toEqual({ state: 'PRESUMED', province: 'SHANGHAI' })
  })

  it('three in a row, all of whom still answer', () => {
    const second = registered('ANHUI', '2025-01-01', { movedIn: move('SHANGHAI', '2025-01-01') })
    const third = registered('JIANGSU', '2026-01-01', { movedIn: move('ANHUI', '2026-01-01') })
    const said = { SHANGHAI: [ORIGIN], ANHUI: [second], JIANGSU: [third] }
    expect(ruled(said)).toEqual({ state: 'CONFIRMED', province: 'JIANGSU' })
  })

  it('the second let it go and the third has no record yet: the first is not the registrar again', () => {
    const passedOn = registered('ANHUI', '2025-01-01', {
      state: knownCode('MOVED_OUT', '迁出'),
      movedIn: move('SHANGHAI', '2025-01-01'),
      movedOut: move('JIANGSU', '2026-01-01'),
    })
    expect(ruled({ SHANGHAI: [ORIGIN], ANHUI: [passedOn] })).toEqual({
      state: 'UNDETERMINED',
      province: null,
    })
  })
})

describe('a move out of the four provinces', () => {
  const gone = registered('SHANGHAI', '2024-06-01', {
    state: knownCode('MOVED_OUT', '迁出'),
    movedOut: move('GUANGDONG', '2026-03-05'),
  })

  it('names the authority the origin names, presumed because it cannot be asked', () => {
    const found = findRegistrar(evidenceOf({ SHANGHAI: [gone] }))
    expect(found).toMatchObject({ state: 'PRESUMED', current: null, authority: BUREAU.GUANGDONG })
  })

  it('is undetermined while one of the four is silent: it may be back', () => {
    const found = findRegistrar(evidenceOf({ SHANGHAI: [gone], ANHUI: 'FAILED' }))
    expect(found).toMatchObject({ state: 'UNDETERMINED', current: null, authority: null })
  })

  it('by way of a second province, while the first still answers', () => {
    const passedOn = registered('ANHUI', '2025-01-01', {
      state: knownCode('MOVED_OUT', '迁出'),
      movedIn: move('SHANGHAI', '2025-01-01'),
      movedOut: move('GUANGDONG', '2026-01-01'),
    })
    const found = findRegistrar(evidenceOf({ SHANGHAI: [ORIGIN], ANHUI: [passedOn] }))
    expect(found).toMatchObject({ state: 'PRESUMED', current: null, authority: BUREAU.GUANGDONG })
  })

  it('and back into another of the four', () => {
    const back = registered('JIANGSU', '2026-06-01', { movedIn: move('GUANGDONG', '2026-06-01') })
    expect(ruled({ SHANGHAI: [gone], JIANGSU: [back] })).toEqual({
      state: 'CONFIRMED',
      province: 'JIANGSU',
    })
  })
})
