/**
 * Gateways that cheat, beside one that does not, on one log: what each hides is named from what the
 * provinces hold, by who has the log's files, the policy and a province's list of promises.
 */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { HIDDEN_OFFICER, altered } from '../../support/alterations.ts'
import type { Alteration } from '../../support/alterations.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { listOfPromises, openServedLog } from '../../support/served-log.ts'
import type { ServedLog } from '../../support/served-log.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

// Whole processes start and end in a test.
vi.setConfig({ testTimeout: 60_000 })

const SOON = { timeout: 10_000, interval: 50 }
const NAME = `query ($uscc: String!) { entity(uscc: $uscc) { name sources { province state } } }`

let world: ServedWorld
let log: ServedLog
let folder: string
beforeAll(async () => {
  world = await openServedWorld({ recordsOf: (province) => deltaRecords(5, province) })
  folder = await createTemporaryFolder('omission')
  log = await openServedLog(world)
})
afterAll(async () => {
  await log[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

interface Verified {
  readonly exit: number | null
  readonly status: string
  readonly held: number
  readonly omitted: number
  readonly firstBadIndex: number | null
  readonly failed: readonly {
    readonly step: string
    readonly code: string
    readonly facts: object
  }[]
}

async function verify(...words: readonly string[]): Promise<Verified> {
  const run = await runYdelta(['log', ...words, '--policy', world.policyFile, '--json'])
  const { steps, ...facts } = JSON.parse(run.stdout) as Verified & {
    readonly steps: readonly (Verified['failed'][number] & { readonly outcome: string })[]
  }
  const failed = steps.filter(({ outcome }) => outcome === 'FAILED')
  return { ...facts, failed, exit: run.status }
}

/** As of now, of what Shanghai was shown. */
async function verifyAll() {
  await log.exportCosigned(folder)
  const { file, lines } = await listOfPromises(world, 'SHANGHAI', folder)
  const [list, whole] = await Promise.all([
    verify('verify', 'omission', folder, '--promises', file, '--merge-seconds', '0'),
    verify('fsck', folder),
  ])
  return { list, whole, lines }
}

interface Hidden {
  readonly index: number
  readonly id: string
}

/** The question as its province keeps it: index in the log, and id of the request. */
function lastListed(lines: readonly string[]): Hidden & { readonly leafHash: string } {
  const { index, leafHash, promise } = JSON.parse(lines.at(-1)!) as {
    readonly index: number
    readonly leafHash: string
    readonly promise: { readonly leaf: string }
  }
  const leaf = JSON.parse(Buffer.from(promise.leaf, 'base64url').toString()) as Hidden
  return { index, id: leaf.id, leafHash }
}

async function answered(gateway: ServedGateway, officer: string, uscc: string): Promise<void> {
  const { errors, data } = await gateway.ask(NAME, await gateway.token('officer', { officer }), {
    uscc,
  })
  expect(errors).toEqual([])
  expect(data).toMatchObject({ entity: { sources: expect.any(Array) as unknown } })
}

async function with1(alteration: Alteration, act: (gateway: ServedGateway) => Promise<void>) {
  await using gateway = await world.start({}, altered(alteration))
  await act(gateway)
}

const missingAt = async (gateway: ServedGateway) => {
  await world.gatehouses.setLogKeys({ ...world.logKeys, url: `${gateway.url}/log/` })
  return (await world.gatehouses.at.SHANGHAI.reconcile())!.missing
}

describe('what a gateway hides', () => {
  it('is nothing, where it is honest', async () => {
    await with1('QUICK', async (gateway) => {
      await answered(gateway, 'officer-7', deltaUscc(0))
      await answered(gateway, 'officer-7', deltaUscc(1))
      // From the cache: the province hears of it afterwards.
      await answered(gateway, 'officer-8', deltaUscc(1))
      await expect
        .poll(async () => (await listOfPromises(world, 'SHANGHAI', folder)).lines.length, SOON)
        .toBe(3)
      const { list, whole } = await verifyAll()
      expect(list).toMatchObject({ exit: 0, status: 'VALID', held: 3, omitted: 0, failed: [] })
      expect(whole).toMatchObject({ exit: 0, status: 'VALID', failed: [] })
      expect(await missingAt(gateway)).toEqual([])
    })
  })

  it('is named from the list of a province that was shown a promise of it', async () => {
    await with1('LEAVES_ONE_OUT', async (gateway) => {
      await answered(gateway, HIDDEN_OFFICER, deltaUscc(2))
      const { list, whole, lines } = await verifyAll()
      const { index, id, leafHash } = lastListed(lines)
      expect(list).toMatchObject({ exit: 1, status: 'INVALID', held: 4, omitted: 1 })
      expect(list).toMatchObject({ firstBadIndex: index })
      expect(list.failed).toMatchObject([
        { step: 'OMISSION', code: 'LOG_LEAF_OMITTED', facts: { index, id } },
      ])
      // Nothing in the log itself tells: another leaf stands where this one was promised.
      expect(whole).toMatchObject({ exit: 0, status: 'VALID' })
      expect(await missingAt(gateway)).toEqual([{ index, leafHash }])
    })
  })

  it('is named when it was answered from the cache, from the list and from the pairs', async () => {
    await with1('ANSWERS_WITHOUT_LEAF', async (gateway) => {
      await answered(gateway, 'officer-7', deltaUscc(3))
      const before = (await listOfPromises(world, 'SHANGHAI', folder)).lines.length
      await answered(gateway, HIDDEN_OFFICER, deltaUscc(3))
      await expect
        .poll(async () => (await listOfPromises(world, 'SHANGHAI', folder)).lines.length, SOON)
        .toBe(before + 1)
      const { list, whole, lines } = await verifyAll()
      const { index, leafHash } = lastListed(lines)
      expect(list).toMatchObject({ exit: 1, status: 'INVALID', omitted: 2 })
      expect(whole).toMatchObject({ exit: 1, status: 'INVALID' })
      expect(whole.failed).toMatchObject([
        { step: 'PAIRS', code: 'LOG_INTENT_MISSING', facts: { index, intent: leafHash } },
      ])
      expect(await missingAt(gateway)).toContainEqual({ index, leafHash })
    })
  })
})
