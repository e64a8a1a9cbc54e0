/** A grant that allows, and one place to change it in. Agencies and persons are fictitious. */
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import { DEFAULT_RULES } from '../../../gateway/access/decide.ts'
import type { AccessGrounds, AccessQuestion, FieldAsked } from '../../../gateway/access/decide.ts'
import type { Grant, VerifiedGrant } from '../../../gateway/access/grant.ts'
import { AT } from '../../support/x509/certificate.ts'

const DAY_MS = 86_400_000

export const GRANT: Grant = {
  owner: 'SHANGHAI',
  id: 'grant-1',
  version: 1,
  revoked: false,
  agency: 'agency-1',
  operations: ['entity', 'entities'],
  fields: {
    BusinessEntity: ['name', 'penalties'],
    Penalty: ['violation'],
    Principal: ['name', 'role'],
  },
  grades: { GENERAL: 'CLEAR', PERSONAL: 'MASKED' },
  purpose: 'SUPERVISION',
  legalBases: ['ORDER_44_15'],
  approvers: ['reviewer-1'],
  issuedAt: new Date(AT.getTime() - DAY_MS),
  validFrom: new Date(AT.getTime() - DAY_MS),
  validUntil: new Date(AT.getTime() + DAY_MS),
}

/** What its signature would say is not the matter of the test. */
export function grantWith(change: Partial<Grant> = {}): VerifiedGrant {
  return { ...GRANT, ...change } as VerifiedGrant
}

export const OFFICER: AccessDetails = {
  agency: 'agency-1',
  officer: 'officer-7',
  roles: ['OFFICER'],
  purpose: 'SUPERVISION',
  legalBasis: 'ORDER_44_15',
  caseNumber: '〔2026〕虚构监字第1号',
}

export const FIELD: FieldAsked = {
  coordinate: 'Penalty.violation',
  grades: ['GENERAL'],
  owner: 'SHANGHAI',
  purposes: null,
}

export function questionWith(
  change: Partial<Omit<AccessQuestion, 'details'>> & { details?: Partial<AccessDetails> } = {},
): AccessQuestion {
  return {
    realm: 'DATA',
    operation: 'entity',
    fields: [FIELD],
    subject: 'ORGANISATION',
    at: AT,
    ...change,
    details: { ...OFFICER, ...change.details },
  }
}

export function groundsWith(
  grants: readonly VerifiedGrant[],
  known: AccessGrounds['known'] = new Map(),
): AccessGrounds {
  return { grants, known, rules: DEFAULT_RULES }
}
