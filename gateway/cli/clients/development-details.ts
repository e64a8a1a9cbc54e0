/** What the clients of `npm start` say they ask for, unless told otherwise. All fictitious. */
import type { DevelopmentRole } from './development-clients.ts'

/** Names as in RFC 9396 objects of type registry_query. */
export interface DetailsWords {
  readonly roles: readonly string[]
  readonly officer: string
  readonly purpose: string
  readonly legal_basis: string
  readonly case_number: string
}

export const DEVELOPMENT_DETAILS: Readonly<
  Record<DevelopmentRole, Omit<DetailsWords, 'roles' | 'case_number'> & Partial<DetailsWords>>
> = {
  officer: {
    officer: 'dev-officer-1',
    purpose: 'ENFORCEMENT',
    legal_basis: 'DATA_SECURITY_LAW_38',
    case_number: '虚构案〔2026〕1号',
  },
  auditor: {
    officer: 'dev-auditor-1',
    purpose: 'AUDIT',
    legal_basis: 'PERSONAL_INFORMATION_LAW_54',
    case_number: '虚构审〔2026〕1号',
  },
  administrator: {
    officer: 'dev-administrator-1',
    purpose: 'GRANT_REVIEW',
    legal_basis: 'ORDER_809',
  },
}

export function isDevelopmentRole(word: string): word is DevelopmentRole {
  return Object.hasOwn(DEVELOPMENT_DETAILS, word)
}
