import { describe, expect, it } from 'vitest'
import { knownCode } from '../../../schemas/model/coded.ts'
import { BUREAU, day, move, registered, viewOf } from '../../support/evidence.ts'
import type { Circumstances, Saids } from '../../support/evidence.ts'

const ORIGIN = registered('SHANGHAI', '2024-06-01')
const movedTo = (on: string | null, fileOn: string | null = null) =>
  registered('ANHUI', on ?? '2026-03-05', { movedIn: move('SHANGHAI', on, fileOn) })

function previous(said: Saids, circumstances?: Circumstances) {
  return viewOf(said, circumstances).previousRegistrars
}

/** State of the only previous registrar's file. */
function fileOf(said: Saids, today: string) {
  const [only, ...others] = previous(said, { today }) ?? []
  expect(others).toEqual([])
  return only?.archiveTransfer
}

describe('previous registrars', () => {
  it('are none without a move', () => {
    expect(previous({ SHANGHAI: [ORIGIN] })).toEqual([])
  })

  it('are null when no source spoke', () => {
    const said = { SHANGHAI: 'FAILED', JIANGSU: 'FAILED', ZHEJIANG: 'FAILED', ANHUI: 'FAILED' }
    expect(previous(said as Saids)).toBeNull()
  })

  it('name the origin with its authority and the day the destination approved', () => {
    expect(previous({ SHANGHAI: [ORIGIN], ANHUI: [movedTo('2026-03-05')] })).toMatchObject([
      { authority: BUREAU.SHANGHAI, province: 'SHANGHAI', until: '2026-03-05' },
    ])
  })

  it('name the origin by the destination’s word while the origin is silent', () => {
    const said = { SHANGHAI: 'TIMED_OUT', ANHUI: [movedTo('2026-03-05')] } as const
    expect(previous(said)).toMatchObject([
      { authority: BUREAU.SHANGHAI, province: 'SHANGHAI', until: '2026-03-05' },
    ])
  })

  it('name the origin by what was learnt while the destination is silent', () => {
    const relocations = [{ from: 'SHANGHAI', to: 'ANHUI', on: day('2026-03-05') }] as const
    const said = { SHANGHAI: [ORIGIN], ANHUI: 'TIMED_OUT' } as const
    expect(previous(said, { knowledge: { relocations } })).toMatchObject([
      { authority: BUREAU.SHANGHAI, province: 'SHANGHAI', until: '2026-03-05' },
    ])
  })

  it('name an origin outside the four provinces', () => {
    const here = registered('JIANGSU', '2026-03-05', { movedIn: move('GUANGDONG', '2026-03-05') })
    expect(previous({ JIANGSU: [here] })).toMatchObject([
      { authority: BUREAU.GUANGDONG, province: null, until: '2026-03-05' },
    ])
  })

  it('newest first, one per province', () => {
    const second = registered('ANHUI', '2025-01-01', { movedIn: move('SHANGHAI', '2025-01-01') })
    const third = registered('JIANGSU', '2026-01-01', { movedIn: move('ANHUI', '2026-01-01') })
    const said = { SHANGHAI: [ORIGIN], ANHUI: [second], JIANGSU: [third] }
    expect(previous(said)?.map(({ province, until }) => [province, until])).toEqual([
      ['ANHUI', '2026-01-01'],
      ['SHANGHAI', '2025-01-01'],
    ])
  })

  it('after a return do not name the registrar of today', () => {
    const back = registered('SHANGHAI', '2026-03-05', { movedIn: move('ANHUI', '2026-03-05') })
    const once = registered('ANHUI', '2024-01-01', { movedIn: move('SHANGHAI', '2024-01-01') })
    expect(previous({ SHANGHAI: [back], ANHUI: [once] })?.map(({ province }) => province)).toEqual([
      'ANHUI',
    ])
  })

  it('name a registry that still registers it although nobody states the move', () => {
    const said = { SHANGHAI: [ORIGIN], ANHUI: [registered('ANHUI', '2026-03-05')] }
    expect(previous(said)).toMatchObject([
      {
        authority: BUREAU.SHANGHAI,
        province: 'SHANGHAI',
        until: null,
        archiveTransfer: { state: 'UNKNOWN', dueOn: null, handedOverOn: null },
      },
    ])
  })

  it('name nobody while two registrations are in dispute without a move', () => {
    const said = {
      SHANGHAI: [registered('SHANGHAI', '2026-03-05')],
      ANHUI: [registered('ANHUI', '2026-03-05')],
    }
    expect(previous(said)).toEqual([])
  })
})

describe('the paper file is due within three months of the move: 实施细则 art. 62', () => {
  const said = { SHANGHAI: [ORIGIN], ANHUI: [movedTo('2026-03-05', '2026-05-20')] }
  const never = { SHANGHAI: [ORIGIN], ANHUI: [movedTo('2026-03-05')] }

  it.each([
    ['on the day of the move', '2026-03-05', 'PENDING', null],
    ['before the file came', '2026-05-19', 'PENDING', null],
    ['on the day it came', '2026-05-20', 'HANDED_OVER', '2026-05-20'],
    ['after it came', '2027-01-01', 'HANDED_OVER', '2026-05-20'],
  ])('asked %s', (_, today, state, handedOverOn) => {
    expect(fileOf(said, today)).toEqual({ state, dueOn: '2026-06-05', handedOverOn })
  })

  it.each([
    ['on the last day', '2026-06-05', 'PENDING'],
    ['the day after', '2026-06-06', 'OVERDUE'],
  ])('not handed over, asked %s', (_, today, state) => {
    expect(fileOf(never, today)).toEqual({ state, dueOn: '2026-06-05', handedOverOn: null })
  })

  it.each([
    ['2025-11-30', '2026-02-28'],
    ['2023-11-30', '2024-02-29'],
    ['2025-12-31', '2026-03-31'],
    ['2026-01-31', '2026-04-30'],
    ['2025-10-15', '2026-01-15'],
  ])('moved on %s, due on %s', (on, dueOn) => {
    expect(fileOf({ SHANGHAI: [ORIGIN], ANHUI: [movedTo(on)] }, on)).toMatchObject({ dueOn })
  })

  it('each side fills what the other leaves out: the origin says when it handed over', () => {
    const left = registered('SHANGHAI', '2024-06-01', {
      state: knownCode('MOVED_OUT', '迁出'),
      movedOut: move('ANHUI', '2026-03-04', '2026-05-20'),
    })
    const both = { SHANGHAI: [left], ANHUI: [movedTo('2026-03-05')] }
    expect(fileOf(both, '2026-06-10')).toEqual({
      state: 'HANDED_OVER',
      dueOn: '2026-06-05',
      handedOverOn: '2026-05-20',
    })
  })

  it('nobody says when it moved', () => {
    const here = registered('ANHUI', null, { movedIn: move('SHANGHAI', null) })
    expect(fileOf({ ANHUI: [here] }, '2026-06-10')).toEqual({
      state: 'UNKNOWN',
      dueOn: null,
      handedOverOn: null,
    })
  })

  it('the file of an earlier move is not that of the latest', () => {
    const first = registered('JIANGSU', '2020-03-01', {
      movedIn: move('SHANGHAI', '2020-03-01', '2020-05-01'),
    })
    const returned = registered('SHANGHAI', '2024-06-01', {
      movedIn: move('JIANGSU', '2024-06-01', '2024-07-01'),
    })
    const again = { SHANGHAI: [returned], JIANGSU: [first], ANHUI: [movedTo('2026-03-05')] }
    const files = previous(again, { today: '2026-03-10' })
    expect(files?.find(({ province }) => province === 'SHANGHAI')).toMatchObject({
      until: '2026-03-05',
      archiveTransfer: { state: 'PENDING', handedOverOn: null },
    })
  })
})
