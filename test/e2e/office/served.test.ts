import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'

let world: ServedWorld
let gateway: ServedGateway
beforeAll(async () => {
  world = await openServedWorld({ recordsOf: (province) => deltaRecords(5, province) })
  gateway = await world.start()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('a gateway that serves', () => {
  it('answers an officer, and the log says so', async () => {
    const token = await gateway.token()
    const query = `{ entity(uscc: "${deltaUscc(1)}") { name sources { province state } } }`
    const answer = await gateway.ask(query, token)
    expect(answer.errors).toEqual([])
    const { extensions } = JSON.parse(answer.text) as {
      extensions: { logEntries: [{ index: number; leafHash: string }] }
    }
    const [{ index, leafHash }] = extensions.logEntries
    const seen = await gateway.ask(
      `{ logEntries(first: 5) { nodes { index type leafHash agency purpose } } }`,
      await gateway.token('auditor'),
    )
    const { nodes } = (seen.data as never)['logEntries'] as { nodes: object[] }
    expect(nodes).toContainEqual({
      ...{ index, leafHash, type: 'INTENT' },
      ...{ agency: 'XC-TEST-BUREAU', purpose: 'ENFORCEMENT' },
    })
  })
})
