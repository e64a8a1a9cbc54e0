/** Sign-in over HTTP: what it gives, and what bad input gets, by code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  BUREAU,
  DETAILS,
  OTHER,
  openWorld,
  register,
  formOf,
  signIn,
  tokenOf,
  whoIs,
  bearer,
  assertionOf,
  send,
} from './world.ts'
import type { FormChange, World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await register(world, BUREAU)
  await register(world, OTHER, ['AUDITOR', 'PROVINCE_ADMINISTRATOR'], 'XC-TEST-AUDIT')
})
afterAll(() => world[Symbol.asyncDispose]())

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
    for (const round of ['first', 'second']) {
      const who = await whoIs(world, shown)
      expect(who, round).toMatchObject({
        status: 200,
        body: {
          kind: 'AGENCY',
          id: BUREAU.id,
          details: { officer: 'officer-7', caseNumber: DETAILS.case_number },
        },
      })
    }
  })
})
