/** What a request to Zhejiang's gateway asks, for the gatehouse in front of it. See wire.ts. */
import { canonicalCode } from '../../schemas/model/typed-text.ts'
import {
  askedOrUnknown,
  codesOf,
  filterOf,
  idOf,
  idsOrNone,
  neededOf,
  parametersOf,
  UNKNOWN,
} from '../shared/gatehouse-protocol.ts'
import type { Asked, GatehouseProtocol } from '../shared/gatehouse-protocol.ts'
import { SEARCH_STATES } from './codes.ts'
import { canonicalQuery } from './signature.ts'
import { textOf } from './wire-cells.ts'
import { SERVICES } from './wire.ts'
import type { BaseRow } from './wire.ts'

const PAGE = ['pageNum', 'pageSize']
const FILTER = { name: 'compNm', principal: 'legalRepre', state: 'optState' }

type Pairs = readonly (readonly [string, string])[]

const READERS: Readonly<Record<string, (query: Pairs) => Asked>> = {
  [SERVICES.base]: (query) => codesOf(parametersOf(query, ['uniscId']), 'uniscId'),
  // Two entities with one code have two ids, and an entity may have none: code and id together tell.
  [SERVICES.list]: (query) => {
    const names = ['uniscId', 'mainIdentiId', 'listName', ...PAGE]
    const parameters = parametersOf(query, names)
    const id = idOf(neededOf(parameters, 'uniscId'), parameters['mainIdentiId'] ?? '')
    return { kind: 'FOLLOW_UP', ids: [id] }
  },
  [SERVICES.search]: (query) =>
    filterOf(parametersOf(query, [...Object.values(FILTER), ...PAGE]), FILTER),
}

export const zhejiangGatehouse: GatehouseProtocol = {
  headers: {
    'x-bg-hmac-signature': null,
    'x-bg-hmac-algorithm': 'hmac-sha256',
    'x-bg-hmac-access-key': null,
    'x-bg-date-time': null,
    accept: 'application/json',
  },
  askedOf({ method, path: target, body }) {
    const at = target.indexOf('?')
    const [path, text] = at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
    const read = Object.hasOwn(READERS, path) ? READERS[path] : undefined
    if (method !== 'GET' || body.length > 0 || read === undefined) return UNKNOWN
    return askedOrUnknown(() => {
      const query = [...new URLSearchParams(text)]
      // Signed and sent in one spelling: another is another's.
      return canonicalQuery(query) === text ? read(query) : UNKNOWN
    })
  },
  idsIn: (body) =>
    idsOrNone(() => {
      const { datas } = JSON.parse(body.toString('utf8')) as { datas: readonly BaseRow[] }
      return datas.map((row) => {
        const code = canonicalCode(textOf(row.UNI_SOCIAL_CRD_CD) ?? '')
        return idOf(code, textOf(row.MAIN_IDENTI_ID) ?? '')
      })
    }),
  sentState: (state) => SEARCH_STATES[state],
}
