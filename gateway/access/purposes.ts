/**
 * What a question is for (使用目的): each with the legal bases that allow it and the roles that may
 * state it. As with the bases, a deployment replaces the table. Whoever can change it decides what may
 * be asked, and what stays hidden from those who were looked at.
 */
import type { LEGAL_BASES } from './legal-bases.ts'
import type { Role } from './roles.ts'

export interface Purpose {
  readonly zh: string
  readonly legalBases: readonly string[]
  readonly roles: readonly Role[]
  /** 案件或业务编号. */
  readonly caseNumber: 'REQUIRED' | 'NONE'
  /**
   * Not shown to the company that was looked at until released (查询告知): a company that sees an
   * investigation begin can hide what it is about.
   */
  readonly withheldFromSubject: boolean
}

export type PurposeTable = Readonly<Record<string, Purpose>>

interface Row extends Purpose {
  readonly legalBases: readonly (keyof typeof LEGAL_BASES)[]
}

/** Asked by an officer in a case, shown to the subject after a delay. */
const CASEWORK = {
  roles: ['OFFICER'],
  caseNumber: 'REQUIRED',
  withheldFromSubject: false,
} as const
const INVESTIGATION = { ...CASEWORK, withheldFromSubject: true } as const

export const PURPOSES = {
  REGISTRATION: {
    ...CASEWORK,
    zh: '市场准入与登记',
    legalBases: [
      'ENTITY_REGULATION_12',
      'ENTITY_REGULATION_19',
      'ENTITY_REGULATION_20',
      'ENTITY_REGULATION_27',
      'ENTITY_REGULATION_40',
      'COMPANY_LAW_178',
    ],
  },
  SUPERVISION: {
    ...CASEWORK,
    zh: '信用监管',
    legalBases: ['PUBLICITY_REGULATION_17', 'ORDER_44_2', 'ORDER_44_15'],
  },
  ENFORCEMENT: {
    ...INVESTIGATION,
    zh: '执法办案',
    legalBases: ['PENALTY_LAW_48', 'PENALTY_LAW_51', 'DATA_SECURITY_LAW_38'],
  },
  LEAD_CHECK: { ...INVESTIGATION, zh: '线索核查', legalBases: ['DATA_SECURITY_LAW_38'] },
  ASSISTANCE: { ...INVESTIGATION, zh: '协查', legalBases: ['PENALTY_LAW_26'] },
  CRIMINAL_TRANSFER: { ...INVESTIGATION, zh: '移送司法', legalBases: ['PENALTY_LAW_27'] },
  CREDIT_REPAIR: { ...CASEWORK, zh: '信用修复', legalBases: ['ORDER_107', 'NDRC_REPAIR_3'] },
  LICENCE_CHECK: {
    zh: '电子营业执照核验',
    legalBases: ['ENTITY_REGULATION_22'],
    roles: ['OFFICER', 'SYSTEM'],
    caseNumber: 'NONE',
    withheldFromSubject: false,
  },
  PUBLIC_CHECK: {
    zh: '公众核验',
    legalBases: ['E_LICENCE_11'],
    roles: ['PUBLIC'],
    caseNumber: 'NONE',
    withheldFromSubject: false,
  },
  LIST_SYNC: {
    zh: '名单同步',
    legalBases: ['PUBLICITY_REGULATION_6'],
    roles: ['SYSTEM'],
    caseNumber: 'NONE',
    withheldFromSubject: false,
  },
  AUDIT: {
    zh: '审计',
    legalBases: ['PERSONAL_INFORMATION_LAW_54', 'DATA_SECURITY_LAW_39'],
    roles: ['AUDITOR'],
    caseNumber: 'REQUIRED',
    // An audit looks at the log, never at a company.
    withheldFromSubject: true,
  },
  GRANT_REQUEST: {
    ...CASEWORK,
    zh: '申请数据共享',
    legalBases: ['ORDER_809'],
  },
  GRANT_REVIEW: {
    zh: '审核数据共享申请',
    legalBases: ['ORDER_809'],
    roles: ['PROVINCE_ADMINISTRATOR'],
    caseNumber: 'NONE',
    // Nothing is asked of any company.
    withheldFromSubject: false,
  },
} as const satisfies Readonly<Record<string, Row>>

/** For the way to a grant, and for nothing else. */
export const GRANT_PURPOSES = ['GRANT_REQUEST', 'GRANT_REVIEW'] as const

/** Null when the table has no such purpose. */
export function purposeOf(table: PurposeTable, id: string): Purpose | null {
  return Object.hasOwn(table, id) ? table[id]! : null
}
