/** Sign-in over HTTP: what it gives, and what bad input gets, by code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  BUREAU,
  DETAILS,
  FORM_TYPE,
  OTHER,
  assertionOf,
  bearer,
  formOf,
  openWorld,
  register,
  send,
  signIn,
  tokenOf,
  whoIs,
} from './world.ts'
import type { FormChange, World } from './world.ts'
import { AT } from '../../support/x509/certificate.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await register(world, BUREAU)
  const roles = ['AUDITOR', 'PROVINCE_ADMINISTRATOR', 'OPERATOR'] as const
  await register(world, OTHER, roles, 'XC-TEST-AUDIT')
})
afterAll(() => world[Symbol.asyncDispose]())

const later = (seconds: number) => new Date(AT.getTime() + seconds * 1_000)

/** With the clock of the gateway at another instant. */
async function at<T>(instant: Date, act: () => Promise<T>): Promise<T> {
  world.clock.at = instant
  try {
    return await act()
  } finally {
    world.clock.at = AT
  }
}

describe('a client that signs in', () => {
  it('gets a token for one officer, purpose and case, and is known by it', async () => {
    const { status, headers, body } = await signIn(world, await formOf(world, BUREAU))
    expect({ status, ...body, access_token: '' }).toEqual({
      status: 200,
      access_token: '',
      token_type: 'Bearer',
      expires_in: 600,
      authorization_details: [DETAILS],
    })
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
    const shown = bearer(String(body['access_token']))
    const { officer, case_number: caseNumber } = DETAILS
    const known = { kind: 'AGENCY', id: BUREAU.id, details: { officer, caseNumber } }
    for (const round of ['first', 'second']) {
      expect(await whoIs(world, shown), round).toMatchObject({ status: 200, body: known })
    }
  })

  it.each([
    ['an auditor', { roles: ['AUDITOR'], purpose: 'AUDIT', legal_basis: 'DATA_SECURITY_LAW_39' }],
    [
      'an administrator',
      { roles: ['PROVINCE_ADMINISTRATOR'], purpose: 'GRANT_REVIEW', legal_basis: 'ORDER_809' },
    ],
  ])('may be that of %s', async (_, details) => {
    const form = await formOf(world, OTHER, { agency: 'XC-TEST-AUDIT', ...details })
    expect(await signIn(world, form)).toMatchObject({ status: 200 })
  })

  it('finds out by standard where and how', async () => {
    const { url } = world
    const path = '/.well-known/oauth-authorization-server'
    const { body } = await send(url + path, { method: 'GET' })
    expect(body).toMatchObject({ issuer: url, token_endpoint: `${url}/token` })
    const jwks = await send(String(body['jwks_uri']), { method: 'GET' })
    expect(jwks.body['keys']).toEqual([
      expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }),
    ])
    expect(JSON.stringify(jwks.body)).not.toContain('"d"')
  })
})

/** What is wrong with the request, and how it is refused. */
type FormRow = [title: string, status: number, code: string, details: object, change?: FormChange]

const FORMS: FormRow[] = [
  ['another agency', 403, 'SIGN_IN_AGENCY_FOREIGN', { agency: 'XC-TEST-AUDIT' }],
  ['a role it was not registered for', 403, 'SIGN_IN_ROLE_NOT_REGISTERED', { roles: ['AUDITOR'] }],
  ['an unknown purpose', 403, 'PURPOSE_UNKNOWN', { purpose: 'CURIOSITY' }],
  ['an unknown basis', 403, 'LEGAL_BASIS_UNKNOWN', { legal_basis: 'NO_LAW_1' }],
  [
    'a basis that does not allow the purpose',
    403,
    'LEGAL_BASIS_NOT_FOR_PURPOSE',
    { legal_basis: 'PENALTY_LAW_26' },
  ],
  ['no case', 403, 'CASE_NUMBER_MISSING', { case_number: undefined }],
  ['no officer', 403, 'OFFICER_MISSING', { officer: undefined }],
  ['a role nobody knows', 400, 'SIGN_IN_DETAILS_INVALID', { roles: ['KING'] }],
  ['details of another type', 400, 'SIGN_IN_DETAILS_INVALID', { type: 'payment' }],
  ['a detail nobody reads', 400, 'SIGN_IN_DETAILS_INVALID', { locations: ['x'] }],
  ...[
    '{}',
    '[]',
    '[1]',
    `[${JSON.stringify(DETAILS)},${JSON.stringify(DETAILS)}]`,
    `[${JSON.stringify(DETAILS)}],"x":1`,
    '[{"type":"registry_query","type":"registry_query"}]',
    'x',
  ].map((authorization_details): FormRow => [
    `details ${authorization_details.slice(0, 30)}`,
    ...([400, 'SIGN_IN_DETAILS_INVALID', {}] as const),
    { authorization_details },
  ]),
  [
    'another grant type',
    400,
    'SIGN_IN_GRANT_TYPE_UNSUPPORTED',
    {},
    { grant_type: 'authorization_code' },
  ],
  [
    'another type of assertion',
    400,
    'SIGN_IN_PARAMETER_INVALID',
    {},
    { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
  ],
  ['another client_id', 400, 'SIGN_IN_PARAMETER_INVALID', {}, { client_id: 'other-1' }],
  ['a secret besides', 400, 'SIGN_IN_SECOND_METHOD', {}, { client_secret: 'x' }],
  ['no assertion', 400, 'SIGN_IN_PARAMETER_MISSING', {}, { client_assertion: undefined }],
  ['no details', 400, 'SIGN_IN_PARAMETER_MISSING', {}, { authorization_details: undefined }],
  ['a parameter twice', 400, 'SIGN_IN_PARAMETER_TWICE', {}, { scope: ['a', 'b'] }],
  ['bytes that are no UTF-8', 400, 'SIGN_IN_FORM_INVALID', {}, { scope: '\uFFFD' }],
  ['more than it needs', 413, 'BODY_TOO_LARGE', {}, { scope: 'x'.repeat(33_000) }],
]

describe('a sign-in is refused with', () => {
  it.each<FormRow>(FORMS)('%s', async (...row) => {
    const [, status, code, details, change] = row
    const answer = await signIn(world, await formOf(world, BUREAU, details, change))
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.body).toMatchObject({ error: expect.any(String), requestId: expect.any(String) })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(world.refusals.at(-1)).toBe(code)
  })

  it('a role that reads nothing', async () => {
    const details = { agency: 'XC-TEST-AUDIT', roles: ['OPERATOR'] }
    const { body } = await signIn(world, await formOf(world, OTHER, details))
    expect(body).toMatchObject({
      error: 'invalid_authorization_details',
      code: 'ROLE_READS_NO_DATA',
    })
  })

  it.each([
    ['another method', { method: 'GET', body: null }, 405, 'SIGN_IN_METHOD_WRONG'],
    ['JSON', { headers: { 'content-type': 'application/json' } }, 400, 'SIGN_IN_FORM_INVALID'],
    [
      'a content coding',
      { headers: { ...FORM_TYPE, 'content-encoding': 'gzip' } },
      400,
      'SIGN_IN_FORM_INVALID',
    ],
    [
      'a password besides',
      { headers: { ...FORM_TYPE, authorization: 'Basic eDp4' } },
      400,
      'SIGN_IN_SECOND_METHOD',
    ],
  ] as const)('%s', async (_, options, status, code) => {
    const answer = await signIn(world, await formOf(world, BUREAU), options)
    expect(answer).toMatchObject({ status, body: { code } })
  })
})

describe('an assertion is refused', () => {
  const tryWith = async (assertion: string) =>
    signIn(world, await formOf(world, BUREAU, {}, { client_assertion: assertion }))
  const invalid = (code: string) => ({ status: 401, body: { error: 'invalid_client', code } })

  it('the second time', async () => {
    const form = await formOf(world, BUREAU)
    expect(await signIn(world, form)).toMatchObject({ status: 200 })
    expect(await signIn(world, form)).toMatchObject(invalid('SIGN_IN_ASSERTION_REPEATED'))
  })

  it('once only among many at the same time', async () => {
    const form = await formOf(world, BUREAU)
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(world, form)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('not before it could have worked: what was refused for its details is sent again', async () => {
    const client_assertion = await assertionOf(world, BUREAU)
    const wrong = await formOf(world, BUREAU, { purpose: 'CURIOSITY' }, { client_assertion })
    expect(await signIn(world, wrong)).toMatchObject({ status: 403 })
    const right = await formOf(world, BUREAU, {}, { client_assertion })
    expect(await signIn(world, right)).toMatchObject({ status: 200 })
  })

  it.each([
    ['that has expired', 61, 'TOKEN_EXPIRED'],
    ['of a clock that is ahead', -31, 'TOKEN_ISSUED_AHEAD'],
  ])('%s', async (_, seconds, code) => {
    const assertion = await assertionOf(world, BUREAU)
    expect(await at(later(seconds), () => tryWith(assertion))).toMatchObject(invalid(code))
  })

  it("for another gateway's token endpoint", async () => {
    const assertion = await assertionOf(world, BUREAU, {
      aud: 'https://other.example.invalid/token',
    })
    expect(await tryWith(assertion)).toMatchObject(invalid('TOKEN_AUDIENCE_WRONG'))
  })

  it("with another client's key", async () => {
    const assertion = await assertionOf(world, OTHER, { iss: BUREAU.id, sub: BUREAU.id })
    expect(await tryWith(assertion)).toMatchObject(invalid('CLIENT_CERTIFICATE_FOREIGN'))
  })

  it('of a client nobody registered', async () => {
    const assertion = await assertionOf(world, BUREAU, { iss: 'nobody', sub: 'nobody' })
    expect(await tryWith(assertion)).toMatchObject(invalid('CLIENT_UNKNOWN'))
  })

  it('that is none', async () => {
    expect(await tryWith('x.y')).toMatchObject(invalid('TOKEN_NOT_COMPACT'))
  })
})

describe('whoever shows', () => {
  const refused = (code: string, status = 401) => ({ status, body: { code } })

  it('no token is told where to get one', async () => {
    const answer = await whoIs(world, {})
    expect(answer).toMatchObject(refused('SIGN_IN_TOKEN_MISSING'))
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })

  it.each([
    ['Basic eDp4', 'SIGN_IN_SCHEME_UNSUPPORTED'],
    ['Bearer', 'SIGN_IN_SCHEME_UNSUPPORTED'],
    ['Bearer a.b.c, Bearer d.e.f', 'SIGN_IN_SCHEME_UNSUPPORTED'],
    ['DPoP a.b.c', 'SIGN_IN_SCHEME_UNSUPPORTED'],
    ['Bearer a.b.c', 'TOKEN_ENCODING'],
  ])('%s is refused by code', async (authorization, code) => {
    const answer = await whoIs(world, { authorization })
    expect(answer).toMatchObject(refused(code))
    expect(answer.headers['www-authenticate']).toContain('invalid_token')
  })

  it('two tokens, or one in the address, is refused', async () => {
    const token = await tokenOf(world, BUREAU)
    const twice = ['authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`]
    expect(await whoIs(world, twice)).toMatchObject(refused('SIGN_IN_TOKEN_TWICE', 400))
    const address = `${world.url}/graphql?access_token=${token}`
    expect(await send(address, { method: 'GET' })).toMatchObject(
      refused('SIGN_IN_TOKEN_TWICE', 400),
    )
  })

  it('a token after its ten minutes is refused, however often it was good before', async () => {
    const shown = bearer(await tokenOf(world, BUREAU))
    expect(await at(later(599), () => whoIs(world, shown))).toMatchObject({ status: 200 })
    expect(await at(later(600), () => whoIs(world, shown))).toMatchObject(refused('TOKEN_EXPIRED'))
  })

  it('a token from the future is refused', async () => {
    const shown = bearer(await tokenOf(world, BUREAU))
    expect(await at(later(-6), () => whoIs(world, shown))).toMatchObject(
      refused('TOKEN_ISSUED_AHEAD'),
    )
  })

  it('an assertion in place of a token is refused', async () => {
    const shown = bearer(await assertionOf(world, BUREAU))
    expect(await whoIs(world, shown)).toMatchObject(refused('TOKEN_TYPE_WRONG'))
  })

  it('a changed token is refused', async () => {
    const [header, claims, signature] = (await tokenOf(world, BUREAU)).split('.')
    const text = Buffer.from(claims!, 'base64url').toString().replace('officer-7', 'officer-8')
    const shown = bearer([header, Buffer.from(text).toString('base64url'), signature].join('.'))
    expect(await whoIs(world, shown)).toMatchObject(refused('TOKEN_SIGNATURE_INVALID'))
  })
})

it('what is beside the token endpoint is nowhere', async () => {
  const answer = await send(`${world.url}/token/more`, { method: 'POST' })
  expect(answer.status).toBe(404)
  const keys = await send(`${world.url}/jwks.json`, { method: 'POST' })
  expect(keys).toMatchObject({ status: 405, headers: { allow: 'GET' } })
})
