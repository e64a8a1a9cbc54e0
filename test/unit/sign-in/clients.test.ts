/** The register of clients, in a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClientStore } from '../../../gateway/store/client-store.ts'
import type { ClientStore } from '../../../gateway/store/client-store.ts'
import type { NewClient } from '../../../gateway/store/client-registration.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createMigratedDatabase } from './migrated-database.ts'

const AT = new Date('2026-03-02T01:02:03.456Z')
const [ONE, TWO, THREE] = ['A', 'B', 'C'].map((letter) => `${letter.repeat(42)}A`) as [
  string,
  string,
  string,
]
const GOOD: NewClient = {
  ...{ id: 'client-1', agency: 'XC-BUREAU', province: 'ANHUI', name: '虚构局' },
  ...{ roles: ['OFFICER'], certificates: [ONE] },
}

let database: Database
let store: ClientStore
beforeAll(async () => {
  database = openDatabase(await createMigratedDatabase(), () => undefined)
  store = createClientStore(database)
})
afterAll(() => database.destroy())

/** As another process sees it. */
const seen = async (id: string) => (await createClientStore(database).current()).get(id)

describe('a registration', () => {
  it('is seen by every process, from the second on in which it was made', async () => {
    expect(await store.current()).toEqual(new Map())
    await store.add(GOOD, AT)
    const registered = { ...GOOD, status: 'ACTIVE', tokensFrom: new Date('2026-03-02T01:02:03Z') }
    expect(await seen('client-1')).toEqual(registered)
    expect((await store.current()).get('client-1')).toEqual(registered)
  })

  it('is made once', async () => {
    const again = store.add({ ...GOOD, agency: 'XC-OTHER' }, AT)
    await expect(again).rejects.toMatchObject({ code: 'CLIENT_EXISTS' })
    expect(await seen('client-1')).toMatchObject({ agency: 'XC-BUREAU' })
  })

  it.each<[string, object]>([
    ['id', { id: '../x' }],
    ['agency', { agency: '虚构局' }],
    ['agency', { agency: "X';--" }],
    ['province', { province: 'FUJIAN' }],
    ['name', { name: '' }],
    ['name', { name: `虚构\u202e局` }],
    ['name', { name: '虚'.repeat(65) }],
    ['roles', { roles: [] }],
    ['roles', { roles: ['KING'] }],
    ['roles', { roles: ['OFFICER', 'OFFICER'] }],
    ['certificates', { certificates: [] }],
    ['certificates', { certificates: ['short'] }],
    ['certificates', { certificates: [ONE, ONE] }],
    ['certificates', { certificates: [ONE, TWO, THREE] }],
  ])('with a wrong %s is refused: %o', async (field, change) => {
    const refused = store.add({ ...GOOD, id: 'client-2', ...change }, AT)
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'CLIENT_REGISTRATION_INVALID', details: { field } },
    })
  })
})

describe('certificates', () => {
  it('stand side by side while one is renewed; taking one away ends the tokens of before', async () => {
    await store.setCertificates('client-1', [ONE, TWO], new Date(AT.getTime() + 1_000))
    expect(await seen('client-1')).toMatchObject({ tokensFrom: new Date('2026-03-02T01:02:03Z') })
    const taken = new Date(AT.getTime() + 2_000)
    await store.setCertificates('client-1', [TWO], taken)
    expect(await seen('client-1')).toMatchObject({ certificates: [TWO], tokensFrom: taken })
    const none = store.setCertificates('client-1', [], AT)
    await expect(none).rejects.toMatchObject({ code: 'CLIENT_REGISTRATION_INVALID' })
  })
})

it('whoever is not registered can neither be changed nor removed', async () => {
  await store.remove('client-1')
  expect(await store.current()).toEqual(new Map())
  const missing = { code: 'CLIENT_NOT_REGISTERED' }
  await expect(store.remove('client-1')).rejects.toMatchObject(missing)
  await expect(store.setCertificates('client-1', [ONE], AT)).rejects.toMatchObject(missing)
})
