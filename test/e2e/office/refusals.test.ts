/** What bad input gets at a gateway that serves: a coded refusal that says which, and a leaf that an auditor sees. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signAccessToken } from '../../../gateway/access/access-token.ts'
import type { AccessToken } from '../../../gateway/access/access-token.ts'
import { loadTokenKeys } from '../../../gateway/sign-in/token-keys.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { assertionOf, askToken } from '../../support/served-sign-in.ts'
import type { SignInWish } from '../../support/served-sign-in.ts'
import { CLIENTS, servedGrant } from '../../support/served-trust.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'

const SOON = { timeout: 10_000, interval: 50 }
const NAME = `{ entity(uscc: "${deltaUscc(1)}") { name } }`
const { officer: OFFICER, auditor: AUDITOR } = CLIENTS

let world: ServedWorld
let gateway: ServedGateway
let auditor: string
beforeAll(async () => {
  world = await openServedWorld({ recordsOf: (province) => deltaRecords(3, province) })
  gateway = await world.start()
  const fields = { BusinessEntity: ['uscc'] }
  await gateway.give(
    await Promise.all(PROVINCES.map((owner) => servedGrant(owner, { ...LITTLE, fields }))),
  )
  auditor = await gateway.token('auditor')
})
afterAll(() => world[Symbol.asyncDispose]())

const LITTLE = { purpose: 'SUPERVISION' } as const
const SUPERVISION = { purpose: 'SUPERVISION', legal_basis: 'ORDER_44_2' }

interface Seen {
  readonly type: string
  readonly result: string
  readonly agency: string | null
  readonly purpose: string | null
  readonly count: string | number | null
}

async function leaves(type: 'REFUSAL' | 'ADMINISTRATIVE'): Promise<readonly Seen[]> {
  const { data, errors } = await gateway.ask(
    `{ logEntries(filter: { type: ${type} }, first: 100) {
      nodes { type result agency purpose count } } }`,
    auditor,
  )
  expect(errors).toEqual([])
  return (data as unknown as { logEntries: { nodes: readonly Seen[] } }).logEntries.nodes
}

/** One leaf more of this refusal than before, when it has been written. */
async function leavesLeaf(
  act: () => Promise<{ readonly code: unknown; readonly status: number }>,
  expected: { readonly code: string; readonly status: number } & Partial<Seen>,
): Promise<void> {
  const { code, status, ...leaf } = expected
  const wanted = { result: code, ...leaf }
  const number = async () => (await leaves('REFUSAL')).filter((one) => matches(one, wanted)).length
  const before = await number()
  expect(await act()).toEqual({ code, status })
  await expect.poll(number, SOON).toBe(before + 1)
}

const matches = (one: Seen, wanted: Partial<Seen>): boolean =>
  Object.entries(wanted).every(([name, value]) => one[name as keyof Seen] === value)

async function askWith(authorization: string | null, query = NAME) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization }),
    },
    body: JSON.stringify({ query }),
  })
  const body = (await response.json()) as { errors: [{ extensions: { code: string } }] }
  return { code: body.errors[0].extensions.code, status: response.status }
}

const place = () => ({ url: gateway.url, issuer: gateway.url })

async function signInWith(wish: SignInWish, assertion?: string) {
  const { status, body } = await askToken(place(), OFFICER, 'officer', wish, assertion)
  return { code: body['code'], status }
}

/** As the gateway itself signs them. */
async function tokenWith(change: Partial<AccessToken>, audience = `${gateway.url}/graphql`) {
  const pem = await readFile(world.settings['ACCESS_TOKEN_KEY_FILE']!, 'utf8')
  const token: AccessToken = {
    ...{ tokenId: randomBytes(16).toString('base64url'), clientId: OFFICER.id },
    details: {
      ...{ agency: OFFICER.agency, officer: 'officer-7', roles: ['OFFICER'] },
      ...{ purpose: 'ENFORCEMENT', legalBasis: 'PENALTY_LAW_48', caseNumber: '虚构案7号' },
    },
    ...{ certificate: null, issuedAt: new Date(), expiresAt: new Date(Date.now() + 300_000) },
    ...change,
  }
  const at = { issuer: gateway.url, audience }
  return `Bearer ${await signAccessToken(token, at, loadTokenKeys(pem).signer)}`
}

describe('a question', () => {
  it('of a token that this test signs as the gateway does is answered', async () => {
    const answer = await gateway.ask(NAME, (await tokenWith({})).slice('Bearer '.length))
    expect(answer.errors).toEqual([])
  })

  it('without token', () =>
    leavesLeaf(() => askWith(null), {
      ...{ code: 'SIGN_IN_TOKEN_MISSING', status: 401, agency: null, purpose: null },
    }))

  it('with an expired token', async () => {
    const [issuedAt, expiresAt] = [-120_000, -60_000].map((ms) => new Date(Date.now() + ms))
    const token = await tokenWith({ issuedAt: issuedAt!, expiresAt: expiresAt! })
    await leavesLeaf(() => askWith(token), { code: 'TOKEN_EXPIRED', status: 401 })
  })

  it('with a token for another audience', async () => {
    const token = await tokenWith({}, 'https://elsewhere.example/graphql')
    await leavesLeaf(() => askWith(token), { code: 'TOKEN_AUDIENCE_WRONG', status: 401 })
  })

  it('for a field outside the grant', async () => {
    const token = await gateway.token('officer', SUPERVISION)
    await leavesLeaf(() => askWith(`Bearer ${token}`), {
      ...{ code: 'FIELD_OUTSIDE_GRANT', status: 403 },
      ...{ agency: OFFICER.agency, purpose: 'SUPERVISION' },
    })
  })

  it('for a purpose without a grant', async () => {
    const wish = { purpose: 'ASSISTANCE', legal_basis: 'PENALTY_LAW_26' }
    const token = await gateway.token('officer', wish)
    await leavesLeaf(() => askWith(`Bearer ${token}`), {
      ...{ code: 'PURPOSE_OUTSIDE_GRANT', status: 403 },
      ...{ agency: OFFICER.agency, purpose: 'ASSISTANCE' },
    })
  })
})

describe('a sign-in', () => {
  it('with an assertion that was used', async () => {
    const assertion = await assertionOf(OFFICER, place())
    expect(await signInWith({}, assertion)).toMatchObject({ status: 200 })
    await leavesLeaf(() => signInWith({}, assertion), {
      ...{ code: 'SIGN_IN_ASSERTION_REPEATED', status: 401, agency: OFFICER.agency },
    })
  })

  it('by the key of another client', async () => {
    const assertion = await assertionOf(OFFICER, place(), {}, AUDITOR)
    await leavesLeaf(() => signInWith({}, assertion), {
      // Nobody has proved who he is.
      ...{ code: 'CLIENT_CERTIFICATE_FOREIGN', status: 401, agency: null },
    })
  })

  it('for another audience', async () => {
    const assertion = await assertionOf(OFFICER, { issuer: 'https://elsewhere.example' })
    await leavesLeaf(() => signInWith({}, assertion), {
      ...{ code: 'TOKEN_AUDIENCE_WRONG', status: 401 },
    })
  })

  it.each([
    ['for an unknown purpose', { purpose: 'CURIOSITY' }, 'PURPOSE_UNKNOWN'],
    ['on an unknown basis', { legal_basis: 'NO_LAW_1' }, 'LEGAL_BASIS_UNKNOWN'],
    [
      'on a basis that does not allow the purpose',
      { legal_basis: 'ORDER_44_2' },
      'LEGAL_BASIS_NOT_FOR_PURPOSE',
    ],
    ['for the agency of others', { agency: 'XC-TEST-OTHERS' }, 'SIGN_IN_AGENCY_FOREIGN'],
    ['as what it is not', { roles: ['AUDITOR'], purpose: 'AUDIT' }, 'SIGN_IN_ROLE_NOT_REGISTERED'],
  ])('%s', (_, wish, code) =>
    leavesLeaf(() => signInWith(wish), { code, status: 403, agency: OFFICER.agency }),
  )
})

it('counts refusals in one leaf when they are very many', async () => {
  const MANY = 100
  const before = { refusals: await refusalsWritten(), counted: await refusalsCounted() }
  const asked = await Promise.all(Array.from({ length: MANY }, () => askWith('Basic xyz')))
  expect(new Set(asked.map(({ code }) => code))).toEqual(new Set(['SIGN_IN_SCHEME_UNSUPPORTED']))
  const added = async () =>
    (await refusalsWritten()) - before.refusals + (await refusalsCounted()) - before.counted
  await expect.poll(added, SOON).toBe(MANY)
  expect(await refusalsCounted()).toBeGreaterThan(before.counted)
})

async function refusalsWritten(): Promise<number> {
  return (await leaves('REFUSAL')).length
}

async function refusalsCounted(): Promise<number> {
  const acts = await leaves('ADMINISTRATIVE')
  const counts = acts.filter(({ result }) => result === 'REFUSALS')
  return counts.reduce((sum, { count }) => sum + Number(count), 0)
}
