/** What a request to Jiangsu's registry asks, for the gatehouse in front of it. See client.ts. */
import iconv from 'iconv-lite'
import {
  askedOrUnknown,
  filterOf,
  idOf,
  idsOrNone,
  neededOf,
  parametersOf,
  UNKNOWN,
} from '../shared/gatehouse-protocol.ts'
import type { Asked, GatehouseProtocol, Parameters } from '../shared/gatehouse-protocol.ts'
import { decodeGb18030, encodeForm } from './charset.ts'
import { HEADERS } from './client.ts'
import { statusCodeOf } from './codes.ts'
import { parseEnvelope, tripleOf } from './wire.ts'
import type { Triple } from './wire.ts'

const PATH = '/infoQueryServlet.json'
const SIGNED = ['specificQuery', 'USER_ID', 'TIME_STAMP', 'SIGN']
const PAGE = ['curPage', 'pageSize']
const FILTER = { name: 'CORP_NAME', principal: 'OPER_MAN_NAME', state: 'CORP_STATUS_CODE' }

interface Service {
  readonly names: readonly string[]
  readonly read: (form: Parameters) => Asked
}

const SERVICES: Readonly<Record<string, Service>> = {
  queryCorpBase: {
    names: ['REG_NO'],
    read: (form) => ({ kind: 'ENTITIES', codes: [neededOf(form, 'REG_NO')] }),
  },
  queryCorpRecords: {
    names: ['ID', 'ORG', 'SEQ_ID', ...PAGE],
    read: (form) => {
      const [ID, ORG, SEQ_ID] = ['ID', 'ORG', 'SEQ_ID'].map((name) => neededOf(form, name))
      return { kind: 'FOLLOW_UP', ids: [idOfTriple({ ID, ORG, SEQ_ID } as Triple)] }
    },
  },
  queryCorpList: {
    names: [...Object.values(FILTER), ...PAGE],
    read: (form) => filterOf(form, FILTER),
  },
}

export const jiangsuGatehouse: GatehouseProtocol = {
  headers: HEADERS,
  askedOf({ method, path, body }) {
    if (method !== 'POST' || path !== PATH) return UNKNOWN
    return askedOrUnknown(() => {
      const text = body.toString('latin1')
      const pairs = text.split('&').map(pairOf)
      const name = pairs.find(([each]) => each === 'specificQuery')?.[1] ?? ''
      const service = Object.hasOwn(SERVICES, name) ? SERVICES[name]! : undefined
      if (service === undefined) return UNKNOWN
      const form = parametersOf(pairs, [...SIGNED, ...service.names])
      // Sent in one spelling: bytes that are another text elsewhere do not come back the same.
      return encodeForm(form) === text ? service.read(form) : UNKNOWN
    })
  },
  idsIn: (body) =>
    idsOrNone(() =>
      parseEnvelope(decodeGb18030(body)).items.map((row) => idOfTriple(tripleOf(row))),
    ),
  sentState: statusCodeOf,
}

function idOfTriple({ ID, ORG, SEQ_ID }: Triple): string {
  return idOf(ID, ORG, SEQ_ID)
}

/** @throws {TypeError} not `name=value`. */
function pairOf(part: string): readonly [string, string] {
  const [name, value, more] = part.split('=')
  if (name === undefined || value === undefined || more !== undefined) throw new TypeError('form')
  const bytes = value
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return [name, iconv.decode(Buffer.from(bytes, 'latin1'), 'gb18030')]
}
