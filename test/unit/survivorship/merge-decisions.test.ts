import { describe, expect, it } from 'vitest'
import { authorityOf } from '../../../schemas/model/authority.ts'
import { knownCode, unknownCode } from '../../../schemas/model/coded.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { SectionName } from '../../../gateway/survivorship/entity-view.ts'
import {
  BUREAU,
  abnormal,
  day,
  penalty,
  recordWith,
  registered,
  serious,
  viewOf,
} from '../../support/evidence.ts'
import type { Circumstances, Saids } from '../../support/evidence.ts'

/** Where each row of a section comes from and who else carries it. */
function carried(name: SectionName, said: Saids, circumstances?: Circumstances) {
  return viewOf(said, circumstances)
    .section(name)
    .rows.map(({ answer, reportedBy }) => ({ from: answer.province, by: reportedBy }))
}

function conflictsOf(said: Saids, circumstances?: Circumstances) {
  return viewOf(said, circumstances).conflicts.map(({ kind, field }) => ({ kind, field }))
}

const holding = (parts: Partial<RegistryRecord>) => [recordWith(parts)]
const inJiangsu = (parts: Partial<RegistryRecord>) => [
  { ...registered('JIANGSU', '2020-01-01'), ...parts },
]

describe('one decision seen through two feeds', () => {
  const decision = penalty('ZHEJIANG', '虚杭市监处罚〔2025〕1号')

  it('appears once, through the feed of the authority that decided', () => {
    const said = {
      JIANGSU: holding({ penalties: [decision] }),
      ZHEJIANG: holding({ penalties: [decision] }),
    }
    expect(carried('penalties', said)).toEqual([{ from: 'ZHEJIANG', by: ['JIANGSU', 'ZHEJIANG'] }])
    expect(conflictsOf(said)).toEqual([])
  })

  it('decided outside the four provinces: through the first feed, with attribution', () => {
    const elsewhere = penalty('GUANGDONG', '虚深市监处罚〔2025〕1号')
    const said = {
      JIANGSU: holding({ penalties: [elsewhere] }),
      ANHUI: holding({ penalties: [elsewhere] }),
    }
    expect(carried('penalties', said)).toEqual([{ from: 'JIANGSU', by: ['JIANGSU', 'ANHUI'] }])
    expect(viewOf(said).section('penalties').rows[0]!.row.authority).toEqual(BUREAU.GUANGDONG)
  })

  it('is one although each registry has its own identifier and codes for it', () => {
    const there = {
      ...decision,
      sourceId: 'CF-77',
      kinds: [knownCode('FINE' as const, 'XZCF02', '罚款')],
    }
    const said = {
      JIANGSU: holding({ penalties: [decision] }),
      ZHEJIANG: holding({ penalties: [there] }),
    }
    expect(carried('penalties', said)).toHaveLength(1)
    expect(conflictsOf(said)).toEqual([])
  })

  it('is one although a registry writes the fields of its rows in another order', () => {
    const backwards = Object.fromEntries(Object.entries(decision).reverse()) as typeof decision
    const said = {
      JIANGSU: holding({ penalties: [decision] }),
      ZHEJIANG: holding({ penalties: [backwards] }),
    }
    expect(carried('penalties', said)).toHaveLength(1)
    expect(conflictsOf(said)).toEqual([])
  })

  it('in two wordings is shown once, and both wordings side by side', () => {
    const reworded = { ...decision, content: '罚款两元' }
    const said = {
      JIANGSU: holding({ penalties: [reworded] }),
      ZHEJIANG: holding({ penalties: [decision] }),
    }
    const { rows, conflicts } = viewOf(said).section('penalties')
    expect(rows.map(({ row }) => row.content)).toEqual(['罚款一元'])
    expect(conflicts).toMatchObject([{ kind: 'DECISION', field: 'penalties' }])
    expect(conflicts[0]!.values.map(({ province }) => province)).toEqual(['JIANGSU', 'ZHEJIANG'])
  })

  it('twice in one feed and reworded in another is still one decision', () => {
    const reworded = { ...decision, content: '罚款两元' }
    const said = {
      JIANGSU: holding({ penalties: [decision, { ...decision, sourceId: 'CF-2' }] }),
      ZHEJIANG: holding({ penalties: [reworded] }),
    }
    expect(carried('penalties', said)).toEqual([{ from: 'ZHEJIANG', by: ['JIANGSU', 'ZHEJIANG'] }])
    expect(conflictsOf(said)).toEqual([{ kind: 'DECISION', field: 'penalties' }])
  })

  it('of two authorities under one number are two decisions', () => {
    const other = penalty('JIANGSU', decision.documentNumber)
    const said = {
      JIANGSU: holding({ penalties: [other] }),
      ZHEJIANG: holding({ penalties: [decision] }),
    }
    expect(carried('penalties', said)).toHaveLength(2)
  })

  it('is carried by a STALE answer too', () => {
    const said = {
      JIANGSU: holding({ penalties: [decision] }),
      ZHEJIANG: { stale: recordWith({ penalties: [decision] }) },
    }
    expect(carried('penalties', said)).toEqual([{ from: 'ZHEJIANG', by: ['JIANGSU', 'ZHEJIANG'] }])
  })
})

describe('rows of one feed', () => {
  const decision = penalty('ANHUI', '虚合市监处罚〔2025〕1号')

  it('the same content twice is one decision', () => {
    const said = { ANHUI: holding({ penalties: [decision, { ...decision, sourceId: 'CF-9' }] }) }
    expect(carried('penalties', said)).toHaveLength(1)
  })

  it('different content under one number are decisions of their own: nothing is lost', () => {
    const second = { ...decision, content: '没收违法所得' }
    expect(
      carried('penalties', { ANHUI: holding({ penalties: [decision, second] }) }),
    ).toHaveLength(2)
    expect(conflictsOf({ ANHUI: holding({ penalties: [decision, second] }) })).toEqual([])
  })

  it('rows without what identifies them stand alone, in every feed', () => {
    const nameless = penalty(null, null)
    const said = {
      ANHUI: holding({ penalties: [nameless, nameless] }),
      JIANGSU: holding({ penalties: [nameless] }),
    }
    expect(carried('penalties', said)).toHaveLength(3)
  })

  it('newest first; without a day last', () => {
    const rows = [
      penalty('ANHUI', '1', { decidedOn: day('2024-01-01') }),
      penalty('ANHUI', '2', { decidedOn: null }),
      penalty('ANHUI', '3', { decidedOn: day('2025-01-01') }),
    ]
    const { rows: merged } = viewOf({ ANHUI: holding({ penalties: rows }) }).section('penalties')
    expect(merged.map(({ row }) => row.documentNumber)).toEqual(['3', '1', '2'])
  })
})

describe('a listing ends by the authority that made it and by nobody else', () => {
  const listed = abnormal('ZHEJIANG', '2025-07-05')
  const removed = { ...listed, removedOn: day('2026-02-01') }

  it('its own feed says so: gone, although another feed still sends it', () => {
    const said = {
      JIANGSU: inJiangsu({ abnormalListings: [listed] }),
      ZHEJIANG: holding({ abnormalListings: [removed] }),
    }
    expect(carried('abnormalListings', said)).toEqual([])
    expect(conflictsOf(said)).toEqual([])
  })

  it('another feed says that this very authority removed it: gone', () => {
    const said = {
      JIANGSU: inJiangsu({
        abnormalListings: [{ ...removed, removalAuthority: BUREAU.ZHEJIANG }],
      }),
      ZHEJIANG: holding({ abnormalListings: [listed] }),
    }
    expect(carried('abnormalListings', said)).toEqual([])
  })

  it('another feed says that another authority removed it: refused, and both wordings are shown', () => {
    const said = {
      JIANGSU: inJiangsu({ abnormalListings: [{ ...removed, removalAuthority: BUREAU.JIANGSU }] }),
      ZHEJIANG: holding({ abnormalListings: [listed] }),
    }
    expect(carried('abnormalListings', said)).toEqual([
      { from: 'ZHEJIANG', by: ['JIANGSU', 'ZHEJIANG'] },
    ])
    expect(conflictsOf(said)).toEqual([{ kind: 'DECISION', field: 'abnormalListings' }])
  })

  it('another feed says removed without saying by whom: refused', () => {
    const said = {
      JIANGSU: inJiangsu({ abnormalListings: [removed] }),
      ZHEJIANG: holding({ abnormalListings: [listed] }),
    }
    expect(carried('abnormalListings', said)).toHaveLength(1)
  })

  it('its own feed says that another authority removed it: refused', () => {
    const by = {
      ...removed,
      removalAuthority: authorityOf('330000000', '虚构浙江省市场监督管理局'),
    }
    expect(
      carried('abnormalListings', { ZHEJIANG: holding({ abnormalListings: [by] }) }),
    ).toHaveLength(1)
  })

  it('made outside the four provinces: no feed of theirs can end it, but that authority can', () => {
    const elsewhere = abnormal('GUANGDONG', '2025-07-05')
    const ended = { ...elsewhere, removedOn: day('2026-02-01') }
    expect(
      carried('abnormalListings', { JIANGSU: inJiangsu({ abnormalListings: [ended] }) }),
    ).toHaveLength(1)
    const byItself = { ...ended, removalAuthority: BUREAU.GUANGDONG }
    expect(
      carried('abnormalListings', { JIANGSU: inJiangsu({ abnormalListings: [byItself] }) }),
    ).toEqual([])
  })

  it('from the day it is removed, not before', () => {
    const said = { ZHEJIANG: holding({ abnormalListings: [removed] }) }
    expect(carried('abnormalListings', said, { today: '2026-01-31' })).toHaveLength(1)
    expect(carried('abnormalListings', said, { today: '2026-02-01' })).toEqual([])
  })

  it('without an authority its registry made it, and no other registry ends it', () => {
    const nobody = abnormal(null, '2023-07-05')
    const said = {
      SHANGHAI: holding({ abnormalListings: [nobody] }),
      ANHUI: holding({ abnormalListings: [{ ...nobody, removedOn: day('2024-01-01') }] }),
    }
    expect(carried('abnormalListings', said)).toEqual([{ from: 'SHANGHAI', by: ['SHANGHAI'] }])
  })

  it('one removal ends exactly the listing it names', () => {
    const other = abnormal('ZHEJIANG', '2025-07-05', {
      reason: knownCode('FALSE_INFORMATION', '3'),
    })
    const mark = abnormal('ZHEJIANG', '2025-07-05', { kind: 'MARK' })
    const said = { ZHEJIANG: holding({ abnormalListings: [removed, other, mark] }) }
    expect(carried('abnormalListings', said)).toHaveLength(2)
  })

  it('two codes nobody knows are two reasons', () => {
    const first = abnormal('ZHEJIANG', '2025-07-05', { reason: unknownCode('Z1') })
    const second = { ...first, reason: unknownCode<never>('Z2'), removedOn: day('2026-01-01') }
    const said = { ZHEJIANG: holding({ abnormalListings: [first, second] }) }
    expect(carried('abnormalListings', said)).toHaveLength(1)
  })

  it('the same holds for 严重违法失信名单', () => {
    const violation = serious('ZHEJIANG', '虚浙市监严列〔2025〕1号')
    const ended = { ...violation, removedOn: day('2026-02-01') }
    const feeds = (own: typeof violation, other: typeof violation) => ({
      JIANGSU: inJiangsu({ seriousViolationListings: [other] }),
      ZHEJIANG: holding({ seriousViolationListings: [own] }),
    })
    expect(carried('seriousViolationListings', feeds(ended, violation))).toEqual([])
    expect(carried('seriousViolationListings', feeds(violation, ended))).toHaveLength(1)
  })
})

describe('silence lifts nothing', () => {
  const listed = abnormal('ZHEJIANG', '2025-07-05')

  it('the registrar drops a listing without removal: it stays, and that is shown', () => {
    const said = { JIANGSU: inJiangsu({}), ZHEJIANG: holding({ abnormalListings: [listed] }) }
    expect(carried('abnormalListings', said)).toHaveLength(1)
    const conflicts = viewOf(said).conflicts
    expect(conflicts).toMatchObject([{ kind: 'NOT_CARRIED', field: 'abnormalListings' }])
    expect(conflicts[0]!.values.map(({ province, value }) => [province, value !== null])).toEqual([
      ['ZHEJIANG', true],
      ['JIANGSU', false],
    ])
  })

  it('the deciding province drops it while the registrar carries it: it stays, and that is shown', () => {
    const said = { JIANGSU: inJiangsu({ abnormalListings: [listed] }), ZHEJIANG: holding({}) }
    expect(carried('abnormalListings', said)).toEqual([{ from: 'JIANGSU', by: ['JIANGSU'] }])
    expect(conflictsOf(said)).toEqual([{ kind: 'NOT_CARRIED', field: 'abnormalListings' }])
  })

  it.each(['FAILED', 'TIMED_OUT', 'NOT_ASKED'] as const)(
    'a registry that is silent is not said to have dropped it: %s',
    (silence) => {
      const said = { JIANGSU: inJiangsu({ abnormalListings: [listed] }), ZHEJIANG: silence }
      expect(carried('abnormalListings', said)).toHaveLength(1)
      expect(conflictsOf(said)).toEqual([])
    },
  )

  it('a penalty is not expected in the registrar’s feed', () => {
    const said = {
      JIANGSU: inJiangsu({}),
      ZHEJIANG: holding({ penalties: [penalty('ZHEJIANG', '1')] }),
    }
    expect(conflictsOf(said)).toEqual([])
  })
})

describe('removals learnt earlier', () => {
  const listed = abnormal('ZHEJIANG', '2025-07-05')
  const removed = { ...listed, removedOn: day('2026-02-01') }
  const learnt = new Set(
    viewOf({ ZHEJIANG: holding({ abnormalListings: [removed] }) }).section('abnormalListings')
      .removals,
  )
  const knowledge = { removals: learnt }

  it('a removal that is seen is one to remember', () => {
    expect(learnt.size).toBe(1)
  })

  it('a listing without removal teaches none', () => {
    const { removals } = viewOf({ ZHEJIANG: holding({ abnormalListings: [listed] }) }).section(
      'abnormalListings',
    )
    expect(removals).toEqual([])
  })

  it('a refused removal teaches none', () => {
    const said = { JIANGSU: holding({ abnormalListings: [removed] }) }
    expect(viewOf(said).section('abnormalListings').removals).toEqual([])
  })

  it.each<[string, Saids]>([
    ['a STALE answer', { ZHEJIANG: { stale: recordWith({ abnormalListings: [listed] }) } }],
    ['another feed', { JIANGSU: inJiangsu({ abnormalListings: [listed] }), ZHEJIANG: 'FAILED' }],
  ])('while its authority is silent, %s does not show the listing again', (_, said) => {
    expect(carried('abnormalListings', said, { knowledge })).toEqual([])
    expect(carried('abnormalListings', said)).toHaveLength(1)
  })

  it('the deciding registry’s own fresh word counts more than what was learnt', () => {
    const said: Saids = { ZHEJIANG: holding({ abnormalListings: [listed] }), ANHUI: 'FAILED' }
    expect(carried('abnormalListings', said, { knowledge })).toHaveLength(1)
  })

  it('of a row without identity is not remembered: it would hide whichever row comes first later', () => {
    const nameless = abnormal('ZHEJIANG', null, { removedOn: day('2026-02-01') })
    const said = { ZHEJIANG: holding({ abnormalListings: [nameless] }) }
    const { rows, removals } = viewOf(said).section('abnormalListings')
    expect(rows).toEqual([])
    expect(removals).toEqual([])
  })
})

describe('identity of each kind of record', () => {
  const facts = { sourceId: null, authority: BUREAU.ANHUI }
  const permit = {
    ...facts,
    number: '虚1',
    name: '示例许可',
    content: null,
    validFrom: day('2024-01-01'),
    validTo: null,
    validOpenEnded: true,
  }
  const inspection = {
    ...facts,
    kind: '双随机抽查',
    inspectedOn: day('2025-11-11'),
    result: '未发现问题',
  }
  const change = {
    ...facts,
    item: '名称变更',
    before: '虚构甲',
    after: '虚构乙',
    changedOn: day('2022-02-22'),
  }
  const branch = {
    uscc: null,
    registrationNumber: '310115000000018',
    name: '虚构分公司',
    authority: null,
  }
  const debtor = {
    ...facts,
    caseNumber: '（2025）虚01执1号',
    basisNumber: null,
    basisUnit: null,
    filedOn: null,
    publishedOn: day('2025-02-01'),
    duty: null,
    performance: null,
    conduct: null,
  }

  it.each<[SectionName, object, object]>([
    ['permits', permit, { ...permit, number: '虚2' }],
    ['inspections', inspection, { ...inspection, result: '已责令改正' }],
    ['changes', change, { ...change, after: '虚构丙' }],
    ['branches', branch, { ...branch, registrationNumber: '310115000000026' }],
    ['dishonestDebtorListings', debtor, { ...debtor, caseNumber: '（2025）虚01执2号' }],
  ])('%s: the same in two feeds is one, another is another', (name, row, other) => {
    const feeds = (a: object, b: object): Saids => ({
      SHANGHAI: holding({ [name]: [a] }),
      ANHUI: holding({ [name]: [b] }),
    })
    const provinces: Province[] = ['SHANGHAI', 'ANHUI']
    expect(carried(name, feeds(row, row)).map(({ by }) => by)).toEqual([provinces])
    expect(carried(name, feeds(row, other))).toHaveLength(2)
  })

  it('texts with a separator in them are not mistaken for each other', () => {
    const one = { ...inspection, kind: '抽查|甲', result: '乙' }
    const two = { ...inspection, kind: '抽查', result: '甲|乙' }
    const said = {
      SHANGHAI: holding({ inspections: [one] }),
      ANHUI: holding({ inspections: [two] }),
    }
    expect(carried('inspections', said)).toHaveLength(2)
  })
})
