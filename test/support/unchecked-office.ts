/** For gateways in tests that are not about access or log: everybody may read, nothing is logged. */
import type { Office } from '../../gateway/office.ts'

export const UNCHECKED_OFFICE: Office = {
  access: null,
  federationLog: null,
  grants: null,
  logDesk: null,
  authenticate: () => ({ kind: 'UNCHECKED', id: 'test' }),
  routes: new Map(),
  missing: () => Promise.resolve([]),
  close: () => Promise.resolve(),
}
