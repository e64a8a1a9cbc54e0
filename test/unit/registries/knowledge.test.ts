import { describe, expect, it, vi } from 'vitest'
import { createFederation } from '../../../gateway/registries/federation.ts'
import { knowledgeFor, lessonOf } from '../../../gateway/registries/knowledge.ts'
import type { KnowledgeStore, Lesson } from '../../../gateway/registries/knowledge.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { Source } from '../../../gateway/registries/source.ts'
import { NOTHING_KNOWN } from '../../../gateway/survivorship/answer.ts'
import { EntityView } from '../../../gateway/survivorship/entity-view.ts'
import {
  USCC,
  abnormal,
  day,
  evidenceOf,
  move,
  recordWith,
  registered,
  serious,
} from '../../support/evidence.ts'
import type { Saids } from '../../support/evidence.ts'

const AT = new Date('2026-03-09T16:30:00.000Z') // the 10th in Beijing
const moved = registered('ANHUI', '2026-03-05', { movedIn: move('SHANGHAI', '2026-03-05') })
const listed = abnormal('ZHEJIANG', '2025-07-05')
const removed = { ...listed, removedOn: day('2026-02-01') }

function storeWith(known = NOTHING_KNOWN) {
  const store: KnowledgeStore = { recall: vi.fn(() => Promise.resolve(known)), learn: vi.fn() }
  return store
}

function federationOver(said: Saids, knowledge: KnowledgeStore) {
  const sources = evidenceOf(said).answers.map(
    (answer) =>
      ({
        province: answer.province,
        ask: () => Promise.resolve(answer),
        close: () => Promise.resolve(),
      }) as unknown as Source,
  )
  return createFederation({ sources, knowledge })
}

const lessonIn = (said: Saids) => lessonOf(new EntityView(evidenceOf(said)))

describe('what is learnt', () => {
  it.each<[string, Saids]>([
    ['an ordinary entity', { SHANGHAI: [registered('SHANGHAI', '2024-06-01')] }],
    ['a listing that stands', { ZHEJIANG: [recordWith({ abnormalListings: [listed] })] }],
    ['no record', {}],
    ['a failure', { SHANGHAI: 'FAILED' }],
    ['a STALE answer', { ANHUI: { stale: moved } }],
    ['a removal that is refused', { JIANGSU: [recordWith({ abnormalListings: [removed] })] }],
  ])('from %s: nothing', (_, said) => {
    expect(lessonIn(said)).toBeNull()
  })

  it('from the destination: who moved where and when', () => {
    expect(lessonIn({ ANHUI: [moved] })).toEqual({
      uscc: USCC,
      relocations: [{ from: 'SHANGHAI', to: 'ANHUI', on: '2026-03-05' }],
      removals: [],
    })
  })

  it('from the origin: the same', () => {
    const left = registered('SHANGHAI', '2024-06-01', { movedOut: move('ANHUI', '2026-03-05') })
    expect(lessonIn({ SHANGHAI: [left] })?.relocations).toEqual([
      { from: 'SHANGHAI', to: 'ANHUI', on: '2026-03-05' },
    ])
  })

  it('a move from outside the four provinces', () => {
    const here = registered('JIANGSU', '2026-03-05', { movedIn: move('GUANGDONG', '2026-03-05') })
    expect(lessonIn({ JIANGSU: [here] })?.relocations).toEqual([
      { from: null, to: 'JIANGSU', on: '2026-03-05' },
    ])
  })

  it('removals from both lists, by what identifies the listing', () => {
    const ended = serious('ZHEJIANG', '虚1', { removedOn: day('2026-02-01') })
    const said = {
      ZHEJIANG: [recordWith({ abnormalListings: [removed], seriousViolationListings: [ended] })],
    }
    const lesson = lessonIn(said)
    expect(lesson?.relocations).toEqual([])
    expect(lesson?.removals).toHaveLength(2)
  })
})

describe('what was learnt is asked for', () => {
  it.each<[string, Saids]>([
    ['a registry failed', { SHANGHAI: 'FAILED' }],
    ['a registry was not asked', { SHANGHAI: 'NOT_ASKED' }],
    ['a registry’s earlier answer is shown', { ANHUI: { stale: moved } }],
    [
      'a feed carries another authority’s listing',
      { JIANGSU: [recordWith({ abnormalListings: [listed] })] },
    ],
    [
      'a feed carries a listing of an authority outside the four',
      { JIANGSU: [recordWith({ seriousViolationListings: [serious('GUANGDONG', '虚1')] })] },
    ],
  ])('when %s', async (_, said) => {
    const store = storeWith()
    await knowledgeFor(store, USCC, evidenceOf(said).answers)
    expect(store.recall).toHaveBeenCalledExactlyOnceWith(USCC)
  })

  it.each<[string, Saids]>([
    ['all four answered', { SHANGHAI: [registered('SHANGHAI', '2024-06-01')] }],
    ['a feed carries its own listing', { ZHEJIANG: [recordWith({ abnormalListings: [listed] })] }],
  ])('not when %s: most questions cost the database nothing', async (_, said) => {
    const store = storeWith()
    expect(await knowledgeFor(store, USCC, evidenceOf(said).answers)).toEqual(NOTHING_KNOWN)
    expect(store.recall).not.toHaveBeenCalled()
  })
})

describe('the federation', () => {
  it('gives four answers in the order of the provinces and the Beijing day asked about', async () => {
    const evidence = await federationOver({ ANHUI: [moved] }, storeWith()).ask(USCC, AT)
    expect(evidence.answers.map(({ province }) => province)).toEqual([
      'SHANGHAI',
      'JIANGSU',
      'ZHEJIANG',
      'ANHUI',
    ])
    expect(evidence.today).toBe('2026-03-10')
  })

  it('learns from every answer that teaches', async () => {
    const store = storeWith()
    await federationOver({ ANHUI: [moved] }, store).ask(USCC, AT)
    expect(store.learn).toHaveBeenCalledExactlyOnceWith({
      uscc: USCC,
      relocations: [{ from: 'SHANGHAI', to: 'ANHUI', on: '2026-03-05' }],
      removals: [],
    })
  })

  describe('for somebody who may not ask a province', () => {
    const passedOn = { from: 'SHANGHAI', to: 'ANHUI', on: day('2026-03-05') } as const
    const elsewhere = { from: 'ZHEJIANG', to: 'SHANGHAI', on: day('2019-01-01') } as const
    const known = { relocations: [passedOn, elsewhere], removals: new Set(['x']) }
    const here = registered('SHANGHAI', '2024-06-01')
    const ask = async (barred: Province, said: Saids = { SHANGHAI: [here] }) => {
      const terms = { barred: new Map([[barred, 'GRANT_MISSING' as const]]) }
      return new EntityView(
        await federationOver(said, storeWith(known)).ask(USCC, AT, undefined, terms),
      )
    }

    it('does not show the relocation that this province told of, and names no registrar that it left', async () => {
      const view = await ask('ANHUI')
      expect(view.finding).toMatchObject({
        state: 'UNDETERMINED',
        current: null,
        moves: [elsewhere],
      })
      expect(JSON.stringify(view.finding)).not.toContain('2026-03-05')
    })

    it('names the registrar that no withheld relocation leads away from', async () => {
      const { finding } = await ask('ZHEJIANG', { SHANGHAI: [here], ANHUI: 'FAILED' })
      expect(finding).toMatchObject({ state: 'UNDETERMINED', moves: [passedOn] })
      const stays = await ask('ZHEJIANG', { SHANGHAI: [here] })
      expect(stays.finding).toMatchObject({ state: 'PRESUMED', moves: [passedOn] })
      expect(stays.finding.current?.answer.province).toBe('SHANGHAI')
    })

    it('keeps the removals, which only take away', async () => {
      expect((await ask('ANHUI')).evidence.knowledge?.removals).toEqual(new Set(['x']))
    })

    it('teaches nothing of what was withheld', async () => {
      const store = storeWith(known)
      const terms = { barred: new Map([['ANHUI', 'GRANT_MISSING' as const] as const]) }
      const came = registered('SHANGHAI', '2019-01-01', { movedIn: move('ZHEJIANG', '2019-01-01') })
      await federationOver({ SHANGHAI: [came] }, store).ask(USCC, AT, undefined, terms)
      const [[lesson]] = vi.mocked(store.learn).mock.calls as [[Lesson]]
      expect(lesson.relocations).toContainEqual(elsewhere)
      expect(lesson.relocations).not.toContainEqual(passedOn)
    })
  })

  it('hands on what was learnt, and that it could not be read', async () => {
    const known = { ...NOTHING_KNOWN, removals: new Set(['x']) }
    const silent: Saids = { ANHUI: 'FAILED' }
    const told = await federationOver(silent, storeWith(known)).ask(USCC, AT)
    expect(told.knowledge).toBe(known)
    const lost = { recall: () => Promise.resolve(null), learn: () => undefined }
    expect((await federationOver(silent, lost).ask(USCC, AT)).knowledge).toBeNull()
  })
})
