/** The list sections of fictitious records: one row with every field, one with next to none. */
import { authorityOf } from '../../schemas/model/authority.ts'
import { knownCode } from '../../schemas/model/coded.ts'
import type { Penalty, RegistryRecord, Section } from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import { makeUscc } from '../../schemas/model/uscc.ts'

type Sections = Pick<RegistryRecord, Section>

const day = (text: string) => text as CalendarDay
const BUREAU = authorityOf('310115000', '虚构区市场监督管理局')
const TAX = authorityOf('340100', '虚构税务局稽查局')
const COURT = authorityOf('320100', '虚构市中级人民法院')

export function fullSections(i: number): Sections {
  const sparse = sparseSections()
  return {
    permits: [permit(i), { ...permit(i), sourceId: null, validTo: null, validOpenEnded: true }],
    penalties: [penaltyNumbered(i), ...sparse.penalties, penaltyNumbered(i + 1)],
    abnormalListings: abnormalListings(i),
    seriousViolationListings: [seriousViolation(i), ...sparse.seriousViolationListings],
    dishonestDebtorListings: [dishonestDebtor(i), ...sparse.dishonestDebtorListings],
    inspections: [inspection(i), ...sparse.inspections],
    changes: [change(i), ...sparse.changes],
    branches: [branch(i), ...sparse.branches],
  }
}

/** One row a list, with nothing but what makes it a row. */
export function sparseSections(): Sections {
  const row = { sourceId: 'XG-空-0', authority: null }
  const removal = { removedOn: null, removalReason: null, removalAuthority: null }
  const reason = knownCode('NOT_REACHABLE' as const, '4')
  return {
    permits: [{ ...row, ...NO_PERMIT_FACTS }],
    penalties: [{ ...row, ...NO_PENALTY_FACTS }],
    abnormalListings: [{ ...row, kind: 'MARK', reason, listedOn: null, ...removal }],
    seriousViolationListings: [
      { ...row, reason: null, documentNumber: null, listedOn: null, ...removal },
    ],
    dishonestDebtorListings: [{ ...row, ...NO_DEBTOR_FACTS }],
    inspections: [{ ...row, kind: null, inspectedOn: null, result: null }],
    changes: [{ ...row, item: null, before: null, after: null, changedOn: null }],
    branches: [{ uscc: null, registrationNumber: null, name: '虚构无码分公司', authority: null }],
  }
}

export function penaltyNumbered(n: number): Penalty {
  return {
    sourceId: `CF-${n}`,
    authority: n % 2 === 0 ? BUREAU : TAX,
    documentNumber: `虚市监处罚〔2025〕第${n}号`,
    violation: '虚构的违法行为：价格欺诈',
    legalBasis: '《中华人民共和国行政处罚法》第九条',
    kinds: [knownCode('WARNING', '1'), knownCode('FINE', '2'), knownCode('CONFISCATION', '3')],
    content: `罚款；没收"A&B"；数量 5<6 且 7>${n}`,
    fine: { fen: String(1_234_567 + n), currency: 'CNY' },
    confiscated: n % 3 === 0 ? { fen: '1', currency: 'CNY' } : null,
    decidedOn: day('2025-07-01'),
    publishedOn: day('2025-07-08'),
    publicityUntil: day('2026-07-01'),
  }
}

function permit(i: number): Sections['permits'][number] {
  return {
    sourceId: `XK-${i}`,
    authority: BUREAU,
    number: `虚JY1310115000${i}`,
    name: '食品经营许可证（示例）',
    content: '预包装食品销售',
    validFrom: day('2024-01-01'),
    validTo: day('2028-12-31'),
    validOpenEnded: false,
  }
}

function abnormalListings(i: number): Sections['abnormalListings'] {
  const reasons = [
    knownCode('NO_ANNUAL_REPORT' as const, '1'),
    knownCode('INFORMATION_NOT_PUBLISHED' as const, '2'),
    knownCode('FALSE_INFORMATION' as const, '3'),
    knownCode('NOT_REACHABLE' as const, '4'),
  ]
  return reasons.map((reason, n) => ({
    sourceId: `YC-${i}-${n}`,
    authority: BUREAU,
    kind: n % 2 === 0 ? 'LIST' : 'MARK',
    reason,
    listedOn: day('2023-07-05'),
    removedOn: n === 0 ? day('2024-01-09') : null,
    removalReason: n === 0 ? '列入后补报年度报告并公示' : null,
    removalAuthority: n === 0 ? authorityOf('310000', '虚构市市场监督管理局') : null,
  }))
}

function seriousViolation(i: number): Sections['seriousViolationListings'][number] {
  return {
    sourceId: `YZ-${i}`,
    authority: BUREAU,
    reason: '虚构的严重违法情形',
    documentNumber: `虚市监严列〔2025〕${i}号`,
    listedOn: day('2025-03-10'),
    removedOn: day('2026-03-09'),
    removalReason: '信用修复',
    removalAuthority: authorityOf('310000', '虚构市市场监督管理局'),
  }
}

function dishonestDebtor(i: number): Sections['dishonestDebtorListings'][number] {
  return {
    sourceId: `SX-${i}`,
    authority: COURT,
    caseNumber: `（2025）虚01执${i}号`,
    basisNumber: `（2024）虚01民初${i}号`,
    basisUnit: '虚构市中级人民法院',
    filedOn: day('2025-01-15'),
    publishedOn: day('2025-02-01'),
    duty: '支付货款人民币一元',
    performance: '全部未履行',
    conduct: '有履行能力而拒不履行生效法律文书确定义务',
  }
}

function inspection(i: number): Sections['inspections'][number] {
  return {
    sourceId: `JC-${i}`,
    authority: BUREAU,
    kind: '双随机抽查',
    inspectedOn: day('2025-11-11'),
    result: '未发现问题',
  }
}

function change(i: number): Sections['changes'][number] {
  return {
    sourceId: `BG-${i}`,
    authority: BUREAU,
    item: '法定代表人变更',
    before: '示例甲',
    after: '示例𠮷·乙',
    changedOn: day('2022-02-22'),
  }
}

function branch(i: number): Sections['branches'][number] {
  return {
    uscc: makeUscc('91310115', `MA98${String(i).padStart(4, '0')}`),
    registrationNumber: '310115000000018',
    name: `虚构第${i}号分公司`,
    authority: BUREAU,
  }
}

const NO_PERMIT_FACTS = {
  number: null,
  name: null,
  content: null,
  validFrom: null,
  validTo: null,
  validOpenEnded: false,
} as const

const NO_PENALTY_FACTS = {
  documentNumber: null,
  violation: null,
  legalBasis: null,
  kinds: [],
  content: null,
  fine: null,
  confiscated: null,
  decidedOn: null,
  publishedOn: null,
  publicityUntil: null,
} as const

const NO_DEBTOR_FACTS = {
  caseNumber: null,
  basisNumber: null,
  basisUnit: null,
  filedOn: null,
  publishedOn: null,
  duty: null,
  performance: null,
  conduct: null,
} as const
