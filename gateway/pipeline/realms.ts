/**
 * To which realm each root field of the graph belongs: whose rules decide on it. A root field that
 * stands in no row is answered to nobody; a test compares the rows with the schema.
 */
import type { Realm } from '../access/check-question.ts'

/** `SUBJECT`: an enterprise asks who looked at it. */
export type RootRealm = Realm | 'SUBJECT'

const REALMS: Readonly<Record<string, RootRealm>> = {
  entity: 'DATA',
  entities: 'DATA',
  searchEntities: 'DATA',
  registries: 'DATA',
  logEntries: 'LOG',
  logEntry: 'LOG',
  checkpoint: 'LOG',
  inclusionProof: 'LOG',
  consistencyProof: 'LOG',
  releaseLookups: 'GRANTS',
  lookups: 'SUBJECT',
  catalogue: 'GRANTS',
  grantRequests: 'GRANTS',
  grants: 'GRANTS',
  fileGrantRequest: 'GRANTS',
  reviewGrantRequest: 'GRANTS',
  submitGrant: 'GRANTS',
}

export function realmOf(root: string): RootRealm | null {
  return Object.hasOwn(REALMS, root) ? REALMS[root]! : null
}
