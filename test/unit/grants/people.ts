/** Fictitious people at the desk, as their tokens say. */
import type { AccessDetails } from '../../../gateway/access/access-token.ts'
import type { AgencyPrincipal } from '../../../gateway/principal.ts'
import { AGENCY } from './signed-grants.ts'

export const OFFICER: AccessDetails = {
  agency: AGENCY,
  officer: 'officer-7',
  roles: ['OFFICER'],
  purpose: 'GRANT_REQUEST',
  legalBasis: 'ORDER_809',
  caseNumber: '〔2026〕虚构数申第1号',
}

export const ADMINISTRATOR: AccessDetails = {
  agency: 'XC-TEST-ADMIN',
  officer: 'reviewer-1',
  roles: ['PROVINCE_ADMINISTRATOR'],
  purpose: 'GRANT_REVIEW',
  legalBasis: 'ORDER_809',
  caseNumber: null,
}

/** `id` of an administrator's client: the province's name in small letters. */
export function principal(details: AccessDetails, id: string): AgencyPrincipal {
  return { kind: 'AGENCY', id, tokenId: 'token-of-this-test-0000', details }
}
