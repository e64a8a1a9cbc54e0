/** What a request to Anhui's registry asks, for the gatehouse in front of it. See client.ts. */
import {
  askedOrUnknown,
  filterOf,
  flatJsonOf,
  idOf,
  idsOrNone,
  neededOf,
  parametersOf,
  UNKNOWN,
} from '../shared/gatehouse-protocol.ts'
import type { Asked, GatehouseProtocol } from '../shared/gatehouse-protocol.ts'
import { ENTITY_STATE_ZH } from '../../schemas/model/entity-state.ts'
import { HEADERS } from './client.ts'
import { cellOf, readEnvelope, readRow, SERVICES } from './wire.ts'
import type { EntityField } from './wire.ts'

const NAMES = ['appKey', 'content', 'messageId', 'status', 'timestamp', 'userName', 'sign']
const PAGE = ['pageno', 'pagesize']
const FILTER = { name: 'entname', principal: 'lerep', state: 'corpStatusString' }

const READERS: Readonly<Record<string, (content: string) => Asked>> = {
  [SERVICES.entity]: (content) => {
    return { kind: 'ENTITIES', codes: [neededOf(flatJsonOf(content, ['uniscid']), 'uniscid')] }
  },
  [SERVICES.records]: (content) => {
    const pripid = neededOf(flatJsonOf(content, ['pripid', ...PAGE]), 'pripid')
    return { kind: 'FOLLOW_UP', ids: [idOf(pripid)] }
  },
  [SERVICES.search]: (content) =>
    filterOf(flatJsonOf(content, [...Object.values(FILTER), ...PAGE]), FILTER),
}

export const anhuiGatehouse: GatehouseProtocol = {
  headers: HEADERS,
  askedOf({ method, path, body }) {
    const read = Object.hasOwn(READERS, path) ? READERS[path] : undefined
    if (method !== 'POST' || read === undefined) return UNKNOWN
    return askedOrUnknown(() => {
      const text = body.toString('latin1')
      const pairs = new URLSearchParams(text)
      // Signed and sent in one spelling: another is another's.
      if (pairs.toString() !== text) return UNKNOWN
      return read(neededOf(parametersOf(pairs, NAMES), 'content'))
    })
  },
  idsIn: (body) =>
    idsOrNone(() =>
      readEnvelope(body.toString('utf8')).DataList.map((row) =>
        // As it stands: the adapter sends it back untouched.
        idOf(sentIdOf(readRow<EntityField>(row).pripid)),
      ),
    ),
  sentState: (state) => ENTITY_STATE_ZH[state],
}

/** @throws {TypeError} no id. */
function sentIdOf(pripid: unknown): string {
  if (cellOf(pripid) === null) throw new TypeError('pripid')
  return String(pripid)
}
