/** Every root field of the graph has somebody who decides on it, and the suite knows how to ask it. */
import { describe, expect, it } from 'vitest'
import { createAdmit } from '../../../gateway/pipeline/admit.ts'
import { realmOf } from '../../../gateway/pipeline/realms.ts'
import type { Principal } from '../../../gateway/principal.ts'
import { AT, groundsOf, guardedSchema, officer } from '../../support/open-guarded.ts'
import { OPERATIONS, TABLE } from './any-grants.ts'
import { ROOTS } from './routes.ts'

const schema = guardedSchema()
const roots = [
  schema.getQueryType(),
  schema.getMutationType(),
  schema.getSubscriptionType(),
].flatMap((type) => Object.keys(type?.getFields() ?? {}))

describe('root fields', () => {
  it.each(roots)('%s belongs to a realm', (name) => {
    expect(realmOf(name)).not.toBeNull()
  })

  it.each(['constructor', '__proto__', 'toString', 'shanghaiEntities', 'keyOnly'])(
    '%s belongs to none',
    (name) => expect(realmOf(name)).toBeNull(),
  )

  it('that ask registries are walked by the suite', () => {
    const ofData = roots.filter((name) => realmOf(name) === 'DATA')
    expect([...ROOTS].sort()).toEqual(ofData.sort())
    expect([...OPERATIONS].sort()).toEqual(ofData.sort())
  })
})

it('every field of every type says its grade and its owner', () => {
  const unsaid = [...TABLE].filter(([, { grades, owner }]) => grades.length === 0 || owner === null)
  expect(unsaid.map(([coordinate]) => coordinate)).toEqual([])
})

it('a root field that stands in no row is answered to nobody', async () => {
  const access = { grounds: () => Promise.resolve(groundsOf([])), count: () => Promise.resolve() }
  const roots = [{ name: 'unheardOf', coordinates: ['Query.unheardOf'] }]
  const asked = createAdmit(access, TABLE)(officer() as Principal, { roots, paths: [] }, AT)
  await expect(asked).rejects.toMatchObject({ code: 'OPERATION_UNKNOWN', status: 403 })
})
