/**
 * The way to a grant (共享申请): request with use scenario → review by the owning authority → grant, or
 * refusal with reasons. Source: 政务数据共享条例 (State Council Order 809). Every step is somebody's act
 * with a name and an instant; no code decides, and nobody's silence does.
 */
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { holdsFields } from './catalogue.ts'
import type { CatalogueEntry } from './catalogue.ts'
import { BULK_OPERATIONS } from './grant.ts'

export type RequestState =
  /** 已提交. */
  | 'FILED'
  /** 审核中. */
  | 'UNDER_REVIEW'
  /** 退回补正. */
  | 'RETURNED'
  /** 一人已批准 (bulk screening). */
  | 'APPROVED_ONCE'
  /** 已批准: a grant can be signed. */
  | 'GRANTED'
  /** 不予批准. */
  | 'REFUSED'
  /** 已撤回. */
  | 'WITHDRAWN'

/** Who acts: a person of an agency; `administers` where he is administrator of a province. */
export interface Actor {
  readonly person: string
  readonly agency: string
  readonly administers: Province | null
}

export interface RequestContent {
  readonly entry: CatalogueEntry
  readonly operations: readonly string[]
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly purpose: string
  readonly legalBases: readonly string[]
  /** 使用场景. */
  readonly useScenario: string
}

export interface RequestAct {
  readonly kind: 'FILE' | ActKind
  readonly by: Actor
  readonly at: Date
  /** Reasons of a return or refusal, what was supplemented; Chinese, as typed. */
  readonly text: string | null
}

export interface GrantRequest extends RequestContent {
  readonly id: string
  readonly state: RequestState
  /** Of the agency that asks. */
  readonly agency: string
  /** All that was done, in order; the first is FILE. */
  readonly acts: readonly RequestAct[]
}

/** 受理 · 退回 · 补正 · 批准 · 不予批准 · 撤回. */
export type ActKind = 'ACCEPT' | 'RETURN' | 'SUPPLEMENT' | 'APPROVE' | 'REFUSE' | 'WITHDRAW'

interface Transition {
  readonly from: readonly RequestState[]
  readonly by: 'OWNER' | 'AGENCY'
  /** Has to say why. */
  readonly text: boolean
}

const OPEN = ['FILED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED_ONCE'] as const
const IN_HAND = ['UNDER_REVIEW', 'APPROVED_ONCE'] as const

export const TRANSITIONS: Readonly<Record<ActKind, Transition>> = {
  ACCEPT: { from: ['FILED'], by: 'OWNER', text: false },
  RETURN: { from: ['UNDER_REVIEW'], by: 'OWNER', text: true },
  SUPPLEMENT: { from: ['RETURNED'], by: 'AGENCY', text: true },
  APPROVE: { from: IN_HAND, by: 'OWNER', text: false },
  REFUSE: { from: IN_HAND, by: 'OWNER', text: true },
  WITHDRAW: { from: OPEN, by: 'AGENCY', text: false },
}

/** @throws {FederationError} `CATALOGUE_NOT_SHARED`, `GRANT_REQUEST_INVALID` with the field. */
export function fileRequest(
  id: string,
  content: RequestContent,
  by: Actor,
  at: Date,
): GrantRequest {
  const { entry, fields, operations, useScenario } = content
  if (entry.attribute === 'NOT_SHARED') {
    throw new FederationError('CATALOGUE_NOT_SHARED', { entry: entry.id })
  }
  if (!isText(useScenario)) throw invalid('useScenario')
  if (!holdsFields(entry, fields)) throw invalid('fields')
  if (!isOneKind(operations)) throw invalid('operations')
  if (content.legalBases.length === 0) throw invalid('legalBases')
  const filed: RequestAct = { kind: 'FILE', by, at, text: useScenario }
  return { id, ...content, agency: by.agency, state: 'FILED', acts: [filed] }
}

/** The request after the act. @throws {FederationError} `GRANT_REQUEST_…` with state and act. */
export function applyAct(request: GrantRequest, act: RequestAct & { kind: ActKind }): GrantRequest {
  const { from, by, text } = TRANSITIONS[act.kind]
  const facts = { state: request.state, act: act.kind }
  if (!from.includes(request.state)) {
    throw new FederationError('GRANT_REQUEST_ACT_IMPOSSIBLE', facts)
  }
  if (!isEntitled(request, act.by, by)) {
    throw new FederationError('GRANT_REQUEST_ACTOR_WRONG', facts)
  }
  if (by === 'OWNER') checkOtherPerson(request, act)
  if (text && !isText(act.text)) throw invalid('text')
  return { ...request, state: stateAfter(request, act.kind), acts: [...request.acts, act] }
}

/** Ids for the grant's `approvers`, none twice. */
export function approversOf({ acts }: GrantRequest): readonly string[] {
  return [...new Set(acts.filter(({ kind }) => kind === 'APPROVE').map(({ by }) => by.person))]
}

function isEntitled(request: GrantRequest, actor: Actor, by: 'OWNER' | 'AGENCY'): boolean {
  return by === 'OWNER'
    ? actor.administers === request.entry.owner
    : actor.agency === request.agency
}

/** Whoever filed or supplemented does not decide; the second approval is another person's. */
function checkOtherPerson({ acts, state }: GrantRequest, { by, kind }: RequestAct): void {
  const did = acts.filter((act) => act.by.person === by.person).map((act) => act.kind)
  const asked = did.includes('FILE') || did.includes('SUPPLEMENT')
  const approved = state === 'APPROVED_ONCE' && kind === 'APPROVE' && did.includes('APPROVE')
  if (asked || approved) throw new FederationError('GRANT_REQUEST_SAME_PERSON')
}

function stateAfter({ state, operations }: GrantRequest, kind: ActKind): RequestState {
  switch (kind) {
    case 'ACCEPT':
      return 'UNDER_REVIEW'
    case 'RETURN':
      return 'RETURNED'
    case 'SUPPLEMENT':
      return 'FILED'
    case 'APPROVE':
      return state === 'UNDER_REVIEW' && operations.some(isBulk) ? 'APPROVED_ONCE' : 'GRANTED'
    case 'REFUSE':
      return 'REFUSED'
    case 'WITHDRAW':
      return 'WITHDRAWN'
  }
}

const isBulk = (operation: string) => BULK_OPERATIONS.has(operation)

/** Bulk screening is asked for by itself, as it is granted. */
function isOneKind(operations: readonly string[]): boolean {
  const bulk = operations.filter(isBulk).length
  return operations.length > 0 && (bulk === 0 || bulk === operations.length)
}

function isText(text: string | null): boolean {
  return text !== null && text.trim().length > 0 && text.length <= 4_000
}

function invalid(field: string): FederationError {
  return new FederationError('GRANT_REQUEST_INVALID', { field })
}
