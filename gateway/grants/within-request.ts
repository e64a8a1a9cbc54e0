/** Whether a grant is what was asked for and approved: nothing more, and approved by those who approved. */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Grant } from '../access/grant.ts'
import { approversOf } from '../access/grant-request.ts'
import type { GrantRequest } from '../access/grant-request.ts'

/** @throws {FederationError} `GRANT_REQUEST_NOT_APPROVED`, `GRANT_BEYOND_REQUEST` with the part. */
export function checkWithinRequest(grant: Grant, request: GrantRequest): void {
  const { id, state } = request
  if (state !== 'GRANTED') {
    throw new FederationError('GRANT_REQUEST_NOT_APPROVED', { request: id, state })
  }
  const part = PARTS.find(([, isWithin]) => !isWithin(grant, request))
  if (part !== undefined) {
    throw new FederationError('GRANT_BEYOND_REQUEST', { part: part[0], request: id })
  }
}

type Within = (grant: Grant, request: GrantRequest) => boolean

const PARTS: readonly (readonly [part: string, isWithin: Within])[] = [
  ['id', ({ id }, request) => id === request.id],
  ['owner', ({ owner }, { entry }) => owner === entry.owner],
  ['agency', ({ agency }, request) => agency === request.agency],
  ['purpose', ({ purpose }, request) => purpose === request.purpose],
  ['legalBases', ({ legalBases }, request) => isAmong(legalBases, request.legalBases)],
  ['operations', ({ operations }, request) => isAmong(operations, request.operations)],
  ['fields', ({ fields }, request) => areFieldsWithin(fields, request.fields)],
  ['grades', ({ grades }, { entry }) => isAmong(Object.keys(grades), entry.grades)],
  ['approvers', ({ approvers }, request) => isSame(approvers, approversOf(request))],
]

function areFieldsWithin(granted: Grant['fields'], asked: Grant['fields']): boolean {
  return Object.entries(granted).every(
    ([type, names]) => Object.hasOwn(asked, type) && isAmong(names, asked[type]!),
  )
}

function isAmong(some: readonly string[], all: readonly string[]): boolean {
  return some.every((each) => all.includes(each))
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return isAmong(some, others) && isAmong(others, some)
}
