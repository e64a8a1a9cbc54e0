import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDelta } from '../../support/delta.ts'
import type { Delta } from '../../support/delta.ts'

let delta: Delta
beforeAll(async () => {
  delta = await startDelta(1)
})
afterAll(() => delta?.[Symbol.asyncDispose]())

/** The address is asked for when an audit runs: before that there is no gateway. */
const AUDITS = serverAudits({ url: () => `${delta.gateway.url}/graphql` })

describe('GraphQL over HTTP', () => {
  it('is audited whole', () => {
    const count = (level: string) => AUDITS.filter(({ name }) => name.startsWith(level)).length
    expect([count('MUST '), count('SHOULD '), count('MAY ')]).toEqual([13, 23, 25])
  })

  it.each(AUDITS.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s: %s',
    async (_, __, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' })
    },
  )
})
