/** What companies may see of requests that were withheld from them (查询告知). */
export interface LookupTables {
  /**
   * Decisions of province administrators to release (解除查询保密). Added: a company is shown that it was
   * investigated; no leaf RELEASE_LOOKUPS in the log has its digest. Read: why cases were closed.
   */
  lookup_release: {
    id: string
    province: string
    /** The province's own id of the person. */
    actor: string
    reason: string
    /** Of what the leaf has the digest: release, reason and leaf hashes as JSON. */
    content: string
    at: Date
  }
  /** Intents that are released, by their place in the log. Added: as above. Taken away: withheld again. */
  lookup_released: {
    index: string | number
    release_id: string
  }
}
