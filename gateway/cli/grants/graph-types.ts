/** What the gateway answers on the way to a grant, and the documents that ask for it. */
import type { SharingAttribute } from '../../access/catalogue.ts'
import type { Grant } from '../../access/grant.ts'
import type { ActKind, RequestState } from '../../access/grant-request.ts'
import type { Grade } from '../../access/grades.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { ListedGrant } from '../../grants/desk.ts'

export interface FieldSet {
  readonly type: string
  readonly names: readonly string[]
}

export interface EntryAnswer {
  readonly id: string
  readonly province: Province
  readonly title: string
  readonly attribute: SharingAttribute
  readonly condition: string | null
  readonly fields: readonly FieldSet[]
  readonly grades: readonly Grade[]
}

export interface ActAnswer {
  readonly kind: 'FILE' | ActKind
  readonly person: string
  readonly agency: string
  readonly administers: Province | null
  readonly at: string
  readonly text: string | null
}

export interface RequestAnswer {
  readonly id: string
  readonly state: RequestState
  readonly entry: EntryAnswer
  readonly agency: string
  readonly operations: readonly string[]
  readonly fields: readonly FieldSet[]
  readonly purpose: string
  readonly legalBases: readonly string[]
  readonly useScenario: string
  readonly acts: readonly ActAnswer[]
}

export interface PageAnswer {
  readonly nodes: readonly RequestAnswer[]
  readonly pageInfo: { readonly endCursor: string | null }
}

export interface GrantAnswer {
  readonly id: string
  readonly version: number
  readonly province: Province
  readonly agency: string
  readonly standing: ListedGrant['standing']
  readonly operations: readonly string[] | null
  readonly fields: readonly FieldSet[] | null
  readonly grades: readonly { readonly grade: Grade; readonly clarity: 'CLEAR' | 'MASKED' }[] | null
  readonly purpose: string | null
  readonly legalBases: readonly string[] | null
  readonly approvers: readonly string[] | null
  readonly validFrom: string | null
  readonly validUntil: string | null
}

const ENTRY = `id province title attribute condition fields { type names } grades`
const REQUEST = `id state agency operations purpose legalBases useScenario entry { ${ENTRY} }
  fields { type names } acts { kind person agency administers at text }`
const GRANT = `id version province agency standing operations purpose legalBases approvers
  validFrom validUntil fields { type names } grades { grade clarity }`

export const CATALOGUE_QUERY = `query ($province: Province) { catalogue(province: $province) { ${ENTRY} } }`
export const REQUESTS_QUERY = `query ($first: Int, $after: String, $state: GrantRequestState) {
  grantRequests(first: $first, after: $after, state: $state) { nodes { ${REQUEST} } pageInfo { endCursor } }
}`
export const GRANTS_QUERY = `{ grants { ${GRANT} } }`
export const FILE_MUTATION = `mutation ($input: GrantRequestInput!) { fileGrantRequest(input: $input) { ${REQUEST} } }`
export const REVIEW_MUTATION = `mutation ($id: ID!, $act: GrantRequestActKind!, $text: String, $seen: Int) {
  reviewGrantRequest(id: $id, act: $act, text: $text, seen: $seen) { ${REQUEST} }
}`
export const SUBMIT_MUTATION = `mutation ($token: String!) { submitGrant(token: $token) { ${GRANT} } }`

export function recordOf(fields: readonly FieldSet[]): Grant['fields'] {
  return Object.fromEntries(fields.map(({ type, names }) => [type, names]))
}
