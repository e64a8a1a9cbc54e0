/** Leaves as bytes: canonical JSON (RFC 8785) of exactly the fields of its type. */
import { FederationError } from '../../schemas/model/errors.ts'
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts'
import type { JsonObject, JsonValue } from './canonical-json.ts'
import {
  arrayOf,
  count,
  digest,
  instant,
  literal,
  matching,
  nullable,
  oneOf,
  province,
  provinces,
  record,
  refuseDisorder,
  refused,
  sortedSet,
} from './leaf-fields.ts'
import type { Fields, Read } from './leaf-fields.ts'
import * as types from './leaf-types.ts'
import type { Leaf, LeafType } from './leaf-types.ts'

/** Below what an entry bundle can hold. Most leaves have some 600 bytes; one of 100 subjects has many digests. */
export const MOST_LEAF_BYTES = 48 * 1024

/** A UUID or the like. */
const ID = matching(/^[0-9A-Za-z][0-9A-Za-z_-]{7,63}$/)
const WORD = matching(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/)
/** Of an organ or a system caller: credit code, division code, PUBLIC_CHECK. */
const AGENCY = matching(/^[0-9A-Z][0-9A-Z_-]{2,63}$/)
const GRANT = matching(/^[0-9A-Za-z][0-9A-Za-z_-]{0,63}\/[1-9]\d{0,8}$/)
const OWNED_GRANT = matching(/^[A-Z]{2,16}\/[0-9A-Za-z][0-9A-Za-z_.:-]{0,127}\/[1-9]\d{0,8}$/)
/** Codes of purposes and legal bases: data with their source, elsewhere. */
const CODE = matching(/^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/)
/** `entity.registration.state`; names of the schema, never aliases or arguments. */
const FIELD = matching(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/)
const VKEY = matching(/^[^\s+]{1,128}\+[0-9a-f]{8}\+[0-9A-Za-z+/]{1,4096}={0,2}$/)

const HEAD = { v: literal(types.LEAF_VERSION), id: ID, at: instant, _sd: sortedSet(digest) }

const ANSWER = record<types.ProvinceAnswer>({
  province,
  state: oneOf(types.ANSWER_STATES),
  rows: count,
  digest: nullable(digest),
  served: nullable(oneOf(types.SERVED)),
  live: sortedSet(digest),
})
const ANSWERS: Read<readonly types.ProvinceAnswer[]> = (value, field) => {
  const answers = arrayOf(ANSWER)(value, field)
  refuseDisorder(
    answers.map((answer) => answer.province),
    field,
  )
  return answers
}

const OPERATION: Fields<types.OperationLeaf> = {
  ...HEAD,
  type: literal('OPERATION'),
  operation: digest,
  fields: sortedSet(FIELD),
}
const INTENT: Fields<types.IntentLeaf> = {
  ...HEAD,
  type: literal('INTENT'),
  agency: AGENCY,
  grants: sortedSet(OWNED_GRANT, 1),
  provinces,
  purpose: CODE,
  bases: sortedSet(CODE, 1),
  asks: digest,
}
const OUTCOME: Fields<types.OutcomeLeaf> = {
  ...HEAD,
  type: literal('OUTCOME'),
  intent: digest,
  result: oneOf(types.RESULTS),
  fields: nullable(sortedSet(FIELD)),
  answers: ANSWERS,
}
const REFUSAL: Fields<types.RefusalLeaf> = {
  ...HEAD,
  type: literal('REFUSAL'),
  code: WORD,
  agency: nullable(AGENCY),
  purpose: nullable(CODE),
  operation: nullable(digest),
}
const GRANT_FIELDS: Fields<types.GrantLeaf> = {
  ...HEAD,
  type: literal('GRANT'),
  act: oneOf(types.GRANT_ACTS),
  grant: GRANT,
  province,
  agency: AGENCY,
  document: digest,
  validFrom: nullable(instant),
  validUntil: nullable(instant),
}
const ERASURE: Fields<types.ErasureLeaf> = {
  ...HEAD,
  type: literal('ERASURE'),
  target: digest,
  digests: sortedSet(digest, 1),
  province,
  bases: sortedSet(CODE, 1),
}
const KEY_ROTATION: Fields<types.KeyRotationLeaf> = {
  ...HEAD,
  type: literal('KEY_ROTATION'),
  use: oneOf(types.KEY_USES),
  oldKey: VKEY,
  newKey: VKEY,
  reason: oneOf(types.KEY_REASONS),
  from: instant,
}
const ADMINISTRATIVE: Fields<types.AdministrativeLeaf> = {
  ...HEAD,
  type: literal('ADMINISTRATIVE'),
  act: WORD,
  role: WORD,
  agency: nullable(AGENCY),
  province: nullable(province),
  count: nullable(count),
  document: nullable(digest),
}

const READERS: { readonly [T in LeafType]: Read<Extract<Leaf, { type: T }>> } = {
  OPERATION: record(OPERATION),
  INTENT: record(INTENT),
  OUTCOME: record(OUTCOME),
  REFUSAL: record(REFUSAL),
  GRANT: record(GRANT_FIELDS),
  ERASURE: record(ERASURE),
  KEY_ROTATION: record(KEY_ROTATION),
  ADMINISTRATIVE: record(ADMINISTRATIVE),
}

/**
 * The bytes to be hashed and kept. What could not be read back is not written.
 *
 * @throws {FederationError} `LOG_LEAF_MALFORMED`, `LOG_LEAF_TOO_LARGE`, `LOG_JSON_NOT_CANONICAL`.
 */
export function printLeaf(leaf: Leaf): Buffer {
  const bytes = Buffer.from(canonicalJson(leaf as unknown as JsonValue))
  refuseTooLarge(bytes)
  read(leaf as unknown as JsonValue)
  return bytes
}

/**
 * @throws {FederationError} `LOG_LEAF_VERSION_UNSUPPORTED` written by a newer version, which is no
 * fault of the leaf; else as {@link printLeaf}.
 */
export function parseLeaf(bytes: Uint8Array): Leaf {
  refuseTooLarge(bytes)
  return read(parseCanonicalJson(bytes))
}

function read(value: JsonValue): Leaf {
  const { v, type } = headOf(value)
  if (typeof v === 'number' && Number.isSafeInteger(v) && v > types.LEAF_VERSION) {
    throw new FederationError('LOG_LEAF_VERSION_UNSUPPORTED', { version: v })
  }
  const leaf = READERS[oneOf(Object.keys(READERS) as LeafType[])(type, 'type')](value, '')
  refuseContradiction(leaf)
  return leaf
}

function headOf(value: JsonValue): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject
  }
  throw refused('leaf', 'object')
}

/** Fields that fit their form and not each other. */
function refuseContradiction(leaf: Leaf): void {
  if (leaf.type === 'OUTCOME') {
    const isWrong = ({ served, live }: types.ProvinceAnswer) =>
      (served === 'SHARED' || served === 'CACHE') !== live.length > 0
    if (leaf.answers.some(isWrong)) throw refused('live', 'contradicts served')
  }
  if (leaf.type !== 'GRANT') return
  const { validFrom, validUntil } = leaf
  if (leaf.act === 'GRANTED' && (validFrom === null || validUntil === null)) {
    throw refused('validUntil', 'missing')
  }
  if (validFrom !== null && validUntil !== null && validFrom >= validUntil) {
    throw refused('validUntil', 'before validFrom')
  }
}

function refuseTooLarge({ length: bytes }: Uint8Array): void {
  if (bytes <= MOST_LEAF_BYTES) return
  throw new FederationError('LOG_LEAF_TOO_LARGE', { bytes, limit: MOST_LEAF_BYTES })
}
