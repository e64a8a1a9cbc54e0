/** Against a real PostgreSQL, two processes' worth of sources: what counts, and from when on. */
import pino from 'pino'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGrantSource } from '../../../gateway/grants/grant-source.ts'
import type { GrantSourceOptions, VerifyGrant } from '../../../gateway/grants/grant-source.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { keepGrant, markGrantLogged } from '../../../gateway/store/grant-store.ts'
import type { GrantDocument } from '../../../gateway/store/grant-store.ts'
import { createDatabase } from '../../support/postgres.ts'
import { AT } from '../../support/x509/certificate.ts'
import { ANHUI, documentOf, makeGrantTables, verify } from './signed-grants.ts'

let url: string
let database: Database
let lines: string[]
const databases: Database[] = []

const open = (address = url): Database => {
  const opened = openDatabase(address, () => undefined)
  databases.push(opened)
  return opened
}
const source = (change: Partial<GrantSourceOptions> = {}) =>
  createGrantSource({
    database,
    verify,
    now: () => AT,
    log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
    ...change,
  })

async function kept(document: GrantDocument): Promise<void> {
  expect(await keepGrant(database, document, AT)).toBe('KEPT')
  await markGrantLogged(database, document)
}

const names = (grants: readonly { id: string; version: number }[]) =>
  grants.map(({ id, version }) => `${id}/${version}`)

beforeAll(async () => {
  url = await createDatabase()
  database = open()
  await makeGrantTables(database)
})
beforeEach(async () => {
  lines = []
  // As whoever owns the database could: the tables themselves refuse it.
  await sql`ALTER TABLE grant_document DISABLE TRIGGER USER`.execute(database)
  await sql`ALTER TABLE grant_version DISABLE TRIGGER USER`.execute(database)
  await sql`TRUNCATE grant_document, grant_version`.execute(database)
  await sql`ALTER TABLE grant_document ENABLE TRIGGER USER`.execute(database)
  await sql`ALTER TABLE grant_version ENABLE TRIGGER USER`.execute(database)
})
afterAll(() => Promise.all(databases.map((each) => each.destroy())))

describe('grants that count', () => {
  it('are those whose leaf is durable', async () => {
    const one = source()
    const document = await documentOf()
    await keepGrant(database, document, AT)
    expect(names((await one.current()).grants)).toEqual([])
    await markGrantLogged(database, document)
    expect(names((await one.current()).grants)).toEqual(['grant-1/1'])
  })

  it('are the same object until something changes: a question costs one reading', async () => {
    await kept(await documentOf())
    const one = source()
    const first = await one.current()
    expect(await one.current()).toBe(first)
    await kept(await documentOf({ id: 'grant-2' }))
    expect(await one.current()).not.toBe(first)
  })

  it('hold below their own province only', async () => {
    await kept(await documentOf({ id: 'forged' }, ANHUI.signer))
    await kept(await documentOf({ id: 'renamed', owner: 'ANHUI' }))
    await kept(await documentOf({ id: 'own', owner: 'ANHUI' }, ANHUI.signer))
    expect(names((await source().current()).grants)).toEqual(['own/1'])
    expect(lines.filter((line) => line.includes('does not hold'))).toHaveLength(2)
  })

  it('are what was signed, whatever the row says', async () => {
    await kept({ ...(await documentOf()), id: 'another' })
    expect((await source().current()).grants).toEqual([])
  })
})

describe('a revocation', () => {
  it('is seen by the next question in another process', async () => {
    await kept(await documentOf())
    const other = source({ database: open() })
    expect((await other.current()).grants[0]?.revoked).toBe(false)
    await keepGrant(database, await documentOf({ version: 2, revoked: true }), AT)
    const grounds = await other.current()
    expect(grounds.grants.map(({ revoked }) => revoked)).toEqual([true])
    expect(grounds.known.get('SHANGHAI grant-1')).toBe(2)
  })

  it('is seen by all who asked after it, though another reading was under way', async () => {
    await kept(await documentOf())
    const slow = source({
      verify: async (...words) => {
        await revoked
        return verify(...words)
      },
    })
    const before = slow.current()
    const revoked = keepGrant(database, await documentOf({ version: 2, revoked: true }), AT)
    await revoked
    const after = await Promise.all([slow.current(), slow.current()])
    expect(after.map(({ grants }) => names(grants))).toEqual([['grant-1/2'], ['grant-1/2']])
    await before
  })
})

describe('an older version', () => {
  it('does not come back with a restored table: the versions are kept apart', async () => {
    await kept(await documentOf())
    await kept(await documentOf({ version: 2, revoked: true }))
    await sql`ALTER TABLE grant_document DISABLE TRIGGER USER`.execute(database)
    await sql`DELETE FROM grant_document WHERE version = 2`.execute(database)
    await sql`ALTER TABLE grant_document ENABLE TRIGGER USER`.execute(database)
    const { grants, known } = await source().current()
    expect(names(grants)).toEqual(['grant-1/1'])
    expect(known.get('SHANGHAI grant-1')).toBe(2)
    expect(lines.some((line) => line.includes('newest version of a grant is missing'))).toBe(true)
  })

  it('does not come back in a process that runs, though both tables were restored', async () => {
    await kept(await documentOf())
    await kept(await documentOf({ version: 2, revoked: true }))
    const one = source()
    await one.current()
    await sql`ALTER TABLE grant_document DISABLE TRIGGER USER`.execute(database)
    await sql`ALTER TABLE grant_version DISABLE TRIGGER grant_version_rises`.execute(database)
    await sql`DELETE FROM grant_document WHERE version = 2`.execute(database)
    await sql`UPDATE grant_version SET version = 1`.execute(database)
    await sql`ALTER TABLE grant_document ENABLE TRIGGER USER`.execute(database)
    await sql`ALTER TABLE grant_version ENABLE TRIGGER grant_version_rises`.execute(database)
    const { grants, known } = await one.current()
    expect([names(grants), known.get('SHANGHAI grant-1')]).toEqual([['grant-1/1'], 2])
  })
})

describe('signatures', () => {
  let asked: number
  const counting: VerifyGrant = (...words) => {
    asked += 1
    return verify(...words)
  }
  beforeEach(() => (asked = 0))

  it('are looked at once, not with every change', async () => {
    await kept(await documentOf())
    const one = source({ verify: counting })
    await one.current()
    await kept(await documentOf({ id: 'grant-2' }))
    expect((await one.current()).grants).toHaveLength(2)
    expect(asked).toBe(2)
  })

  it('are looked at again after ten minutes', async () => {
    await kept(await documentOf())
    let at = AT
    const one = source({ verify: counting, now: () => at })
    await one.current()
    at = new Date(AT.getTime() + 599_999)
    await one.current()
    expect(asked).toBe(1)
    at = new Date(AT.getTime() + 600_000)
    await one.current()
    expect(asked).toBe(2)
  })

  it('are looked at again when anchors or revocation lists changed', async () => {
    await kept(await documentOf())
    let holds = true
    const one = source({
      trustRevision: () => String(holds),
      verify: async (...words) => (holds ? verify(...words) : { value: null, code: null }),
    })
    expect((await one.current()).grants).toHaveLength(1)
    holds = false
    expect((await one.current()).grants).toHaveLength(0)
  })
})

describe('without the database', () => {
  it('nothing is decided', async () => {
    const one = source({ database: open('postgres://127.0.0.1:1/none') })
    await expect(one.current()).rejects.toMatchObject({ code: 'GRANTS_UNAVAILABLE' })
  })

  it('the next question after its return is answered', async () => {
    await kept(await documentOf())
    await sql`ALTER TABLE grant_revision RENAME TO grant_revision_away`.execute(database)
    const one = source()
    const failed = await Promise.allSettled([one.current(), one.current()])
    await sql`ALTER TABLE grant_revision_away RENAME TO grant_revision`.execute(database)
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await one.current()).grants).toHaveLength(1)
  })
})

describe('the tables', () => {
  it.each([
    ['a document changed', sql`UPDATE grant_document SET token = 'x'`],
    ['a document removed', sql`DELETE FROM grant_document`],
    ['all documents removed', sql`TRUNCATE grant_document`],
    ['a leaf taken back', sql`UPDATE grant_document SET logged = false`],
    ['a version lowered', sql`UPDATE grant_version SET version = 0`],
    ['a version removed', sql`DELETE FROM grant_version`],
    ['all versions removed', sql`TRUNCATE grant_version`],
  ])('refuse %s', async (_, statement) => {
    await kept(await documentOf())
    await expect(statement.execute(database)).rejects.toMatchObject({ code: '23001' })
  })

  it('refuse a change that comes with the leaf', async () => {
    await keepGrant(database, await documentOf(), AT)
    const statement = sql`UPDATE grant_document SET logged = true, agency = 'x'`
    await expect(statement.execute(database)).rejects.toMatchObject({ code: '23001' })
  })

  it('keep of two processes’ versions at once exactly the higher, whoever is first', async () => {
    const [two, three] = await Promise.all([documentOf({ version: 2 }), documentOf({ version: 3 })])
    const other = open()
    const told = await Promise.all([keepGrant(database, two, AT), keepGrant(other, three, AT)])
    expect(told[1]).toBe('KEPT')
    expect(['KEPT', 'NOT_HIGHER']).toContain(told[0])
    expect((await source().current()).known.get('SHANGHAI grant-1')).toBe(3)
    expect(await keepGrant(database, two, AT)).toBe('NOT_HIGHER')
  })

  it('know a grant that is sent again', async () => {
    const document = await documentOf()
    await kept(document)
    expect(await keepGrant(database, document, AT)).toBe('ALREADY')
    const other = await documentOf({ purpose: 'ENFORCEMENT' })
    expect(await keepGrant(database, other, AT)).toBe('NOT_HIGHER')
  })
})
