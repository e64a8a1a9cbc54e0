import { describe, expect, it } from 'vitest'
import { signGrant, verifyGrant } from '../../../gateway/access/grant.ts'
import type { Grant } from '../../../gateway/access/grant.ts'
import { newestOf, standingOf } from '../../../gateway/access/grants-in-force.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeRoot } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'
import { GRANT, grantWith } from './good-grant.ts'
import { makeParty } from './party.ts'
import { expectTokenAccepted, expectTokenRefused } from './refused-token.ts'
import type { TokenRefusal } from './refused-token.ts'
import { makeToken } from './token-maker.ts'
import type { TokenFault } from './token-maker.ts'

const NOW = AT.getTime() / 1_000
const DAY = 86_400
const OWNER = makeParty('GRANT_SIGNER')
const STRANGER = makeParty('GRANT_SIGNER', { root: makeRoot({ key: takeKey('rsa-2048', 8) }) })

describe('a grant', () => {
  it.each<[title: string, change: Partial<Grant>]>([
    ['as it stands', {}],
    [
      'that begins next month',
      {
        validFrom: new Date((NOW + 30 * DAY) * 1_000),
        validUntil: new Date((NOW + 60 * DAY) * 1_000),
      },
    ],
    ['that is revoked', { version: 2, revoked: true }],
    [
      'of bulk screening, approved by two',
      { operations: ['screen'], approvers: ['reviewer-1', 'reviewer-2'] },
    ],
  ])('comes back as it was made: %s', async (_, change) => {
    const grant = { ...GRANT, ...change }
    const verdict = await verifyGrant(
      await signGrant(grant, OWNER.signer),
      'SHANGHAI',
      OWNER.trust,
      AT,
    )
    expectTokenAccepted(verdict)
    expect(verdict.value).toEqual(grant)
  })

  it.each<[title: string, change: Partial<Grant>, code: string]>([
    ['no approver', { approvers: [] }, 'TOKEN_CLAIM_INVALID'],
    ['bulk screening approved by one', { operations: ['screen'] }, 'GRANT_SECOND_PERSON_MISSING'],
    [
      'bulk screening beside other operations',
      { operations: ['screen', 'entity'], approvers: ['a', 'b'] },
      'GRANT_BULK_NOT_SEPARATE',
    ],
    [
      'more than 366 days',
      { validUntil: new Date((NOW + 366 * DAY) * 1_000) },
      'TOKEN_LIFETIME_TOO_LONG',
    ],
    ['an end before its beginning', { validUntil: GRANT.validFrom }, 'TOKEN_EXPIRED'],
    ['version 0', { version: 0 }, 'TOKEN_CLAIM_INVALID'],
  ])('is not made with %s', async (_, change, code) => {
    const failure = await signGrant({ ...GRANT, ...change }, OWNER.signer).catch(
      (reason: unknown) => reason,
    )
    expect(failure).toMatchObject({ code })
  })
})

const GOOD = {
  header: {
    alg: 'PS256',
    typ: 'access-grant+jwt',
    x5c: OWNER.chain.map((der) => der.toString('base64')),
  },
  claims: {
    v: 1,
    iss: 'SHANGHAI',
    sub: 'agency-1',
    grant_id: 'grant-1',
    version: 1,
    iat: NOW - DAY,
    nbf: NOW - DAY,
    exp: NOW + DAY,
    operations: ['entity'],
    fields: { BusinessEntity: ['name'] },
    grades: { GENERAL: 'CLEAR' },
    purpose: 'SUPERVISION',
    legal_bases: ['ORDER_44_15'],
    approvers: ['reviewer-1'],
  },
  key: OWNER.signer.key,
}

type Row = [title: string, refusal: TokenRefusal, fault: TokenFault]
const claims = (code: TokenRefusal['code'], claim?: string): TokenRefusal => ({
  step: 'CLAIMS',
  code,
  facts: claim === undefined ? {} : { claim },
})
const wrong = (title: string, change: object, claim?: string): Row => [
  title,
  claims('TOKEN_CLAIM_INVALID', claim),
  { claims: { ...change } },
]

const ROWS: Row[] = [
  ['another province', claims('GRANT_OWNER_WRONG'), { claims: { iss: 'ANHUI' } }],
  wrong('a province that is none', { iss: 'shanghai' }, 'iss'),
  [
    'a later form',
    {
      step: 'CLAIMS',
      code: 'TOKEN_VERSION_UNSUPPORTED',
      status: 'UNDETERMINED',
      facts: { version: '2' },
    },
    { claims: { v: 2, scope: 'new' } },
  ],
  ['no form', claims('TOKEN_CLAIM_MISSING', 'v'), { claims: { v: undefined } }],
  ['more than grants say', claims('TOKEN_CLAIM_UNKNOWN', 'scope'), { claims: { scope: 'all' } }],
  ['no agency', claims('TOKEN_CLAIM_MISSING', 'sub'), { claims: { sub: undefined } }],
  wrong('every agency', { sub: '*' }, 'sub'),
  wrong('two agencies', { sub: ['agency-1', 'agency-2'] }, 'sub'),
  wrong('version 0', { version: 0 }, 'version'),
  wrong('half a version', { version: 1.5 }, 'version'),
  wrong('a version as text', { version: '2' }, 'version'),
  wrong('no operation', { operations: [] }, 'operations'),
  wrong('every operation', { operations: ['*'] }, 'operations'),
  wrong('an operation twice', { operations: ['entity', 'entity'] }, 'operations'),
  wrong('no fields', { fields: {} }, 'fields'),
  wrong('every type', { fields: { '*': ['name'] } }, 'fields'),
  wrong('every field of a type', { fields: { BusinessEntity: ['*'] } }, 'BusinessEntity'),
  wrong('a type without fields', { fields: { BusinessEntity: [] } }, 'BusinessEntity'),
  wrong('fields as a list', { fields: ['BusinessEntity.name'] }, 'fields'),
  wrong('no grade', { grades: {} }, 'grades'),
  wrong('an unknown grade', { grades: { SECRET: 'CLEAR' } }, 'grades'),
  wrong('an unknown way to hand out', { grades: { GENERAL: 'ANY' } }, 'grades'),
  wrong('two purposes', { purpose: ['SUPERVISION', 'AUDIT'] }, 'purpose'),
  wrong('no legal basis', { legal_bases: [] }, 'legal_bases'),
  wrong('revoked: false', { revoked: false }, 'revoked'),
  [
    'bulk screening approved by the same person twice',
    claims('TOKEN_CLAIM_INVALID', 'approvers'),
    { claims: { operations: ['screen'], approvers: ['reviewer-1', 'reviewer-1'] } },
  ],
  [
    'bulk screening approved by one',
    claims('GRANT_SECOND_PERSON_MISSING'),
    { claims: { operations: ['screen'] } },
  ],
  [
    'bulk screening beside other operations',
    claims('GRANT_BULK_NOT_SEPARATE'),
    { claims: { operations: ['screen', 'entity'], approvers: ['a', 'b'] } },
  ],
  ['a client assertion', { step: 'FORM', code: 'TOKEN_TYPE_WRONG' }, { header: { typ: 'JWT' } }],
  ['an end in the past', { step: 'TIME', code: 'TOKEN_EXPIRED' }, { claims: { exp: NOW - 1 } }],
  [
    'an end behind that of its signer',
    { step: 'TIME', code: 'TOKEN_LIFETIME_TOO_LONG' },
    { claims: { exp: NOW + 400 * DAY } },
  ],
  [
    'a chain of another province',
    { step: 'KEY', code: 'CHAIN_ISSUER_KEY_DIFFERS' },
    {
      header: { x5c: STRANGER.chain.map((der) => der.toString('base64')) },
      key: STRANGER.signer.key,
    },
  ],
]

describe('a grant is refused with', () => {
  it('nothing wrong: never', async () => {
    expectTokenAccepted(await verifyGrant(makeToken(GOOD), 'SHANGHAI', OWNER.trust, AT))
  })

  it.each<Row>(ROWS)('%s', async (_, refusal, fault) => {
    const verdict = await verifyGrant(makeToken(GOOD, fault), 'SHANGHAI', OWNER.trust, AT)
    expectTokenRefused(verdict, refusal)
  })

  it('the right signature, presented as the data of another province', async () => {
    const verdict = await verifyGrant(makeToken(GOOD), 'ANHUI', OWNER.trust, AT)
    expectTokenRefused(verdict, {
      step: 'CLAIMS',
      code: 'GRANT_OWNER_WRONG',
      facts: { owner: 'SHANGHAI' },
    })
  })
})

describe('the standing of a grant', () => {
  const from = GRANT.validFrom.getTime()
  const until = GRANT.validUntil.getTime()
  const none = new Map<string, number>()

  it.each([
    ['a millisecond before its beginning', from - 1, 'GRANT_NOT_YET_VALID'],
    ['at its beginning', from, 'IN_FORCE'],
    ['a millisecond before its end', until - 1, 'IN_FORCE'],
    ['at its end', until, 'GRANT_EXPIRED'],
    ['at no instant', Number.NaN, 'GRANT_NOT_YET_VALID'],
  ])('%s', (_, at, standing) => {
    expect(standingOf(GRANT, none, new Date(at))).toBe(standing)
  })

  it.each([
    [
      'a higher version is known',
      { version: 1 },
      new Map([['SHANGHAI grant-1', 2]]),
      'GRANT_SUPERSEDED',
    ],
    ['it is the highest known', { version: 2 }, new Map([['SHANGHAI grant-1', 2]]), 'IN_FORCE'],
    ['a higher version of another owner is known', {}, new Map([['ANHUI grant-1', 2]]), 'IN_FORCE'],
    ['it is revoked', { revoked: true }, none, 'GRANT_REVOKED'],
    [
      'it is revoked before it begins',
      { revoked: true, validFrom: GRANT.validUntil },
      none,
      'GRANT_REVOKED',
    ],
    [
      'a revocation itself was replaced',
      { revoked: true },
      new Map([['SHANGHAI grant-1', 2]]),
      'GRANT_SUPERSEDED',
    ],
  ])('when %s', (_, change, known, standing) => {
    expect(standingOf(grantWith(change), known, AT)).toBe(standing)
  })

  it('counts versions of one owner and id only', () => {
    const grants = [
      grantWith({ version: 2 }),
      grantWith({ version: 10 }),
      grantWith({ version: 9 }),
      grantWith({ id: 'grant-2' }),
      grantWith({ owner: 'ANHUI' }),
    ]
    expect(newestOf(grants)).toEqual([grants[1], grants[3], grants[4]])
  })
})
