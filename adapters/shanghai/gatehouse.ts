/** What a request to Shanghai's registry asks, for the gatehouse in front of it. See client.ts. */
import {
  askedOrUnknown,
  codesOf,
  filterOf,
  flatJsonOf,
  idOf,
  idsOrNone,
  neededOf,
  parametersOf,
  UNKNOWN,
  utf8Of,
} from '../shared/gatehouse-protocol.ts'
import type { Asked, GatehouseProtocol, Parameters } from '../shared/gatehouse-protocol.ts'
import { sourceStatesOf } from './codes.ts'

const PAGE = ['limit', 'offset']
const FILTER = { name: 'entname', principal: 'lerep', state: 'regstate' }

const XML_SERVICE = '/interface/GJRMFY/30011'
const isType = (name: string): boolean => name.toLowerCase() === 'content-type'

const SERVICES: Readonly<Record<string, (text: string) => Asked>> = {
  '/interface/SCJGJ/30001': (text) => codesOf(flatJsonOf(text, ['uniscid', ...PAGE]), 'uniscid'),
  '/interface/SCJGJ/30002': (text) => {
    const pripid = neededOf(flatJsonOf(text, ['pripid', 'list', ...PAGE]), 'pripid')
    return { kind: 'FOLLOW_UP', ids: [idOf(pripid)] }
  },
  '/interface/SCJGJ/30003': (text) =>
    filterOf(flatJsonOf(text, [...Object.values(FILTER), ...PAGE]), FILTER),
  [XML_SERVICE]: (text) => codesOf(xmlOf(text, ['uniscid', ...PAGE]), 'uniscid'),
}

export const shanghaiGatehouse: GatehouseProtocol = {
  headers: { 'content-type': null, token: null },
  askedOf({ method, path, headers, body }) {
    const read = Object.hasOwn(SERVICES, path) ? SERVICES[path] : undefined
    if (method !== 'POST' || read === undefined) return UNKNOWN
    const form = path === XML_SERVICE ? 'application/xml' : 'application/json'
    if (Object.entries(headers).some(([name, value]) => isType(name) && value !== form)) {
      return UNKNOWN
    }
    return askedOrUnknown(() => read(utf8Of(body)))
  },
  idsIn: (body) =>
    idsOrNone(() => {
      const { data } = JSON.parse(body.toString('utf8')) as { data: { pripid?: unknown }[] }
      return data.map(({ pripid }) => idOf(String(pripid).trim()))
    }),
  sentState: (state) => sourceStatesOf(state).join(','),
}

/** `<map><name>text</name>…</map>` and nothing else. @throws {TypeError}. */
function xmlOf(text: string, names: readonly string[]): Parameters {
  const inner = /^<map>((?:<(\w+)>[^<>&]*<\/\2>)*)<\/map>$/.exec(text)?.[1]
  if (inner === undefined) throw new TypeError('XML')
  const pairs = [...inner.matchAll(/<(\w+)>([^<]*)</g)]
  return parametersOf(
    pairs.map(([, name, value]) => [name!, value!] as const),
    names,
  )
}
