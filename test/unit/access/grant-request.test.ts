import { describe, expect, it } from 'vitest'
import type { CatalogueEntry } from '../../../gateway/access/catalogue.ts'
import {
  TRANSITIONS,
  applyAct,
  approversOf,
  fileRequest,
} from '../../../gateway/access/grant-request.ts'
import type {
  ActKind,
  Actor,
  GrantRequest,
  RequestContent,
  RequestState,
} from '../../../gateway/access/grant-request.ts'
import { AT } from '../../support/x509/certificate.ts'

const ENTRY: CatalogueEntry = {
  id: 'entry-1',
  owner: 'SHANGHAI',
  title: '虚构行政处罚信息',
  attribute: 'CONDITIONAL',
  condition: '限监管用途',
  fields: { BusinessEntity: ['name', 'penalties'], Penalty: ['violation'] },
  grades: ['GENERAL'],
}
const CONTENT: RequestContent = {
  entry: ENTRY,
  operations: ['entity'],
  fields: { Penalty: ['violation'] },
  purpose: 'SUPERVISION',
  legalBases: ['ORDER_44_15'],
  useScenario: '虚构场景：重点监管对象的日常检查',
}
const person = (name: string, agency: string, administers: Actor['administers'] = null): Actor => ({
  person: name,
  agency,
  administers,
})
const APPLICANT = person('applicant', 'agency-1')
const OWNER = person('owner-1', 'registry-shanghai', 'SHANGHAI')
const SECOND = person('owner-2', 'registry-shanghai', 'SHANGHAI')

const filed = (change: Partial<RequestContent> = {}, by = APPLICANT): GrantRequest =>
  fileRequest('request-1', { ...CONTENT, ...change }, by, AT)
type Step = readonly [kind: ActKind, by: Actor, text?: string | null]
const after = (request: GrantRequest, ...steps: readonly Step[]): GrantRequest =>
  steps.reduce(
    (now, [kind, by, text = '虚构理由']) => applyAct(now, { kind, by, at: AT, text }),
    request,
  )
const BULK = { operations: ['screen'] }

describe('a request', () => {
  it('begins with whoever files it, his agency and the use scenario', () => {
    expect(filed()).toMatchObject({ state: 'FILED', agency: 'agency-1', id: 'request-1' })
    expect(filed().acts).toEqual([
      { kind: 'FILE', by: APPLICANT, at: AT, text: CONTENT.useScenario },
    ])
  })

  it.each<[title: string, steps: Step[], state: RequestState]>([
    [
      'reviewed and granted',
      [
        ['ACCEPT', OWNER],
        ['APPROVE', OWNER],
      ],
      'GRANTED',
    ],
    [
      'reviewed and refused with reasons',
      [
        ['ACCEPT', OWNER],
        ['REFUSE', OWNER],
      ],
      'REFUSED',
    ],
    [
      'returned, supplemented, and on its way again',
      [
        ['ACCEPT', OWNER],
        ['RETURN', OWNER],
        ['SUPPLEMENT', APPLICANT],
      ],
      'FILED',
    ],
    ['withdrawn at once', [['WITHDRAW', APPLICANT]], 'WITHDRAWN'],
    [
      'withdrawn by a colleague',
      [
        ['ACCEPT', OWNER],
        ['WITHDRAW', person('colleague', 'agency-1')],
      ],
      'WITHDRAWN',
    ],
  ])('can be %s', (_, steps, state) => {
    const request = after(filed(), ...steps)
    expect(request.state).toBe(state)
    expect(request.acts.map(({ kind }) => kind)).toEqual(['FILE', ...steps.map(([kind]) => kind)])
  })

  it.each(['UNCONDITIONAL', 'CONDITIONAL'] as const)(
    'on %s data waits for a person all the same',
    (attribute) => {
      expect(filed({ entry: { ...ENTRY, attribute } }).state).toBe('FILED')
    },
  )

  it('for bulk screening takes two persons', () => {
    const once = after(filed(BULK), ['ACCEPT', OWNER], ['APPROVE', OWNER])
    expect(once.state).toBe('APPROVED_ONCE')
    const twice = after(once, ['APPROVE', SECOND])
    expect(twice.state).toBe('GRANTED')
    expect(approversOf(twice)).toEqual(['owner-1', 'owner-2'])
  })

  it('for bulk screening can be refused by the second person', () => {
    const once = after(filed(BULK), ['ACCEPT', OWNER], ['APPROVE', OWNER])
    expect(after(once, ['REFUSE', SECOND]).state).toBe('REFUSED')
  })

  it('is left as it was by what is done to it', () => {
    const request = filed()
    after(request, ['ACCEPT', OWNER])
    expect(request.state).toBe('FILED')
    expect(request.acts).toHaveLength(1)
  })
})

describe('no request is filed', () => {
  it.each<[title: string, change: Partial<RequestContent>, code: string, field?: string]>([
    [
      'on data that is not shared',
      { entry: { ...ENTRY, attribute: 'NOT_SHARED' } },
      'CATALOGUE_NOT_SHARED',
    ],
    ['without use scenario', { useScenario: ' ' }, 'GRANT_REQUEST_INVALID', 'useScenario'],
    [
      'with a scenario of 4,001 characters',
      { useScenario: '虚'.repeat(4_001) },
      'GRANT_REQUEST_INVALID',
      'useScenario',
    ],
    ['for no field', { fields: {} }, 'GRANT_REQUEST_INVALID', 'fields'],
    ['for a type without fields', { fields: { Penalty: [] } }, 'GRANT_REQUEST_INVALID', 'fields'],
    [
      'for a field outside the entry',
      { fields: { Penalty: ['violation', 'fine'] } },
      'GRANT_REQUEST_INVALID',
      'fields',
    ],
    [
      'for a type outside the entry',
      { fields: { Permit: ['violation'] } },
      'GRANT_REQUEST_INVALID',
      'fields',
    ],
    [
      'for a type named like a method',
      { fields: { constructor: ['name'] } },
      'GRANT_REQUEST_INVALID',
      'fields',
    ],
    ['for no operation', { operations: [] }, 'GRANT_REQUEST_INVALID', 'operations'],
    [
      'for bulk screening beside other operations',
      { operations: ['screen', 'entity'] },
      'GRANT_REQUEST_INVALID',
      'operations',
    ],
    ['on no legal basis', { legalBases: [] }, 'GRANT_REQUEST_INVALID', 'legalBases'],
  ])('%s', (...row) => {
    const [, change, code, field] = row
    const details = field === undefined ? { entry: 'entry-1' } : { field }
    expect(() => filed(change)).toThrow(expect.objectContaining({ code, details }))
  })
})

/** One way to bring a request into each state. */
const REACHED: Record<RequestState, () => GrantRequest> = {
  FILED: () => filed(),
  UNDER_REVIEW: () => after(filed(), ['ACCEPT', OWNER]),
  RETURNED: () => after(filed(), ['ACCEPT', OWNER], ['RETURN', OWNER]),
  APPROVED_ONCE: () => after(filed(BULK), ['ACCEPT', OWNER], ['APPROVE', OWNER]),
  GRANTED: () => after(filed(), ['ACCEPT', OWNER], ['APPROVE', OWNER]),
  REFUSED: () => after(filed(), ['ACCEPT', OWNER], ['REFUSE', OWNER]),
  WITHDRAWN: () => after(filed(), ['WITHDRAW', APPLICANT]),
}
const KINDS = Object.keys(TRANSITIONS) as ActKind[]
const PAIRS = (Object.keys(REACHED) as RequestState[]).flatMap((state) =>
  KINDS.map((kind) => [state, kind] as const),
)
const entitled = (kind: ActKind) => (TRANSITIONS[kind].by === 'OWNER' ? SECOND : APPLICANT)

describe('the table of transitions', () => {
  it.each(PAIRS)('%s, %s: as it says', (state, kind) => {
    const act = () => after(REACHED[state](), [kind, entitled(kind)])
    if (TRANSITIONS[kind].from.includes(state)) expect(act).not.toThrow()
    else {
      expect(act).toThrow(
        expect.objectContaining({
          code: 'GRANT_REQUEST_ACT_IMPOSSIBLE',
          details: { state, act: kind },
        }),
      )
    }
  })

  it.each(['GRANTED', 'REFUSED', 'WITHDRAWN'] as const)('%s is the end', (state) => {
    expect(KINDS.filter((kind) => TRANSITIONS[kind].from.includes(state))).toEqual([])
  })
})

describe('an act is refused', () => {
  const review = REACHED.UNDER_REVIEW
  it.each<[title: string, code: string, act: () => unknown]>([
    [
      'by an administrator of another province',
      'GRANT_REQUEST_ACTOR_WRONG',
      () => after(review(), ['APPROVE', person('other', 'registry-anhui', 'ANHUI')]),
    ],
    [
      'by a member of the owner who is no administrator',
      'GRANT_REQUEST_ACTOR_WRONG',
      () => after(review(), ['APPROVE', person('clerk', 'registry-shanghai')]),
    ],
    [
      'by the applicant, who approves',
      'GRANT_REQUEST_ACTOR_WRONG',
      () => after(review(), ['APPROVE', APPLICANT]),
    ],
    [
      'by the owner, who withdraws',
      'GRANT_REQUEST_ACTOR_WRONG',
      () => after(review(), ['WITHDRAW', OWNER]),
    ],
    [
      'by another agency, which withdraws',
      'GRANT_REQUEST_ACTOR_WRONG',
      () => after(review(), ['WITHDRAW', person('other', 'agency-2')]),
    ],
    [
      'by an administrator who asked himself',
      'GRANT_REQUEST_SAME_PERSON',
      () => after(filed({}, OWNER), ['ACCEPT', OWNER]),
    ],
    [
      'by an administrator who supplemented it',
      'GRANT_REQUEST_SAME_PERSON',
      () =>
        after(
          filed({}, OWNER),
          ['ACCEPT', SECOND],
          ['RETURN', SECOND],
          ['SUPPLEMENT', person('owner-3', 'registry-shanghai', 'SHANGHAI')],
          ['ACCEPT', person('owner-3', 'registry-shanghai', 'SHANGHAI')],
        ),
    ],
    [
      'as second approval by the first person',
      'GRANT_REQUEST_SAME_PERSON',
      () => after(REACHED.APPROVED_ONCE(), ['APPROVE', OWNER]),
    ],
    [
      'as a refusal without reasons',
      'GRANT_REQUEST_INVALID',
      () => after(review(), ['REFUSE', OWNER, ' ']),
    ],
    [
      'as a return without reasons',
      'GRANT_REQUEST_INVALID',
      () => after(review(), ['RETURN', OWNER, null]),
    ],
    [
      'as a supplement that says nothing',
      'GRANT_REQUEST_INVALID',
      () => after(REACHED.RETURNED(), ['SUPPLEMENT', APPLICANT, '']),
    ],
  ])('%s', (_, code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }))
  })
})
