/**
 * Fictitious entities of which all four registries know something of their own: one row of every
 * section each, no two alike. So every row of an answer tells which registry it came from.
 */
import { authorityOf } from '../../schemas/model/authority.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { makeUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { fullSections } from './fictitious-decisions.ts'
import { plainRecord } from './fictitious-records.ts'

/** One district each. */
const BUREAU: Readonly<Record<Province, string>> = {
  SHANGHAI: '310115000',
  JIANGSU: '320106000',
  ZHEJIANG: '330106000',
  ANHUI: '340104000',
}

/** The province that registers entity `i`: each in turn. */
export function registrarOf(i: number): Province {
  return PROVINCES[i % PROVINCES.length]!
}

export function deltaUscc(i: number): Uscc {
  return makeUscc(`91${BUREAU[registrarOf(i)].slice(0, 6)}`, `MA98${String(i).padStart(4, '0')}`)
}

/** What the registry of `province` states about entity `i`. */
export function deltaRecord(i: number, province: Province): RegistryRecord {
  const { zh } = PROVINCE_FACTS[province]
  const plain = plainRecord(i, { name: `虚构长三角第${i}号有限公司` })
  const authority = authorityOf(BUREAU[province], `虚构${zh}市场监督管理局`)
  const registration = plain.registration && { ...plain.registration, authority }
  return {
    ...plain,
    uscc: deltaUscc(i),
    registration: registrarOf(i) === province ? registration : null,
    // Every tenth is a head office, the others belong to the one before.
    headOffice: i % 10 === 0 ? null : { uscc: deltaUscc(i - 1), name: '虚构隶属企业' },
    ...ownSections(i, province, authority),
  }
}

/** Entities 0 to `count` - 1 as `province` knows them. */
export function deltaRecords(count: number, province: Province): RegistryRecord[] {
  return Array.from({ length: count }, (_, i) => deltaRecord(i, province))
}

function ownSections(i: number, province: Province, authority: ReturnType<typeof authorityOf>) {
  const { zh } = PROVINCE_FACTS[province]
  const full = fullSections(i)
  const own = { sourceId: `${zh}-${i}`, authority }
  const notRemoved = { removedOn: null, removalReason: null, removalAuthority: null }
  const branchBody = `MA97${String(i % 2_500).padStart(4, String(PROVINCES.indexOf(province)))}`
  return {
    permits: [{ ...full.permits[0]!, ...own, number: `虚${zh}许可${i}号` }],
    penalties: [{ ...full.penalties[0]!, ...own, documentNumber: `虚${zh}罚〔2025〕${i}号` }],
    abnormalListings: [{ ...full.abnormalListings[1]!, ...own, ...notRemoved }],
    seriousViolationListings: [
      {
        ...full.seriousViolationListings[0]!,
        ...own,
        ...notRemoved,
        documentNumber: `虚${zh}严〔2025〕${i}号`,
      },
    ],
    dishonestDebtorListings: [
      { ...full.dishonestDebtorListings[0]!, ...own, caseNumber: `（2025）虚${zh}执${i}号` },
    ],
    inspections: [{ ...full.inspections[0]!, ...own }],
    changes: [{ ...full.changes[0]!, ...own }],
    branches: [
      {
        uscc: makeUscc(`91${BUREAU[province].slice(0, 6)}`, branchBody),
        registrationNumber: null,
        name: `虚构${zh}第${i}号分公司`,
        authority,
      },
    ],
  }
}
