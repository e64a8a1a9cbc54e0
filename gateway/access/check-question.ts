/** What can be said of a question before any grant is looked at: who asks, for what, on what basis. */
import { legalBasisOf } from './legal-bases.ts'
import type { LegalBasisTable } from './legal-bases.ts'
import { GRANT_PURPOSES, purposeOf } from './purposes.ts'
import type { PurposeTable } from './purposes.ts'
import { refusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { ROLES, isRole } from './roles.ts'
import type { AccessDetails } from './access-token.ts'

/** 登记数据, 存证日志, or 共享申请与授权: the way to a grant needs none. */
export type Realm = 'DATA' | 'LOG' | 'GRANTS'

export interface Rules {
  readonly purposes: PurposeTable
  readonly legalBases: LegalBasisTable
}

/** Null when nothing speaks against it. */
export function checkQuestion(details: AccessDetails, realm: Realm, rules: Rules): Refusal | null {
  const roles = realm === 'GRANTS' ? checkGrantRoles(details) : checkRoles(details, realm)
  return roles ?? checkPurpose(details, rules) ?? checkRealm(details, realm)
}

const GRANT_ROLES: readonly string[] = ['OFFICER', 'PROVINCE_ADMINISTRATOR']

/** Officers file for their agency, administrators review for their province: persons, with a name. */
function checkGrantRoles({ roles, officer }: AccessDetails): Refusal | null {
  const fit = roles.length > 0 && roles.every((role) => GRANT_ROLES.includes(role))
  if (!fit) return refusal('GRANTS_ROLE_WRONG')
  return officer ? null : refusal('OFFICER_MISSING')
}

/** What asks for or reviews grants reads no data with it, and the other way round. */
function checkRealm({ purpose }: AccessDetails, realm: Realm): Refusal | null {
  const isOfGrants = (GRANT_PURPOSES as readonly string[]).includes(purpose)
  return isOfGrants === (realm === 'GRANTS') ? null : refusal('PURPOSE_NOT_FOR_ROLE', { purpose })
}

const ACTS_ALONE = ['SYSTEM', 'PUBLIC']

/** The narrowest role counts: whoever runs the system reads no data by taking another role besides. */
function checkRoles({ roles, officer }: AccessDetails, realm: Realm): Refusal | null {
  if (roles.length === 0 || !roles.every(isRole)) return refusal('ROLE_MISSING')
  for (const role of ['OPERATOR', 'PROVINCE_ADMINISTRATOR'] as const) {
    if (roles.includes(role)) return refusal('ROLE_READS_NO_DATA', { role: ROLES[role] })
  }
  const isAuditor = roles.includes('AUDITOR')
  if (realm === 'DATA' && isAuditor) return refusal('ROLE_READS_LOG_ONLY')
  if (realm === 'LOG' && !isAuditor) return refusal('ROLE_NOT_AUDITOR')
  const needsOfficer = !roles.every((role) => ACTS_ALONE.includes(role))
  return needsOfficer && !officer ? refusal('OFFICER_MISSING') : null
}

function checkPurpose(details: AccessDetails, { purposes, legalBases }: Rules): Refusal | null {
  const { purpose, legalBasis, caseNumber, roles } = details
  const known = purposeOf(purposes, purpose)
  if (known === null) return refusal('PURPOSE_UNKNOWN', { purpose })
  if (legalBasisOf(legalBases, legalBasis) === null) {
    return refusal('LEGAL_BASIS_UNKNOWN', { legalBasis })
  }
  if (!known.legalBases.includes(legalBasis)) {
    return refusal('LEGAL_BASIS_NOT_FOR_PURPOSE', { legalBasis, purpose })
  }
  if (!roles.every((role) => known.roles.includes(role))) {
    return refusal('PURPOSE_NOT_FOR_ROLE', { purpose })
  }
  if (known.caseNumber === 'NONE' || caseNumber?.trim()) return null
  return refusal('CASE_NUMBER_MISSING', { purpose })
}
