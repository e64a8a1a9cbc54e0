/** What earlier answers taught, and what processes share. */
import type { Generated } from 'kysely'

export interface KnowledgeTables {
  /** Who moved where (迁移). Changed: a silent province is not suspected, or an entity is sought in vain. */
  relocation: {
    uscc: string
    /** Empty where the origin or destination is none of the four. */
    from_province: string
    to_province: string
    moved_on: string | null
    learnt_at: Generated<Date>
  }
  /** Removals from lists (移出). Added to: a listing is hidden while its authority is silent. */
  listing_removal: {
    uscc: string
    identity: string
    learnt_at: Generated<Date>
  }
  /** Values all gateway processes share. Read: cursors can be made up, which shows no more than a query does. */
  shared_value: {
    name: string
    value: string
  }
}
