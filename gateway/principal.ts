/** Who asks (请求方), as established by whoever received the request: sign-in.ts for HTTP. */
import type { Uscc } from '../schemas/model/uscc.ts'
import type { AccessDetails } from './access/access-token.ts'

/** 机关或系统任务, by a verified access token. */
export interface AgencyPrincipal {
  readonly kind: 'AGENCY'
  /** Client id. */
  readonly id: string
  readonly tokenId: string
  readonly details: AccessDetails
}

/** 被查询的企业: asks who looked at it, and nothing else. Made in code until sign-in by licence exists. */
export interface EnterprisePrincipal {
  readonly kind: 'ENTERPRISE'
  readonly id: string
  readonly uscc: Uscc
}

/** For a pipeline that is put together without access in tests and benches; no setting makes one. */
export interface UncheckedPrincipal {
  readonly kind: 'UNCHECKED'
  readonly id: string
}

export type Principal = AgencyPrincipal | EnterprisePrincipal | UncheckedPrincipal
