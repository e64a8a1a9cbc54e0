/** Without the log, or where a reading cannot be written down, nothing of it is shown. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogDesk } from '../../../gateway/audit/create-log-desk.ts'
import type { LogDeskOptions } from '../../../gateway/audit/options.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { officer, openGuarded } from '../../support/open-guarded.ts'
import { auditGrant, auditor, codesOf, openDesk } from './open-desk.ts'
import type { OpenDesk } from './open-desk.ts'

let desk: OpenDesk
let none: Database

beforeAll(async () => {
  desk = await openDesk()
  none = openDatabase('postgres://127.0.0.1:1/none', () => undefined)
})
afterAll(async () => {
  await desk.close()
  await none.destroy()
})

const uscc = fictitiousUscc(41)
const COMPANY = { kind: 'ENTERPRISE', id: uscc, uscc } as const
const PAGE = { after: null, first: 1 }

const over = (change: Partial<LogDeskOptions>) => createLogDesk({ ...desk.deskOptions, ...change })

describe('while the log cannot be written', () => {
  const service = () => ({
    ...desk.service,
    act: () => Promise.reject(new FederationError('LOG_UNAVAILABLE')),
  })

  it.each([
    ['entries', () => over({ service: service() }).entries(auditor(), {}, PAGE)],
    ['an entry', () => over({ service: service() }).entry(auditor(), { index: 0 })],
    ['lookups', () => over({ service: service() }).lookups(COMPANY, PAGE)],
  ])('no %s are shown', async (_, read) => {
    await desk.intend()
    await expect(read()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
  })

  it('nothing is released', async () => {
    const { promise } = await desk.intend({ purpose: 'ENFORCEMENT' })
    const who = { ...auditor(), id: 'shanghai' }
    const details = {
      roles: ['PROVINCE_ADMINISTRATOR'],
      purpose: 'GRANT_REVIEW',
      legalBasis: 'ORDER_809',
    } as const
    const administrator = { ...who, details: { ...who.details, ...details, caseNumber: null } }
    const input = { caseNumber: null, indexes: [promise.index], reason: '虚构' }
    const released = over({ service: service() }).release(administrator, input)
    await expect(released).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
    expect(await desk.database.selectFrom('lookup_released').selectAll().execute()).toEqual([])
  })
})

describe('while the store does not answer', () => {
  it.each([
    ['lookups', () => over({ database: none }).lookups(COMPANY, PAGE)],
    [
      'entries',
      () => {
        const reader = { ...desk.service.reader, entries: () => Promise.reject(new Error('away')) }
        return over({ service: { ...desk.service, reader } }).entries(auditor(), {}, PAGE)
      },
    ],
  ])('%s are refused, to be asked for again', async (_, read) => {
    await expect(read()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', retryable: true })
  })
})

it('a gateway that was put together without a desk says so', async () => {
  const { ask } = openGuarded({ grants: [auditGrant('SHANGHAI')] })
  const asker = auditor()
  const answer = await ask('{ logEntries { nodes { index } } }', { asker })
  expect(codesOf(answer)).toEqual(['AUDIT_UNAVAILABLE'])
  expect(codesOf(await ask('{ checkpoint { size } }', { asker: officer() }))).toEqual([
    'ROLE_NOT_AUDITOR',
  ])
})
