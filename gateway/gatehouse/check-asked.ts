/** Whether a request asks the registry what its promises were given for, and nothing else. */
import type { SearchFilter } from '../../adapters/shared/contract.ts'
import { isFilterAsked } from '../../adapters/shared/gatehouse-filter.ts'
import type { Asked, GatehouseProtocol } from '../../adapters/shared/gatehouse-protocol.ts'
import { ENTITY_STATE_ZH } from '../../schemas/model/entity-state.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import { canonicalCode } from '../../schemas/model/typed-text.ts'
import type { JsonValue } from '../federation-log/canonical-json.ts'

/**
 * `heard`: ids in earlier answers of the same exchange.
 *
 * @throws {FederationError} `GATEHOUSE_REQUEST_UNKNOWN`, `GATEHOUSE_SUBJECT_FOREIGN`,
 * `GATEHOUSE_PROMISE_MISSING` a code without one, `GATEHOUSE_FOLLOW_UP_FOREIGN`.
 */
export function checkAsked(
  asked: Asked,
  subjects: readonly JsonValue[],
  heard: ReadonlySet<string>,
  protocol: Pick<GatehouseProtocol, 'sentState'>,
): void {
  if (asked.kind === 'ENTITIES') return checkCodes(asked.codes, subjects)
  if (asked.kind === 'SEARCH') {
    const isAsked = (subject: JsonValue): boolean => {
      const filter = filterIn(subject)
      return filter !== null && isFilterAsked(filter, asked.filter, protocol)
    }
    if (!subjects.every(isAsked)) throw new FederationError('GATEHOUSE_SUBJECT_FOREIGN')
    return
  }
  if (asked.kind === 'UNKNOWN') throw new FederationError('GATEHOUSE_REQUEST_UNKNOWN')
  if (asked.ids.every((id) => heard.has(id))) return
  throw new FederationError('GATEHOUSE_FOLLOW_UP_FOREIGN')
}

/** Codes in their one spelling: auditors look for a subject by it. */
function checkCodes(codes: readonly string[], subjects: readonly JsonValue[]): void {
  if (codes.some((code) => canonicalCode(code) !== code)) {
    throw new FederationError('GATEHOUSE_REQUEST_UNKNOWN')
  }
  if (subjects.some((subject) => typeof subject !== 'string' || !codes.includes(subject))) {
    throw new FederationError('GATEHOUSE_SUBJECT_FOREIGN')
  }
  const promised = new Set(subjects)
  if (codes.every((code) => promised.has(code))) return
  throw new FederationError('GATEHOUSE_PROMISE_MISSING')
}

/** `{"search":{…}}` as the log writes it. */
function filterIn(subject: JsonValue): SearchFilter | null {
  if (typeof subject !== 'object' || subject === null || !('search' in subject)) return null
  const { search } = subject
  if (typeof search !== 'object' || search === null || Array.isArray(search)) return null
  const isField = ([name, value]: [string, unknown]): boolean =>
    typeof value === 'string' &&
    (name === 'name' ||
      name === 'principal' ||
      (name === 'state' && Object.hasOwn(ENTITY_STATE_ZH, value)))
  return Object.entries(search).every(isField) ? (search as SearchFilter) : null
}
