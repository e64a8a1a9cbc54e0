/** Scenario 1 of the domain: a company moves from Shanghai to Hefei. All invented. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import {
  BUREAU,
  USCC,
  day,
  move,
  penalty,
  registered,
  registrationIn,
} from '../support/evidence.ts'
import { openGraph } from '../support/open-graph.ts'
import type { OpenGraph } from '../support/open-graph.ts'

const SELECTION = `
  name registrarState registrar { code name province }
  registration { approvedOn state authority { province } source { province } }
  previousRegistrars { province until authority { code } archiveTransfer { state dueOn handedOverOn } }
  penalties { documentNumber authority { province } source { province } }
  conflicts { kind field values { province value on } }
  timeline(first: 3) { edges { node { kind on } } }
  sources { province state code }`

interface Answer {
  readonly [field: string]: unknown
  readonly conflicts: readonly { readonly kind: string }[]
}

const OLD_PENALTY = penalty('SHANGHAI', '虚沪市监处罚〔2025〕1号')
const SHANGHAI: RegistryRecord = {
  ...registered('SHANGHAI', '2024-06-01'),
  penalties: [OLD_PENALTY],
}
const HEFEI: RegistryRecord = registered('ANHUI', '2026-03-05', {
  movedIn: move('SHANGHAI', '2026-03-05', '2026-05-20'),
})

describe('scenario 1: Hefei approves the move on 2026-03-05, Shanghai still answers 存续', () => {
  let graph: OpenGraph
  const asked = (at: string) => {
    graph.at = new Date(at)
    return graph.entity<Answer>(USCC, SELECTION)
  }

  beforeAll(async () => {
    graph = await openGraph()
  })
  afterAll(() => graph[Symbol.asyncDispose]())
  beforeEach(() => {
    graph.registries.heal()
    graph.registries.restate('SHANGHAI', [SHANGHAI])
    graph.registries.restate('ANHUI', [HEFEI])
  })

  it('asked on 03-10: Anhui registers, Shanghai did before, the file is pending, no conflict', async () => {
    expect(await asked('2026-03-10T01:00:00Z')).toMatchObject({
      registrarState: 'CONFIRMED',
      registrar: { code: BUREAU.ANHUI.code, province: 'ANHUI' },
      registration: {
        approvedOn: '2026-03-05',
        state: 'IN_OPERATION',
        authority: { province: 'ANHUI' },
        source: { province: 'ANHUI' },
      },
      previousRegistrars: [
        {
          province: 'SHANGHAI',
          until: '2026-03-05',
          authority: { code: BUREAU.SHANGHAI.code },
          archiveTransfer: { state: 'PENDING', dueOn: '2026-06-05', handedOverOn: null },
        },
      ],
      conflicts: [],
    })
  })

  it('Shanghai’s penalty of 2025 is still Shanghai’s', async () => {
    const { penalties } = await asked('2026-03-10T01:00:00Z')
    expect(penalties).toEqual([
      {
        documentNumber: OLD_PENALTY.documentNumber,
        authority: { province: 'SHANGHAI' },
        source: { province: 'SHANGHAI' },
      },
    ])
  })

  it('its timeline begins with the move', async () => {
    const { timeline } = await asked('2026-03-10T01:00:00Z')
    expect(timeline).toMatchObject({
      edges: [
        { node: { kind: 'RELOCATED', on: '2026-03-05' } },
        { node: { kind: 'APPROVED', on: '2026-03-05' } },
        { node: { kind: 'PENALISED', on: '2025-07-01' } },
      ],
    })
  })

  it.each([
    ['the evening before in Beijing', '2026-05-19T15:59:59Z', 'PENDING', null],
    ['midnight in Beijing', '2026-05-19T16:00:00Z', 'HANDED_OVER', '2026-05-20'],
  ])('the file arrives on 05-20: %s', async (_, at, state, handedOverOn) => {
    expect(await asked(at)).toMatchObject({
      previousRegistrars: [{ archiveTransfer: { state, dueOn: '2026-06-05', handedOverOn } }],
    })
  })

  it('the file never arrives: overdue from 06-06', async () => {
    const never = registered('ANHUI', '2026-03-05', { movedIn: move('SHANGHAI', '2026-03-05') })
    graph.registries.restate('ANHUI', [never])
    expect(await asked('2026-06-05T01:00:00Z')).toMatchObject({
      previousRegistrars: [{ archiveTransfer: { state: 'PENDING' } }],
    })
    expect(await asked('2026-06-06T01:00:00Z')).toMatchObject({
      previousRegistrars: [{ archiveTransfer: { state: 'OVERDUE', handedOverOn: null } }],
    })
  })

  it('Anhui is down: undetermined, although Shanghai still answers; its decisions are shown', async () => {
    await asked('2026-03-10T01:00:00Z') // the move is learnt while both answer
    graph.registries.fail('ANHUI', 'error500')
    expect(await asked('2026-03-10T02:00:00Z')).toMatchObject({
      registrarState: 'UNDETERMINED',
      registrar: null,
      registration: null,
      previousRegistrars: [{ province: 'SHANGHAI', until: '2026-03-05' }],
      penalties: [{ documentNumber: OLD_PENALTY.documentNumber }],
      sources: [
        { province: 'SHANGHAI', state: 'ANSWERED', code: null },
        { province: 'JIANGSU', state: 'NO_RECORD', code: null },
        { province: 'ZHEJIANG', state: 'NO_RECORD', code: null },
        { province: 'ANHUI', state: 'FAILED', code: 'PROVINCE_ERROR' },
      ],
    })
  })

  it('Anhui is down and Shanghai says 迁出: undetermined without any lesson', async () => {
    const left = { ...SHANGHAI.registration!, movedOut: move('ANHUI', '2026-03-05') }
    const fresh = await openGraph({ records: { SHANGHAI: [{ ...SHANGHAI, registration: left }] } })
    await using _ = fresh
    fresh.registries.fail('ANHUI', 'reset')
    expect(await fresh.entity(USCC, SELECTION)).toMatchObject({
      registrarState: 'UNDETERMINED',
      registrar: null,
      registration: null,
    })
  })

  it('neither answers to it in the window: undetermined', async () => {
    const left = { ...SHANGHAI.registration!, movedOut: move('ANHUI', '2026-03-05') }
    graph.registries.restate('SHANGHAI', [{ ...SHANGHAI, registration: left }])
    graph.registries.restate('ANHUI', [])
    expect(await asked('2026-03-06T01:00:00Z')).toMatchObject({
      registrarState: 'UNDETERMINED',
      registration: null,
      conflicts: [],
    })
  })

  it('Shanghai also approves a change on 03-20: a conflict, side by side, and no registration', async () => {
    const registration = registrationIn('SHANGHAI', '2026-03-20')
    graph.registries.restate('SHANGHAI', [{ ...SHANGHAI, registration }])
    const answer = await asked('2026-03-21T01:00:00Z')
    expect(answer).toMatchObject({
      registrarState: 'CONFLICT',
      registrar: null,
      registration: null,
      penalties: [{ documentNumber: OLD_PENALTY.documentNumber }],
    })
    expect(answer.conflicts).toEqual([
      {
        kind: 'REGISTRATION',
        field: 'registration',
        values: expect.arrayContaining([
          { province: 'SHANGHAI', value: BUREAU.SHANGHAI.name, on: '2026-03-20' },
          { province: 'ANHUI', value: BUREAU.ANHUI.name, on: '2026-03-05' },
        ]),
      },
    ])
  })

  it('it moves back later: Shanghai registers again, Anhui did before', async () => {
    graph.registries.restate('SHANGHAI', [
      {
        ...SHANGHAI,
        registration: registrationIn('SHANGHAI', '2027-02-01', {
          movedIn: move('ANHUI', '2027-02-01'),
        }),
      },
    ])
    expect(await asked('2027-02-02T01:00:00Z')).toMatchObject({
      registrarState: 'CONFIRMED',
      registrar: { province: 'SHANGHAI' },
      previousRegistrars: [{ province: 'ANHUI', until: day('2027-02-01') }],
      conflicts: [],
    })
  })
})
