/** Two gateways on one PostgreSQL and one Redis: what one knows the other goes by, and there is one log. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openDatabase } from '../../../gateway/store/database.ts'
import { createClientStore } from '../../../gateway/store/client-store.ts'
import { createLogStore } from '../../../gateway/store/log-store.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { altered } from '../../support/alterations.ts'
import { deltaRecords, deltaUscc } from '../../support/delta-records.ts'
import type { Answer } from '../../support/gateway-process.ts'
import { describeWithRedis, startRedis } from '../../support/redis.ts'
import type { TestRedis } from '../../support/redis.ts'
import { runYdelta } from '../../support/run-ydelta.ts'
import { openServedLog } from '../../support/served-log.ts'
import { assertionOf, askToken } from '../../support/served-sign-in.ts'
import type { SignInWish } from '../../support/served-sign-in.ts'
import { CLIENTS, servedGrant } from '../../support/served-trust.ts'
import type { SignedGrant } from '../../support/served-trust.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

// Whole processes start and end in a test.
vi.setConfig({ testTimeout: 60_000 })

const SOON = { timeout: 15_000, interval: 50 }
/** Both call themselves so, as behind one balancer: a token of one is a token of the other. */
const PUBLIC_URL = 'http://gateway.ydelta.example'
const SUBJECTS_PER_DAY = 300
const ENTITIES = 20
/** Answers of one that is stopped and goes on again and again: it works, and not now and then. */
const ENOUGH = 20
/** Above every grace, timeout and term that a process could have beside its work. */
const STOPPED_MS = 3_500

const NAME = `query ($uscc: String!) { entity(uscc: $uscc) { name } }`
const SUPERVISION = { purpose: 'SUPERVISION', legal_basis: 'ORDER_44_2' }
const ASSISTANCE = { purpose: 'ASSISTANCE', legal_basis: 'PENALTY_LAW_26' }
/** Each purpose has a quota of its own. */
const LOADS: readonly SignInWish[] = [
  {},
  { purpose: 'REGISTRATION', legal_basis: 'ENTITY_REGULATION_12' },
  { purpose: 'LEAD_CHECK', legal_basis: 'DATA_SECURITY_LAW_38' },
  { purpose: 'CREDIT_REPAIR', legal_basis: 'ORDER_107' },
]
const TRANSFER = { purpose: 'CRIMINAL_TRANSFER', legal_basis: 'PENALTY_LAW_27' }

let folder: string
let redis: TestRedis
let world: ServedWorld
let first: ServedGateway
let second: ServedGateway

const stateOf = (name: string) => join(folder, `${name}-signed-head`)

const grantsOf = (change: Parameters<typeof servedGrant>[1]): Promise<readonly SignedGrant[]> =>
  Promise.all(PROVINCES.map((owner) => servedGrant(owner, change)))

async function askOf(gateway: ServedGateway, wish: SignInWish, query = NAME, variables?: object) {
  const token = await gateway.token('officer', wish)
  return gateway.ask(query, token, { uscc: deltaUscc(1), ...variables })
}

const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)

await describeWithRedis('two gateways', () => {
  beforeAll(async () => {
    folder = await createTemporaryFolder('two-gateways')
    redis = await startRedis()
    world = await openServedWorld({
      recordsOf: (province) => deltaRecords(ENTITIES, province),
      settings: {
        ...{ REDIS_URL: redis.url, CACHE_KEY: Buffer.alloc(32, 9).toString('base64') },
        ...{ PUBLIC_URL, QUOTA_PER_DAY: String(SUBJECTS_PER_DAY) },
        ...{ REGISTRY_DEADLINE_MS: '5000', REGISTRY_BREAK_AFTER: '1000' },
      },
    })
    // At the same time on an empty database.
    const started = await Promise.all(
      ['first', 'second'].map((name) =>
        world.start({ LOG_STATE_FILE: stateOf(name) }, altered('QUICK')),
      ),
    )
    ;[first, second] = started as [ServedGateway, ServedGateway]
  })
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
    await redis?.stop()
    await rm(folder, { recursive: true })
  })

  it('use an assertion once', async () => {
    const assertion = await assertionOf(CLIENTS.officer, { issuer: PUBLIC_URL })
    const [one, other] = [first, second].map(({ url }) => ({ url, issuer: PUBLIC_URL }))
    const signIn = (place: typeof one) =>
      askToken(place!, CLIENTS.officer, 'officer', {}, assertion)
    expect(await signIn(one)).toMatchObject({ status: 200 })
    const replayed = { status: 401, body: { code: 'SIGN_IN_ASSERTION_REPEATED' } }
    expect(await signIn(other)).toMatchObject(replayed)
  })

  it('know each other’s grants, and what is revoked at one is refused by the other at once', async () => {
    const token = await second.token('officer', SUPERVISION)
    const asked = () => second.ask(NAME, token, { uscc: deltaUscc(1) }).then(codesOf)
    expect(await asked()).toEqual(['PURPOSE_OUTSIDE_GRANT'])
    await first.give(await grantsOf({ purpose: 'SUPERVISION' }))
    expect(await asked()).toEqual([])
    await first.give(await grantsOf({ purpose: 'SUPERVISION', version: 2, revoked: true }))
    expect(await asked()).toEqual(['GRANT_REVOKED'])
  })

  it('count together', async () => {
    await second.give(await grantsOf({ purpose: 'ASSISTANCE' }))
    const query = `query ($usccs: [String!]!) { entities(usccs: $usccs) { uscc } }`
    const usccs = Array.from({ length: ENTITIES }, (_, i) => deltaUscc(i))
    const ask = async (gateway: ServedGateway) =>
      codesOf(await askOf(gateway, ASSISTANCE, query, { usccs }))
    for (let asked = 0; asked < SUBJECTS_PER_DAY; asked += 2 * ENTITIES) {
      if (asked + ENTITIES < SUBJECTS_PER_DAY) expect(await ask(second)).toEqual([])
      expect(await ask(first)).toEqual([])
    }
    expect(await ask(second)).toEqual(['QUOTA_EXCEEDED'])
    expect(await ask(first)).toEqual(['QUOTA_EXCEEDED'])
  })

  it('both refuse a client that was removed', async () => {
    const { id } = CLIENTS.administrator
    const token = await first.token('administrator')
    const asked = () =>
      Promise.all([first, second].map(async (each) => codesOf(await each.ask(NAME, token, {}))))
    const before = await asked()
    expect(before.flat()).not.toContain('SIGN_IN_CLIENT_REMOVED')
    const database = openDatabase(world.databaseUrl, () => undefined)
    await createClientStore(database).remove(id)
    await database.destroy()
    expect(await asked()).toEqual([['SIGN_IN_CLIENT_REMOVED'], ['SIGN_IN_CLIENT_REMOVED']])
    await expect(second.token('administrator')).rejects.toThrow('CLIENT_UNKNOWN')
  })

  it('go on without each other, and there is one log', async () => {
    for (const purpose of ['CRIMINAL_TRANSFER', 'LEAD_CHECK', 'CREDIT_REPAIR'] as const) {
      await first.give(await grantsOf({ purpose }))
    }
    const places = new Map<number, string>()
    const note = (answer: Answer) => noteIn(places, answer)
    const tokens = await Promise.all(LOADS.map((wish) => first.token('officer', wish)))
    const load = startLoad(first, tokens, note)
    const token = await second.token('officer', TRANSFER)
    const other = async () => {
      const answer = await second.ask(NAME, token, { uscc: deltaUscc(2) })
      expect(codesOf(answer)).toEqual([])
      note(answer)
    }
    for (let stop = 0; stop < 10; stop += 1) {
      process.kill(first.pid, 'SIGSTOP')
      await other()
      process.kill(first.pid, 'SIGCONT')
      await load.next()
    }
    process.kill(first.pid, 'SIGSTOP')
    const stoppedAt = performance.now()
    const goesOn = async () => {
      await other()
      return performance.now() - stoppedAt
    }
    await expect.poll(goesOn, SOON).toBeGreaterThan(STOPPED_MS)
    process.kill(first.pid, 'SIGCONT')
    // It took up its work again, however soon the above was over.
    await expect.poll(() => load.answered(), SOON).toBeGreaterThan(ENOUGH)
    const answers = await load.stop()
    const refusals = answers.map(refusalIn).filter((code) => code !== '')
    for (const code of refusals) expect(code).toMatch(/_UNAVAILABLE|QUOTA_|PROVINCE_TIMEOUT/)
    expect(answers.length - refusals.length).toBeGreaterThan(ENOUGH)
    // Both are well, and both go on.
    expect(codesOf(await askOf(first, TRANSFER))).toEqual([])
    await other()
    for (const { url } of [first, second]) await expect.poll(() => readiness(url), SOON).toEqual([])
    await refuseForks(places)
  })
})

/** As many at a time as there are tokens, all the time. */
function startLoad(
  gateway: ServedGateway,
  tokens: readonly string[],
  note: (answer: Answer) => void,
) {
  const answers: Answer[] = []
  let isOver = false
  let heard = Promise.withResolvers<void>()
  const worker = async (token: string) => {
    while (!isOver) {
      const answer = await gateway.ask(NAME, token, { uscc: deltaUscc(answers.length % ENTITIES) })
      note(answer)
      answers.push(answer)
      heard.resolve()
      heard = Promise.withResolvers()
    }
  }
  const workers = Promise.all(tokens.map(worker))
  workers.catch(() => undefined) // told by whoever waits for them
  return {
    next: () => heard.promise,
    /** How many were answered and not refused. */
    answered: () => answers.filter((answer) => refusalIn(answer) === '').length,
    async stop() {
      isOver = true
      await workers
      return answers
    },
  }
}

/** Empty: it was answered. A refusal must say that it helps to ask again. */
function refusalIn({ errors }: Answer): string {
  const refused = errors.filter(({ extensions: { retryable } }) => !retryable)
  expect(refused).toEqual([])
  return errors.map(({ extensions }) => extensions.code).join()
}

function noteIn(places: Map<number, string>, { text }: Answer): void {
  const { extensions } = JSON.parse(text) as {
    readonly extensions?: { readonly logEntries: { index: number; leafHash: string }[] }
  }
  for (const { index, leafHash } of extensions?.logEntries ?? []) {
    expect(places.has(index)).toBe(false)
    places.set(index, leafHash)
  }
}

async function readiness(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/readyz`)
  return ((await response.json()) as { readonly missing: readonly string[] }).missing
}

/** Everything either has acknowledged stands where it was said to, and the log verifies offline. */
async function refuseForks(places: ReadonlyMap<number, string>): Promise<void> {
  const database = openDatabase(world.databaseUrl, () => undefined, { patient: true })
  const store = createLogStore(database)
  const leaves = await store.leaves(0, (await store.head()).size)
  await database.destroy()
  expect(places.size).toBeGreaterThan(30)
  for (const [index, leafHash] of places) {
    expect(leaves[index]!.hash.toString('base64url')).toBe(leafHash)
  }
  await using log = await openServedLog(world)
  expect(await log.exportCosigned(join(folder, 'log'))).toBeGreaterThanOrEqual(leaves.length)
  const words = ['log', 'fsck', join(folder, 'log'), '--policy', world.policyFile, '--json']
  const { status, stdout } = await runYdelta(words)
  expect({ status, ...(JSON.parse(stdout) as object) }).toMatchObject({ status: 'VALID' })
  expect(status).toBe(0)
  // Both have signed heads of it.
  for (const name of ['first', 'second']) {
    const signed = JSON.parse(await readFile(stateOf(name), 'utf8')) as { readonly size: number }
    expect(signed.size).toBeGreaterThan(0)
  }
}
