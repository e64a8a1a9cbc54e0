/** Who may sign in, and what has been used or seen. */
import type { ColumnType, Generated } from 'kysely'

type Instant = ColumnType<Date, Date | string, Date | string>

export interface SignInTables {
  /** Registered clients (登录客户端). Changed: whoever adds a thumbprint here signs in as that agency. */
  client: {
    id: string
    agency: string
    /** That registered it. */
    province: string
    name: string
    roles: string[]
    /** `x5t#S256`. */
    certificates: string[]
    status: 'ACTIVE' | 'SUSPENDED'
    /** Tokens of before are refused, whatever they say. Lowered: tokens of a lost certificate count again. */
    tokens_from: Instant
    registered_at: Generated<Date>
  }
  /** One row; a trigger counts every change of `client`. Held back: a removed client goes on until its tokens end. */
  client_revision: {
    one: Generated<boolean>
    revision: string
  }
  /** Ids that count once (防重放). Deleted: what was used can be used again until it expires. */
  used_id: {
    /** HMAC of kind and id. */
    key: Buffer
    until: Instant
  }
  /** Counts in windows. Changed: a quota is more or less than it says. Unlogged: a crash of the server forgets them. */
  window_count: {
    key: Buffer
    count: string
    until: Instant
  }
  /** Members counted once in a window. As above. */
  window_member: {
    key: Buffer
    member: Buffer
    until: Instant
  }
  /** Highest cRLNumber seen by list. Lowered: an old revocation list passes for the newest. */
  crl_number: {
    list: string
    number: string
  }
}
