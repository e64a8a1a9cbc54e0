/**
 * Gateways as `ydelta serve` runs them, in processes of their own, and all that they need in this one:
 * four pretend registries behind their gatehouses, witnesses, trust, clients, grants, keys of the log.
 */
import { generateKeyPairSync } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../../gateway/cli/child.ts'
import type { Child } from '../../gateway/cli/child.ts'
import { logOfOneMachine } from '../../gateway/cli/dev/log-of-one-machine.ts'
import { createWitness } from '../../gateway/federation-log/cosignature.ts'
import { printVerifierKey } from '../../gateway/federation-log/verifier-key.ts'
import type { LogKeysJson } from '../../gateway/gatehouse/log-keys.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { createClientStore } from '../../gateway/store/client-store.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { freePort } from '../../gateway/store/free-port.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import { askBroker } from './broker.ts'
import { CHILD_ENV } from './child-env.ts'
import { startFourGatehouses } from './four-gatehouses.ts'
import type { FourGatehouses, FourGatehousesOptions } from './four-gatehouses.ts'
import { startFourRegistries } from './four-registries.ts'
import type { FourRegistries } from './four-registries.ts'
import { readAnswer } from './gateway-process.ts'
import type { Answer } from './gateway-process.ts'
import { isAlive } from './is-alive.ts'
import { signIn } from './served-sign-in.ts'
import type { SignInWish } from './served-sign-in.ts'
import { CLIENTS, servedGrants, writeTrustFolder } from './served-trust.ts'
import type { ServedRole, SignedGrant } from './served-trust.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

export interface ServedWorld extends AsyncDisposable {
  readonly registries: FourRegistries
  readonly gatehouses: FourGatehouses
  readonly databaseUrl: string
  /** What auditors verify with. */
  readonly policyFile: string
  /** Of the log, as the gatehouses know it. */
  readonly logKeys: LogKeysJson
  /** The environment of a gateway. */
  readonly settings: Readonly<Record<string, string>>
  /** Started processes are ended with the world. `how`: instead of `ydelta serve`. */
  start(settings?: Readonly<Record<string, string>>, how?: ServedProgram): Promise<ServedGateway>
}

export interface ServedProgram {
  readonly program: string
  readonly words: readonly string[]
}

export interface ServedGateway extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly child: Child
  /** Its log, one JSON object a line. */
  readonly lines: readonly string[]
  /** A fresh token. */
  token(role?: ServedRole, wish?: SignInWish): Promise<string>
  ask(query: string, token: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>
  give(grants: readonly SignedGrant[]): Promise<void>
}

export interface ServedWorldOptions {
  readonly recordsOf: (province: Province) => readonly RegistryRecord[]
  /** Default: a database of its own on the tests' PostgreSQL. */
  readonly databaseUrl?: string
  readonly settings?: Readonly<Record<string, string>>
  readonly gatehouses?: FourGatehousesOptions
}

/** Dispose of it in `afterAll`. */
export async function openServedWorld(options: ServedWorldOptions): Promise<ServedWorld> {
  const folder = await createTemporaryFolder('served')
  const registries = await startFourRegistries(options)
  const gatehouses = await startFourGatehouses(registries, options.gatehouses)
  const databaseUrl = options.databaseUrl ?? ((await askBroker('database')) as string)
  await prepareDatabase(databaseUrl)
  await writeTrustFolder(join(folder, 'trust'))
  const witnesses = PROVINCES.map((province) => {
    const name = `witness.ydelta.example/${PROVINCE_FACTS[province].slug}`
    const witness = createWitness(name, generateKeyPairSync('ed25519').privateKey)
    gatehouses.at[province].setWitness(witness)
    const url = `${gatehouses.at[province].url}/_witness`
    return { province, url, vkey: printVerifierKey(witness.key) }
  })
  const log = await logOfOneMachine(folder, witnesses, 'http://127.0.0.1:9/log')
  await gatehouses.setLogKeys({ ...log.keys, url: null })
  const settings = {
    ...gatehouses.settings,
    ...(await recipientSettings(folder)),
    ...log.settings,
    ...{ TRUST_FOLDER: join(folder, 'trust'), PLAIN_TOKENS: 'loopback' },
    ...{ DATABASE_URL: databaseUrl, LOG_LEVEL: 'info', ...options.settings },
  }
  const started: ServedGateway[] = []
  return {
    ...{ registries, gatehouses, databaseUrl, settings, policyFile: log.policyFile },
    logKeys: log.keys,
    async start(more = {}, how) {
      const gateway = await startServed({ ...settings, ...more }, how)
      started.push(gateway)
      return gateway
    },
    async [Symbol.asyncDispose]() {
      for (const gateway of started) await gateway[Symbol.asyncDispose]()
      await gatehouses[Symbol.asyncDispose]()
      await registries[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function prepareDatabase(url: string): Promise<void> {
  const database = openDatabase(url, () => undefined, { patient: true })
  try {
    await migrate(database)
    const clients = createClientStore(database)
    const known = await clients.current()
    for (const { id, agency, roles, thumbprint } of Object.values(CLIENTS)) {
      if (known.has(id)) continue
      const named = { id, agency, roles, name: '虚构机关', certificates: [thumbprint] }
      await clients.add({ ...named, province: 'SHANGHAI' }, new Date())
    }
  } finally {
    await database.destroy()
  }
}

/** Whoever reads disclosures in these tests takes the private keys from here. */
export const DISCLOSURE_KEYS = new Map(
  PROVINCES.map((province) => [province, generateKeyPairSync('rsa', { modulusLength: 2048 })]),
)

async function recipientSettings(folder: string): Promise<Record<string, string>> {
  const settings: Record<string, string> = {}
  for (const [i, province] of PROVINCES.entries()) {
    const file = join(folder, `${province}.disclosure.pem`)
    const { publicKey } = DISCLOSURE_KEYS.get(province)!
    await writeFile(file, publicKey.export({ type: 'spki', format: 'pem' }))
    settings[`${province}_DISCLOSURE_KEY_FILE`] = file
    settings[`${province}_SEARCH_KEY`] = Buffer.alloc(32, i + 1).toString('base64')
  }
  return settings
}

const READY_WITHIN_MS = 60_000

async function startServed(
  settings: Readonly<Record<string, string>>,
  { program, words }: Partial<ServedProgram> = {},
): Promise<ServedGateway> {
  const lines: string[] = []
  const taken: (() => void)[] = []
  const child = await startChild({
    words: words ?? ['serve', '--migrate'],
    ...(program === undefined ? {} : { program }),
    env: { ...CHILD_ENV, PORT: String(await freePort()), ...settings },
    onLine: (line) => lines.push(line),
    onMore: (facts) => facts['grantsTaken'] !== undefined && taken.shift()?.(),
    readyWithinMs: READY_WITHIN_MS,
  })
  const url = String(child.facts['url'])
  const issuer = settings['PUBLIC_URL'] ?? url
  const give = (grants: readonly SignedGrant[]): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    taken.push(resolve)
    child.send({ grants })
    return promise
  }
  await give(await servedGrants())
  return {
    ...{ url, pid: child.pid, child, lines, give },
    token: (role = 'officer', wish = {}) => signIn({ url, issuer }, CLIENTS[role], role, wish),
    async ask(query, token, variables) {
      const began = performance.now()
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      })
      return readAnswer(response, began)
    },
    async [Symbol.asyncDispose]() {
      if (isAlive(child.pid)) process.kill(child.pid, 'SIGKILL')
      await child.ended
    },
  }
}
