/** Signed grants that come in: whose they are, what for, and what the catalogue of errors says of them. */
import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Grant } from '../../../gateway/access/grant.ts'
import { checkWithinRequest } from '../../../gateway/grants/within-request.ts'
import { GRANT_ERRORS } from '../../../schemas/model/grant-errors.ts'
import { expectInstruction } from '../../support/refused-path.ts'
import { GRANT } from '../access/good-grant.ts'
import { INPUT, administrator, officer, openDesk } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'
import { AGENCY, ANHUI, SHANGHAI, documentOf } from './signed-grants.ts'

let open: OpenDesk
beforeAll(async () => void (open = await openDesk()))
afterAll(() => open[Symbol.asyncDispose]())

/** What was approved, and nothing more. */
const WITHIN: Partial<Grant> = {
  agency: AGENCY,
  operations: INPUT.operations,
  fields: { BusinessEntity: ['name'] },
  grades: { GENERAL: 'CLEAR' },
  purpose: INPUT.purpose,
  legalBases: INPUT.legalBases,
  approvers: ['reviewer-2'],
}

async function tokenOf(id: string, change: Partial<Grant> = {}, signer = SHANGHAI.signer) {
  return (await documentOf({ ...WITHIN, id, ...change }, signer)).token
}

describe('a grant', () => {
  it('for an approved request counts, is listed, and is told of again', async () => {
    const { id } = await open.filed('ACCEPT', 'APPROVE')
    const token = await tokenOf(id)
    const taken = await open.desk.submit(administrator(), token)
    expect(taken).toMatchObject({ id, version: 1, standing: 'IN_FORCE' })
    expect(await open.another().submit(administrator(), token)).toMatchObject({ id, version: 1 })
    const listed = await open.desk.grants(officer)
    expect(listed.find((each) => each.id === id)).toMatchObject({ standing: 'IN_FORCE' })
  })

  it('that is withdrawn needs no request, but was given once', async () => {
    const { id } = await open.filed('ACCEPT', 'APPROVE')
    const gone = await tokenOf(id, { version: 2, revoked: true })
    const early = open.desk.submit(administrator(), gone)
    await expect(early).rejects.toMatchObject({ code: 'GRANT_UNKNOWN' })
    await open.desk.submit(administrator(), await tokenOf(id))
    const taken = await open.desk.submit(administrator(), gone)
    expect(taken.standing).toBe('GRANT_REVOKED')
    const back = open.desk.submit(administrator(), await tokenOf(id))
    await expect(back).rejects.toMatchObject({ code: 'GRANT_VERSION_NOT_HIGHER' })
  })

  it('that nobody asked for does not come in', async () => {
    const asked = open.desk.submit(administrator(), await tokenOf('grant-1'))
    await expect(asked).rejects.toMatchObject({ code: 'GRANT_REQUEST_UNKNOWN' })
  })

  it('for a request that is not approved does not come in', async () => {
    const { id } = await open.filed('ACCEPT')
    const asked = open.desk.submit(administrator(), await tokenOf(id))
    await expect(asked).rejects.toMatchObject({ code: 'GRANT_REQUEST_NOT_APPROVED' })
  })

  it('that another province signed does not come in, and says at which step it failed', async () => {
    const { id } = await open.filed('ACCEPT', 'APPROVE')
    const forged = open.desk.submit(administrator(), await tokenOf(id, {}, ANHUI.signer))
    await expect(forged).rejects.toMatchObject({
      code: expect.stringMatching(/^(CHAIN|PATH|CERT|TRUST)/) as string,
    })
    const elsewhere = open.desk.submit(administrator('r', 'anhui'), await tokenOf(id))
    await expect(elsewhere).rejects.toThrow()
  })

  it('that no leaf could name does not come in', async () => {
    for (const change of [{ agency: 'lower-case' }, { version: 1_000_000_000 }]) {
      const { id } = await open.filed('ACCEPT', 'APPROVE')
      const asked = open.desk.submit(administrator(), await tokenOf(id, change))
      await expect(asked).rejects.toMatchObject({ code: 'GRANT_FORM_UNFIT' })
    }
  })

  it('that the log does not take does not count yet; its withdrawal does', async () => {
    const { id } = await open.filed('ACCEPT', 'APPROVE')
    open.logging = false
    const asked = open.desk.submit(administrator(), await tokenOf(id))
    await expect(asked).rejects.toMatchObject({ code: 'GRANTS_UNAVAILABLE' })
    open.logging = true
    expect(await open.another().finish(0)).toBe(1)
  })
})

describe('within its request', () => {
  it.each<[string, Partial<Grant>]>([
    ['id', { id: 'another' }],
    ['owner', { owner: 'ANHUI' }],
    ['agency', { agency: 'XC-TEST-OTHER' }],
    ['purpose', { purpose: 'ENFORCEMENT' }],
    ['legalBases', { legalBases: ['ORDER_44_15', 'ORDER_44_2'] }],
    ['operations', { operations: ['entity', 'entities'] }],
    ['fields', { fields: { BusinessEntity: ['name', 'registrar'] } }],
    ['fields', { fields: { Principal: ['name'] } }],
    ['fields', { fields: { constructor: ['name'] } }],
    ['grades', { grades: { GENERAL: 'CLEAR', PERSONAL: 'MASKED' } }],
    ['approvers', { approvers: ['reviewer-2', 'reviewer-9'] }],
    ['approvers', { approvers: ['reviewer-1'] }],
  ])('stands every part: %s', async (part, change) => {
    const request = await open.filed('ACCEPT', 'APPROVE')
    const grant: Grant = { ...GRANT, ...WITHIN, id: request.id }
    expect(() => checkWithinRequest(grant, request)).not.toThrow()
    expect(() => checkWithinRequest({ ...grant, ...change }, request)).toThrow(
      expect.objectContaining({
        code: 'GRANT_BEYOND_REQUEST',
        details: { part, request: request.id },
      }),
    )
  })
})

describe('codes', () => {
  const tests = globSync('{unit,e2e}/grants/*.test.ts', { cwd: `${import.meta.dirname}/../..` })
    .filter((file) => !file.endsWith('intake.test.ts'))
    .map((file) => readFileSync(`${import.meta.dirname}/../../${file}`, 'utf8'))
  const own = readFileSync(import.meta.filename, 'utf8')

  it.each(Object.entries(GRANT_ERRORS))('%s says what to do, and has a test', (code, { zh }) => {
    expectInstruction(zh.replaceAll(/\{\w+\}/g, '…'))
    expect([...tests, own].join('')).toContain(`'${code}'`)
  })
})
