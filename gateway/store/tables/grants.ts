/** Requests for grants (共享申请) and grants (授权). Documents are kept as they were signed or filed. */
export interface GrantsTables {
  /**
   * What was asked for, as the catalogue stood then. Changed: an approval seems to be for something
   * else; the grant's signature is for what the province signed all the same. `state` only groups the
   * list: decisions rest on the acts.
   */
  grant_request: {
    /** UUID; the grant that follows has the same. */
    id: string
    owner: string
    agency: string
    state: string
    /** Number of acts: who read fewer has not seen all. */
    acts: number
    /** JSON of the request's content. */
    content: string
    filed_at: Date
  }
  /**
   * Who did what, append only. Added to: a request seems approved, and the province's own program
   * would sign it; the log lacks the act, or shows it to an auditor.
   */
  grant_request_act: {
    request_id: string
    /** From 1. */
    number: number
    kind: string
    person: string
    agency: string
    administers: string | null
    at: Date
    text: string | null
    /** Whether its leaf is durable. Set by hand: an act that no auditor sees. */
    logged: boolean
  }
  /**
   * Signed grants by version, append only. Changed: the signature breaks and nobody gets anything.
   * Removed: the version table remembers it, and older versions stay dead.
   */
  grant_document: {
    owner: string
    id: string
    version: number
    agency: string
    revoked: boolean
    /** As it was signed. */
    token: string
    received_at: Date
    logged: boolean
  }
  /**
   * Highest version ever seen, only ever raised. Lowered together with a removed document: a revoked
   * or narrowed grant comes back; processes that run remember, and the log shows it. Raised: a grant is lost.
   */
  grant_version: {
    owner: string
    id: string
    version: number
  }
  /** One row; another value whenever grants changed, by trigger. Held fast: revocations are seen minutes late. */
  grant_revision: {
    revision: string
  }
}
