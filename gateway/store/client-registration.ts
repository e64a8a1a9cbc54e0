/** A registered client (登录客户端), and what its registration has to look like, whoever writes it. */
import { FederationError } from '../../schemas/model/errors.ts'
import { isProvince } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { ID, TEXT, THUMBPRINT } from '../access/claims.ts'
import type { RegisteredClient } from '../access/client-assertion.ts'
import { isRole } from '../access/roles.ts'
import type { Role } from '../access/roles.ts'

export interface SignInClient extends RegisteredClient {
  /** That registered it. */
  readonly province: Province
  /** In Chinese. */
  readonly name: string
  readonly roles: readonly Role[]
  readonly status: 'ACTIVE' | 'SUSPENDED'
  /** Tokens issued before are refused. */
  readonly tokensFrom: Date
}

export type NewClient = Omit<SignInClient, 'tokensFrom' | 'status'>

/** 机关代码. Narrower than the form of ids: it is compared, listed and written down by people. */
const AGENCY = /^[0-9A-Z][0-9A-Z_-]{2,63}$/
const MOST_NAME = 64

/** @throws {FederationError} `CLIENT_REGISTRATION_INVALID` with the field. */
export function checkRegistration(client: NewClient): void {
  const { certificates, roles } = client
  const isSet = (words: readonly string[]): boolean => new Set(words).size === words.length
  const sound: Readonly<Record<string, boolean>> = {
    id: ID.test(client.id),
    agency: AGENCY.test(client.agency),
    province: isProvince(client.province),
    name: TEXT.test(client.name) && client.name.length <= MOST_NAME,
    roles: roles.length > 0 && roles.every(isRole) && isSet(roles),
    certificates:
      [1, 2].includes(certificates.length) &&
      certificates.every((one) => THUMBPRINT.test(one)) &&
      isSet(certificates),
  }
  const field = Object.keys(sound).find((name) => sound[name] !== true)
  if (field !== undefined) throw new FederationError('CLIENT_REGISTRATION_INVALID', { field })
}
