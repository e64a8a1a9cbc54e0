/** Against a real PostgreSQL: who may do what, in which order, and what two processes make of it at once. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GrantRequest } from '../../../gateway/access/grant-request.ts'
import type { ActInput, RequestInput } from '../../../gateway/grants/desk.ts'
import { factsOfAct } from '../../../gateway/grants/grant-acts.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { LEAF_VERSION } from '../../../gateway/federation-log/leaf-types.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import type { Principal } from '../../../gateway/principal.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { INPUT, administrator, officer, openDesk, stranger } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'
import { ADMINISTRATOR, OFFICER, principal } from './people.ts'

let open: OpenDesk
beforeAll(async () => void (open = await openDesk()))
beforeEach(() => {
  open.logging = true
  open.leaves.length = 0
})
afterAll(() => open[Symbol.asyncDispose]())

const act = (
  { id }: GrantRequest,
  kind: ActInput['act'],
  rest: Partial<ActInput> = {},
): ActInput => ({ request: id, act: kind, text: null, seen: null, ...rest })
/** As another process finds it. */
async function reread(id: string): Promise<GrantRequest> {
  const { requests } = await open.another().requests(officer, { ...FIRST, first: 1_000 })
  return requests.find((one) => one.id === id)!
}
const file = (change: Partial<RequestInput> = {}) =>
  open.desk.file(officer, { ...INPUT, ...change })

describe('a request', () => {
  it('goes from filing to approval by the acts of two parties', async () => {
    const filed = await file()
    const { desk } = open
    await desk.act(administrator(), act(filed, 'ACCEPT'))
    await desk.act(administrator(), act(filed, 'RETURN', { text: '请补充依据' }))
    await desk.act(officer, act(filed, 'SUPPLEMENT', { text: '已补充' }))
    await desk.act(administrator(), act(filed, 'ACCEPT'))
    const approved = await desk.act(administrator('reviewer-2'), act(filed, 'APPROVE'))
    expect(approved.state).toBe('GRANTED')
    expect(approved.acts.map(({ kind }) => kind)).toEqual([
      ...['FILE', 'ACCEPT', 'RETURN', 'SUPPLEMENT', 'ACCEPT', 'APPROVE'],
    ])
    expect(await reread(filed.id)).toEqual(approved)
    const { requests } = await desk.requests(officer, { ...FIRST, state: 'GRANTED' })
    expect(requests.map(({ id }) => id)).toContain(filed.id)
    const { requests: refused } = await desk.requests(officer, { ...FIRST, state: 'REFUSED' })
    expect(refused.map(({ id }) => id)).not.toContain(filed.id)
  })

  it('stands for ever at the last act of a person: nothing approves by itself', async () => {
    const accepted = await open.filed('ACCEPT')
    await open.another().finish(0)
    expect((await reread(accepted.id)).state).toBe('UNDER_REVIEW')
  })

  it('to screen many at once needs two persons', async () => {
    const filed = await file({ operations: ['screen'] })
    await open.desk.act(administrator(), act(filed, 'ACCEPT'))
    const once = await open.desk.act(administrator(), act(filed, 'APPROVE'))
    expect(once.state).toBe('APPROVED_ONCE')
    const again = open.desk.act(administrator(), act(filed, 'APPROVE'))
    await expect(again).rejects.toMatchObject({ code: 'GRANT_REQUEST_SAME_PERSON' })
    const twice = await open.desk.act(administrator('reviewer-2'), act(filed, 'APPROVE'))
    expect(twice.state).toBe('GRANTED')
  })

  it.each<[string, Partial<RequestInput>, string]>([
    ['an entry nobody has', { entry: 'x' }, 'CATALOGUE_ENTRY_UNKNOWN'],
    ['what is not shared', { entry: 'shanghai-archive-scans' }, 'CATALOGUE_NOT_SHARED'],
    ['no scenario', { useScenario: ' ' }, 'GRANT_REQUEST_INVALID'],
    ['a scenario without end', { useScenario: '长'.repeat(4_001) }, 'GRANT_REQUEST_INVALID'],
    ['a text that no database takes', { useScenario: '虚构\u0000' }, 'GRANT_REQUEST_INVALID'],
    ['a text that colours terminals', { useScenario: '虚构\u001b[31m' }, 'GRANT_REQUEST_INVALID'],
    ['a text that turns lines over', { useScenario: '虚构\u202eabc' }, 'GRANT_REQUEST_INVALID'],
    ['half a character', { useScenario: '虚构\ud800' }, 'GRANT_REQUEST_INVALID'],
    ['an operation that is none', { operations: ["entity'; --"] }, 'GRANT_REQUEST_INVALID'],
    ['no operation', { operations: [] }, 'GRANT_REQUEST_INVALID'],
    ['one operation twice', { operations: ['entity', 'entity'] }, 'GRANT_REQUEST_INVALID'],
    ['screening beside others', { operations: ['entity', 'screen'] }, 'GRANT_REQUEST_INVALID'],
    ['no fields', { fields: [] }, 'GRANT_REQUEST_INVALID'],
    [
      'a field outside the entry',
      { fields: [{ type: 'Principal', names: ['name'] }] },
      'GRANT_REQUEST_INVALID',
    ],
    [
      'a name that every object has',
      { fields: [{ type: '__proto__', names: ['name'] }] },
      'GRANT_REQUEST_INVALID',
    ],
    ['an unknown purpose', { purpose: 'CURIOSITY' }, 'GRANT_REQUEST_INVALID'],
    [
      'the purpose of asking for grants',
      { purpose: 'GRANT_REQUEST', legalBases: ['ORDER_809'] },
      'GRANT_REQUEST_INVALID',
    ],
    ['a basis of another purpose', { legalBases: ['PENALTY_LAW_48'] }, 'GRANT_REQUEST_INVALID'],
    ['no basis', { legalBases: [] }, 'GRANT_REQUEST_INVALID'],
  ])('is not filed with %s', async (_, change, code) => {
    await expect(file(change)).rejects.toMatchObject({ code })
    expect(open.leaves).toEqual([])
  })

  it('is kept as it was typed, quotes and all', async () => {
    const useScenario = `=1+1'); DROP TABLE grant_request; --\n第二行"`
    const { id } = await file({ useScenario })
    expect((await reread(id)).useScenario).toBe(useScenario)
  })

  it('is one of so many that an agency may have open', async () => {
    const crowded = open.another({ mostOpen: 1 })
    await expect(crowded.file(officer, INPUT)).rejects.toMatchObject({
      code: 'GRANT_REQUESTS_TOO_MANY',
    })
  })
})

const FIRST = { state: null, after: null, first: 20 } as const

describe('whose it is not', () => {
  it.each<[string, Principal, string]>([
    ['another agency', stranger, 'GRANT_REQUEST_UNKNOWN'],
    ['another province', administrator('reviewer-1', 'anhui'), 'GRANT_REQUEST_UNKNOWN'],
    ['who files', officer, 'GRANT_REQUEST_ACTOR_WRONG'],
    ['an auditor', principal({ ...OFFICER, roles: ['AUDITOR'] }, 'x'), 'GRANTS_ROLE_WRONG'],
    ['an operator', principal({ ...ADMINISTRATOR, roles: ['OPERATOR'] }, 'x'), 'GRANTS_ROLE_WRONG'],
    ['an administrator of nowhere', administrator('reviewer-1', 'nowhere'), 'GRANTS_ROLE_WRONG'],
    ['nobody who signed in', { kind: 'UNCHECKED', id: 'x' }, 'GRANTS_ROLE_WRONG'],
  ])('does not accept it: %s', async (_, who, code) => {
    const filed = await open.filed()
    await expect(open.desk.act(who, act(filed, 'ACCEPT'))).rejects.toMatchObject({ code })
  })

  it('does not decide on what he has filed himself', async () => {
    const both = { ...ADMINISTRATOR, agency: OFFICER.agency, officer: OFFICER.officer }
    const filed = await open.filed()
    const asked = open.desk.act(principal(both, 'shanghai'), act(filed, 'ACCEPT'))
    await expect(asked).rejects.toMatchObject({ code: 'GRANT_REQUEST_SAME_PERSON' })
  })

  it('does not file as an administrator, nor submit as an officer', async () => {
    const wrong = { code: 'GRANTS_ROLE_WRONG' }
    await expect(open.desk.file(administrator(), INPUT)).rejects.toMatchObject(wrong)
    await expect(open.desk.submit(officer, 'x')).rejects.toMatchObject(wrong)
  })

  it('does not file for an agency that no leaf could name', async () => {
    const who = principal({ ...OFFICER, agency: 'lower-case' }, 'x')
    await expect(open.desk.file(who, INPUT)).rejects.toMatchObject({ code: 'GRANT_FORM_UNFIT' })
  })

  it('sees none of it', async () => {
    await open.filed()
    for (const who of [stranger, administrator('reviewer-1', 'anhui')]) {
      expect(await open.desk.requests(who, FIRST)).toEqual({ requests: [], next: null })
      expect(await open.desk.grants(who)).toEqual([])
    }
  })
})

describe('two processes at once', () => {
  it('approve and refuse: one of them is told that somebody was first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const accepted = await open.filed('ACCEPT')
      const told = await Promise.allSettled([
        open.desk.act(administrator('reviewer-2'), act(accepted, 'APPROVE')),
        open.another().act(administrator('reviewer-3'), act(accepted, 'REFUSE', { text: '不符' })),
      ])
      expect(told.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const lost = told.find((each) => each.status === 'rejected')?.reason as { code: string }
      expect(['GRANT_REQUEST_CHANGED', 'GRANT_REQUEST_ACT_IMPOSSIBLE']).toContain(lost.code)
      expect((await reread(accepted.id)).acts).toHaveLength(3)
    }
  })

  it('of whom one has not seen what the other did: he is told so', async () => {
    const accepted = await open.filed('ACCEPT')
    await open.desk.act(administrator(), act(accepted, 'RETURN', { text: '请补充' }))
    await open.desk.act(officer, act(accepted, 'SUPPLEMENT', { text: '补充了别的内容' }))
    const late = open.another().act(administrator(), act(accepted, 'ACCEPT', { seen: 2 }))
    await expect(late).rejects.toMatchObject({ code: 'GRANT_REQUEST_CHANGED' })
    const informed = await open.another().act(administrator(), act(accepted, 'ACCEPT', { seen: 4 }))
    expect(informed.state).toBe('UNDER_REVIEW')
  })
})

describe('pages', () => {
  it('hold every request once, newest first, also where many came in one instant', async () => {
    const made = await Promise.all(Array.from({ length: 7 }, () => open.filed()))
    const seen: string[] = []
    let after = null
    do {
      const page = await open.desk.requests(officer, { ...FIRST, first: 3, after })
      seen.push(...page.requests.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)))
  })
})

describe('every act', () => {
  const leafOf = (request: GrantRequest, number: number): Leaf => {
    const { leaf, at, actor: _, ...facts } = factsOfAct(request, number)
    const head = { v: LEAF_VERSION, id: request.id, at: at.toISOString(), _sd: [] } as const
    return { ...head, type: leaf, ...facts } as Leaf
  }

  it('has a leaf before it is answered', async () => {
    const accepted = await open.filed('ACCEPT', 'REFUSE')
    expect(open.leaves.map((facts) => [facts.leaf, facts.act])).toEqual([
      ['ADMINISTRATIVE', 'GRANT_REQUEST_FILE'],
      ['ADMINISTRATIVE', 'GRANT_REQUEST_ACCEPT'],
      ['GRANT', 'REFUSED'],
    ])
    expect(open.leaves.map(({ agency }) => agency)).toEqual([
      officer.details.agency,
      administrator().details.agency,
      officer.details.agency,
    ])
    for (const [i] of accepted.acts.entries()) {
      expect(printLeaf(leafOf(accepted, i + 1)).length).toBeGreaterThan(0)
    }
  })

  it('that the log does not take is not answered, and nothing is built on it', async () => {
    const accepted = await open.filed('ACCEPT')
    open.logging = false
    const asked = open.desk.act(administrator('reviewer-2'), act(accepted, 'APPROVE'))
    await expect(asked).rejects.toMatchObject({ code: 'GRANTS_UNAVAILABLE' })
    const next = open.another().act(officer, act(accepted, 'WITHDRAW'))
    await expect(next).rejects.toMatchObject({ code: 'GRANTS_UNAVAILABLE' })
    open.logging = true
    open.leaves.length = 0
    expect(await open.another().finish(0)).toBe(1)
    expect(open.leaves.map(({ act: word }) => word)).toEqual(['GRANT_REQUEST_APPROVE'])
    expect(await open.another().finish(0)).toBe(0)
  })

  it('stays as it was done: the tables refuse changes', async () => {
    await open.filed()
    for (const statement of [
      sql`UPDATE grant_request_act SET person = 'x'`,
      sql`UPDATE grant_request_act SET logged = false`,
      sql`DELETE FROM grant_request_act`,
      sql`TRUNCATE grant_request_act`,
    ]) {
      await expect(statement.execute(open.database)).rejects.toMatchObject({ code: '23001' })
    }
  })
})

describe('without the database', () => {
  it('nothing is filed, read or decided', async () => {
    const none = openDatabase('postgres://127.0.0.1:1/none', () => undefined)
    const desk = open.another({ database: none })
    const unavailable = { code: 'GRANTS_UNAVAILABLE', retryable: true }
    await expect(desk.file(officer, INPUT)).rejects.toMatchObject(unavailable)
    await expect(desk.requests(officer, FIRST)).rejects.toMatchObject(unavailable)
    await expect(desk.grants(officer)).rejects.toMatchObject(unavailable)
    await none.destroy()
  })
})
