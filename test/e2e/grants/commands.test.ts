/** The way to a grant by commands, over HTTP, with a province's own hierarchy: file, review, sign, submit, revoke. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { command } from '../../../gateway/cli/grants.ts'
import { signDevelopmentGrants } from '../../../gateway/cli/grants/development-grant.ts'
import { jsonLine, shown } from '../../../gateway/cli/grants/safe-output.ts'
import { createGrantIntake } from '../../../gateway/grants/grant-intake.ts'
import type { GrantVerdictOf } from '../../../gateway/grants/grant-intake.ts'
import { createGrantSource } from '../../../gateway/grants/grant-source.ts'
import { keepSigned } from '../../support/keep-signed.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createDatabase } from '../../support/postgres.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { administrator, officer } from '../../unit/grants/open-desk.ts'
import { AGENCY, makeGrantTables } from '../../unit/grants/signed-grants.ts'
import { startGrantsGateway } from './grants-gateway.ts'
import type { GrantsGateway } from './grants-gateway.ts'
import { makeZhejiang } from './party.ts'

let state: string
let database: Database
let verify: GrantVerdictOf
let gateway: GrantsGateway

/** What a command prints. */
async function ydelta(who: string, ...words: readonly string[]): Promise<string> {
  const printed: string[] = []
  const print = (text: unknown): boolean => printed.push(String(text)) > 0
  vi.spyOn(process.stdout, 'write').mockImplementation(print)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    expect(await command.run([...words, '--url', gateway.url, '--token', who])).toBe(0)
  } finally {
    vi.restoreAllMocks()
  }
  return printed.join('').trimEnd()
}

const parsed = async (...words: Parameters<typeof ydelta>) =>
  JSON.parse(await ydelta(...words, '--json')) as { id: string; state: string; standing: string }

const FILE = [
  ...['file', '--entry', 'zhejiang-public-record', '--operation', 'entity'],
  ...['--purpose', 'supervision', '--basis', 'ORDER_44_15', '--scenario'],
]

async function approved(): Promise<string> {
  const { id } = await parsed('officer', ...FILE, '=虚构示例：核对登记状态')
  await ydelta('zhejiang', 'review', id, '--act', 'accept')
  const request = await parsed('zhejiang', 'review', id, '--act', 'approve', '--seen', '2')
  expect(request.state).toBe('GRANTED')
  return id
}

const inForce = async () => {
  const log = pino({ level: 'silent' })
  const source = createGrantSource({ database, verify, now: () => new Date(), log })
  const { grants } = await source.current()
  return grants.filter(({ revoked }) => !revoked).map(({ id, version }) => `${id}/${version}`)
}

beforeAll(async () => {
  state = await createTemporaryFolder('grants')
  database = openDatabase(await createDatabase(), () => undefined)
  await makeGrantTables(database)
  verify = await makeZhejiang(state)
  gateway = await startGrantsGateway(database, verify, {
    officer,
    zhejiang: administrator('reviewer-1', 'zhejiang'),
    anhui: administrator('reviewer-1', 'anhui'),
  })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await database.destroy()
})

describe('by commands', () => {
  it('an agency finds, asks, is granted, and loses it again', async () => {
    expect(await ydelta('officer', 'catalogue', '--province', 'zhejiang')).toContain('无条件共享')
    const id = await approved()
    expect(await ydelta('zhejiang', 'requests', '--state', 'granted')).toContain(id)

    const file = join(state, 'grant.jwt')
    await writeFile(
      file,
      await ydelta('zhejiang', 'sign', 'zhejiang', '--request', id, '--state', state),
    )
    expect(await inForce()).toEqual([])
    expect(await ydelta('zhejiang', 'submit', file)).toContain('有效')
    expect(await inForce()).toEqual([`${id}/1`])

    const listed = await parsed('officer', 'list')
    expect(listed).toMatchObject({ id, standing: 'IN_FORCE', agency: AGENCY, version: 1 })

    const revoke = ['revoke', 'zhejiang', '--grant', id, '--state', state]
    expect(await ydelta('zhejiang', ...revoke)).toContain('已撤回')
    expect(await inForce()).toEqual([])
    expect(await ydelta('officer', 'list')).toContain('已撤回')

    const old = ydelta('zhejiang', 'submit', file)
    await expect(old).rejects.toMatchObject({ code: 'GRANT_VERSION_NOT_HIGHER' })
    expect(gateway.leaves.map(({ act }) => act)).toEqual([
      ...['GRANT_REQUEST_FILE', 'GRANT_REQUEST_ACCEPT', 'GRANT_REQUEST_APPROVE'],
      ...['GRANTED', 'REVOKED'],
    ])
  })

  it('nothing is signed beyond the request, nor before it is approved', async () => {
    const id = await approved()
    const sign = ['sign', 'zhejiang', '--request', id, '--state', state]
    const beyond = { code: 'GRANT_BEYOND_REQUEST' }
    await expect(ydelta('zhejiang', ...sign, '--operation', 'entities')).rejects.toMatchObject(
      beyond,
    )
    await expect(ydelta('zhejiang', ...sign, '--field', 'Principal.name')).rejects.toMatchObject(
      beyond,
    )
    await expect(ydelta('zhejiang', ...sign, '--basis', 'ORDER_44_2')).rejects.toMatchObject(beyond)
    const { id: fresh } = await parsed('officer', ...FILE, '虚构示例')
    const early = ydelta('zhejiang', 'sign', 'zhejiang', '--request', fresh, '--state', state)
    await expect(early).rejects.toMatchObject({ code: 'GRANT_REQUEST_NOT_APPROVED' })
  })

  it('no other province, and no officer, brings a grant in', async () => {
    const id = await approved()
    const file = join(state, 'foreign.jwt')
    const sign = ['sign', 'zhejiang', '--request', id, '--state', state]
    await writeFile(file, await ydelta('zhejiang', ...sign))
    await expect(ydelta('anhui', 'submit', file)).rejects.toMatchObject({
      code: 'GRANT_OWNER_WRONG',
    })
    await expect(ydelta('officer', 'submit', file)).rejects.toMatchObject({
      code: 'GRANTS_ROLE_WRONG',
    })
    const unknown = ydelta('anhui', 'revoke', 'anhui', '--grant', id, '--state', state)
    await expect(unknown).rejects.toMatchObject({ code: 'CERTS_MISSING' })
    const none = ydelta('zhejiang', 'revoke', 'zhejiang', '--grant', 'none', '--state', state)
    await expect(none).rejects.toMatchObject({ code: 'GRANT_UNKNOWN' })
  })

  it('a table neutralises what a spreadsheet would run', async () => {
    const table = await ydelta('zhejiang', 'requests', '--csv')
    expect(table.startsWith('\uFEFF')).toBe(true)
    expect(table).toContain(`,'=虚构示例：核对登记状态`)
    expect(table).not.toContain(',=虚构')
  })

  it.each([
    ['no verb', []],
    ['an unknown verb', ['grant']],
    ['an act that is none', ['review', 'x', '--act', 'bless']],
    ['no province', ['sign', '--request', 'x']],
    ['a field without a type', [...FILE, 'x', '--field', 'name']],
  ])('wrong use is told: %s', async (_, words) => {
    await expect(ydelta('officer', ...words)).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('grants of the pretend province', () => {
  const agencies = { officer: 'XC-DEV-BUREAU', auditor: 'XC-DEV-AUDIT', logFields: {} }
  const sign = (change = {}) => signDevelopmentGrants('ZHEJIANG', state, { ...agencies, ...change })

  it('are the same until their content changes, and come in once', async () => {
    const first = await sign()
    expect(first).toHaveLength(2)
    expect(await sign()).toEqual(first)
    const intake = createGrantIntake({
      ...{ database, verify, now: () => new Date(), onAct: () => Promise.resolve() },
    })
    expect(await keepSigned(intake, 'ZHEJIANG', first)).toBe(2)
    expect(await keepSigned(intake, 'ZHEJIANG', first)).toBe(0)
    expect(await inForce()).not.toContain('dev-zhejiang-enforcement/1')
    await gateway.desk.finish(0)
    expect(await inForce()).toContain('dev-zhejiang-enforcement/1')
    const audited = await sign({ officer: 'XC-DEV-OTHER', logFields: { LogEntry: ['index'] } })
    expect(await keepSigned(intake, 'ZHEJIANG', audited)).toBe(3)
    await gateway.desk.finish(0)
    const now = await inForce()
    expect(now).toContain('dev-zhejiang-enforcement/2')
    expect(now).toContain('dev-zhejiang-audit/1')
    expect(await keepSigned(intake, 'ZHEJIANG', first)).toBe(0)
  })
})

describe('texts of others', () => {
  it.each([
    ['\u001b[31m红', '�[31m红'],
    ['一\n二\r\n三', '一 二 三'],
    ['\u202e反', '�反'],
    ['\u009b2J', '�2J'],
  ])('do nothing to a terminal: %j', (text, expected) => {
    expect(shown(text)).toBe(expected)
    expect(jsonLine({ text })).not.toMatch(/\p{C}/u)
    expect(JSON.parse(jsonLine({ text }))).toEqual({ text })
  })
})
