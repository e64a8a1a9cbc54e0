/** Where requests for grants are filed and reviewed (共享申请窗口), as resolvers see it. */
import type { Province } from '../../schemas/model/province.ts'
import type { CatalogueEntry } from '../access/catalogue.ts'
import type { Grant } from '../access/grant.ts'
import type { ActKind, GrantRequest, RequestState } from '../access/grant-request.ts'
import type { Standing } from '../access/grants-in-force.ts'
import type { Principal } from '../principal.ts'

/** What an agency asks for, as it came: nothing of it has been checked. */
export interface RequestInput {
  /** Id of the catalogue entry (目录条目). */
  readonly entry: string
  readonly operations: readonly string[]
  readonly fields: readonly { readonly type: string; readonly names: readonly string[] }[]
  readonly purpose: string
  readonly legalBases: readonly string[]
  /** 使用场景. */
  readonly useScenario: string
}

export interface ActInput {
  readonly request: string
  readonly act: ActKind
  readonly text: string | null
  /** Number of acts that were read before; null: whatever there are. */
  readonly seen: number | null
}

export interface RequestPosition {
  readonly filedAtMs: number
  readonly id: string
}

export interface RequestList {
  readonly requests: readonly GrantRequest[]
  /** Of the last one, where there are more. */
  readonly next: RequestPosition | null
}

/** A grant in its newest version. `grant` null: what is kept does not hold; `standing` says what became of it. */
export interface ListedGrant {
  readonly owner: Province
  readonly id: string
  readonly version: number
  readonly agency: string
  readonly standing: Standing | 'GRANT_INVALID'
  readonly grant: Grant | null
  readonly receivedAt: Date
}

/** Every method refuses by code whom it is not for: officers for their agency, administrators for their province. */
export interface GrantDesk {
  /** @throws {FederationError} as `checkQuestion` of realm GRANTS says. */
  catalogue(who: Principal, province: Province | null): readonly CatalogueEntry[]
  /** Newest first. @throws {FederationError} `GRANTS_UNAVAILABLE`. */
  requests(
    who: Principal,
    page: {
      readonly state: RequestState | null
      readonly after: RequestPosition | null
      readonly first: number
    },
  ): Promise<RequestList>
  /** @throws {FederationError} `GRANTS_UNAVAILABLE`. */
  grants(who: Principal): Promise<readonly ListedGrant[]>
  /** @throws {FederationError} `CATALOGUE_…`, `GRANT_REQUEST_INVALID`, `GRANT_REQUESTS_TOO_MANY`, `GRANTS_UNAVAILABLE`. */
  file(who: Principal, input: RequestInput): Promise<GrantRequest>
  /** @throws {FederationError} `GRANT_REQUEST_…`, `GRANTS_UNAVAILABLE`. */
  act(who: Principal, input: ActInput): Promise<GrantRequest>
  /** A grant as its province signed it. @throws {FederationError} `TOKEN_…`, `GRANT_…`, `GRANTS_UNAVAILABLE`. */
  submit(who: Principal, token: string): Promise<ListedGrant>
}
