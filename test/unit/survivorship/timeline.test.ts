import { describe, expect, it } from 'vitest'
import { timelineOf } from '../../../gateway/survivorship/timeline.ts'
import {
  BUREAU,
  abnormal,
  day,
  move,
  penalty,
  recordWith,
  registered,
  registrationIn,
  serious,
  viewOf,
} from '../../support/evidence.ts'
import type { Saids } from '../../support/evidence.ts'

const FULL: Saids = {
  SHANGHAI: [registered('SHANGHAI', '2024-06-01')],
  ANHUI: [
    recordWith({
      registration: registrationIn('ANHUI', '2026-03-05', {
        movedIn: move('SHANGHAI', '2026-03-05'),
      }),
      penalties: [penalty('ANHUI', '1'), penalty('ANHUI', '2', { decidedOn: null })],
      abnormalListings: [
        abnormal('ANHUI', '2025-07-05'),
        abnormal('ANHUI', '2024-07-05', { removedOn: day('2024-08-01') }),
      ],
      seriousViolationListings: [serious('ANHUI', '虚1')],
      changes: [
        {
          sourceId: null,
          authority: BUREAU.ANHUI,
          item: '名称变更',
          before: null,
          after: null,
          changedOn: day('2022-02-22'),
        },
      ],
    }),
  ],
}

describe('the timeline', () => {
  it('holds every dated event that the view shows, newest first', () => {
    const events = timelineOf(viewOf(FULL)).map(({ on, kind }) => [on, kind])
    expect(events).toEqual([
      ['2026-03-05', 'RELOCATED'],
      ['2026-03-05', 'APPROVED'],
      ['2025-07-05', 'LISTED_ABNORMAL'],
      ['2025-07-01', 'PENALISED'],
      ['2025-03-10', 'LISTED_SERIOUS'],
      ['2022-02-22', 'CHANGED'],
      ['2015-10-01', 'ESTABLISHED'],
    ])
  })

  it('leaves out what has been removed from a list', () => {
    const days = timelineOf(viewOf(FULL)).map(({ on }) => on)
    expect(days).not.toContain('2024-07-05')
  })

  it('says in Chinese what happened, with who decided and through which feed', () => {
    const event = timelineOf(viewOf(FULL)).find(({ kind }) => kind === 'PENALISED')
    expect(event).toMatchObject({
      summary: '行政处罚：虚构的违法行为',
      authority: BUREAU.ANHUI,
      answer: { province: 'ANHUI' },
    })
  })

  it('shows a relocation once, although both sides and an earlier lesson state it', () => {
    const relocations = [{ from: 'SHANGHAI', to: 'ANHUI', on: day('2026-03-05') }] as const
    const said: Saids = { ...FULL, ZHEJIANG: 'FAILED' }
    const kinds = timelineOf(viewOf(said, { knowledge: { relocations } })).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'RELOCATED')).toHaveLength(1)
  })

  it('has no registration events while the registrar is in conflict, but all decisions', () => {
    const said = {
      SHANGHAI: [registered('SHANGHAI', '2026-03-05')],
      ANHUI: [{ ...registered('ANHUI', '2026-03-05'), penalties: [penalty('ANHUI', '1')] }],
    }
    expect(timelineOf(viewOf(said)).map(({ kind }) => kind)).toEqual(['PENALISED'])
  })
})

describe('keys of events', () => {
  const keysWith = (...violations: (string | null)[]) => {
    const penalties = violations.map((violation, i) => penalty('ANHUI', String(i), { violation }))
    return timelineOf(viewOf({ ANHUI: [recordWith({ penalties })] })).map(({ key }) => key)
  }

  it.each([
    ['like events', ['甲', '甲', '甲']],
    ['one text that begins with another', ['价格欺诈1', '价格欺诈10', '价格欺诈']],
    ['a text with the separator', ['甲', '甲|乙', '甲|0000']],
    ['no text at all', [null, '甲', null]],
  ])('are unique and descend: %s', (_, violations) => {
    const keys = keysWith(...violations)
    expect(keys).toHaveLength(violations.length)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual([...keys].sort().reverse())
  })

  it('stay when another event comes', () => {
    const few = keysWith('甲', '乙')
    expect(keysWith('甲', '乙', '丙')).toEqual(expect.arrayContaining(few))
  })
})
