/**
 * A gateway's sign-in over real HTTP(S), PostgreSQL and files, with fictitious agencies of Shanghai and a
 * clock that can be moved. Behind it stands no graph: /graphql answers who was established.
 */
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { Agent, request as ask } from 'undici'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { DEFAULT_RULES } from '../../../gateway/access/decide.ts'
import type { Role } from '../../../gateway/access/roles.ts'
import { signToken } from '../../../gateway/access/signed-token.ts'
import { createPostgresCounters } from '../../../gateway/counters/postgres-counters.ts'
import type { GraphQLEndpoint } from '../../../gateway/graphql-endpoint.ts'
import { createMetrics } from '../../../gateway/observe/metrics.ts'
import { createServer } from '../../../gateway/server.ts'
import type { ServerTls } from '../../../gateway/server.ts'
import type { SignInOptions } from '../../../gateway/sign-in/options.ts'
import { createSignIn } from '../../../gateway/sign-in/sign-in.ts'
import { loadTokenKeys } from '../../../gateway/sign-in/token-keys.ts'
import { createClientStore } from '../../../gateway/store/client-store.ts'
import { createCrlNumberStore } from '../../../gateway/store/crl-number-store.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { createTrust } from '../../../gateway/trust/trust.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { makeSigner } from '../../support/good-path.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { createMigratedDatabase } from '../../unit/sign-in/migrated-database.ts'
import { AT } from '../../support/x509/certificate.ts'
import { makeCrl } from '../../support/x509/crl.ts'
import { dnsName, ipName } from '../../support/x509/general-names.ts'
import { subjectAltName } from '../../support/x509/extensions.ts'
import { makeIntermediate, makeRoot } from '../../support/x509/hierarchy.ts'
import type { Issued } from '../../support/x509/hierarchy.ts'
import { takeKey } from '../../support/x509/keys.ts'

export const LOG = pino({ level: 'silent' })
export const AGENCY = 'XC-TEST-BUREAU'
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** TLS looks at the clock of the machine, whatever this test's says. */
const LONG = { notAfter: new Date('2049-01-01T00:00:00Z') }
const LONG_LIST = { nextUpdate: LONG.notAfter }
const ROOT = makeRoot(LONG)
const CA = makeIntermediate(ROOT, LONG)

/** Whose key and chain it is. */
export interface TestClient {
  readonly id: string
  readonly leaf: Issued
  readonly chain: readonly Buffer[]
}

function client(id: string, index: number): TestClient {
  const leaf = makeSigner(CA, { key: takeKey('rsa-2048', index), ...LONG }, 'AGENCY_CLIENT')
  return { id, leaf, chain: [leaf.der, CA.der] }
}

export const BUREAU = client('bureau-1', 2)
export const OTHER = client('other-1', 6)

export const DETAILS = {
  type: 'registry_query',
  agency: AGENCY,
  officer: 'officer-7',
  roles: ['OFFICER'],
  purpose: 'ENFORCEMENT',
  legal_basis: 'PENALTY_LAW_48',
  case_number: '虚构案2026-1',
}

export function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
}

export function keyPem(leaf: Issued): string {
  return leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A certificate for this machine. */
export function serverTls(): ServerTls {
  const hosts = subjectAltName([dnsName('localhost'), ipName('127.0.0.1')])
  const key = takeKey('rsa-2048', 7)
  const leaf = makeSigner(CA, { key, ...LONG, extensions: [hosts] }, 'TLS_SERVER')
  return {
    cert: pem('CERTIFICATE', leaf.der) + pem('CERTIFICATE', CA.der),
    key: keyPem(leaf),
    clientCa: null,
  }
}

/** The folder a gateway trusts by: the root of Shanghai, and the lists of both authorities. */
export async function writeTrust(folder: string, caList = makeCrl(CA, LONG_LIST)): Promise<void> {
  await mkdir(join(folder, 'crls'), { recursive: true })
  const file = 'shanghai-root.pem'
  const sha256 = Buffer.from(thumbprintOf(ROOT.der), 'base64url').toString('hex')
  const row = {
    ...{ name: '虚构根', party: 'shanghai', jurisdiction: { C: 'CN', ST: '上海市' }, file, sha256 },
    purposes: ['AGENCY_CLIENT', 'GRANT_SIGNER'],
    ...{ notAfter: LONG.notAfter.toISOString(), givenBy: 'test' },
  }
  await writeFile(join(folder, file), pem('CERTIFICATE', ROOT.der))
  await writeFile(join(folder, 'crls/root.pem'), pem('X509 CRL', makeCrl(ROOT, LONG_LIST)))
  await writeFile(join(folder, 'crls/issuing.pem'), pem('X509 CRL', caList))
  await writeFile(join(folder, 'anchors.json'), JSON.stringify([row]))
}

export function listOf(spec: Parameters<typeof makeCrl>[1]): Buffer {
  return makeCrl(CA, spec)
}

export interface World extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly database: Database
  readonly folder: string
  readonly clock: { at: Date }
  readonly refusals: string[]
  readonly clients: ReturnType<typeof createClientStore>
}

export interface WorldOptions {
  readonly databaseUrl?: string
  readonly tls?: ServerTls
  readonly folder?: string
  readonly signIn?: Partial<SignInOptions>
}

const TOKEN_KEY = takeKey('ed25519', 0)
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { tls } = options
  const databaseUrl = options.databaseUrl ?? (await createMigratedDatabase())
  const database = openDatabase(databaseUrl, () => undefined)
  const folder = options.folder ?? (await createTemporaryFolder('sign-in'))
  if (options.folder === undefined) await writeTrust(folder)
  const clock = { at: AT }
  const clients = createClientStore(database)
  const refusals: string[] = []
  let issuer = ''
  const signIn = createSignIn({
    issuer: () => issuer,
    keys: loadTokenKeys(TOKEN_KEY),
    trust: createTrust({
      ...{ folder, numbers: createCrlNumberStore(database), log: LOG, lookEveryMs: 0 },
      clock: () => performance.now(),
    }),
    clients,
    replay: createPostgresCounters({
      ...{ database, secret: randomBytes(32), log: LOG, now: () => clock.at.getTime() },
      ...(options.databaseUrl === undefined ? {} : { secret: Buffer.alloc(32) }),
    }),
    rules: DEFAULT_RULES,
    tokenSeconds: 600,
    plainTokens: tls === undefined ? 'LOOPBACK' : 'NEVER',
    now: () => clock.at,
    log: LOG,
    observer: { issued: () => undefined, refused: ({ code }) => void refusals.push(code) },
    ...options.signIn,
  })
  const { http, drain } = createServer({
    graphql: sayWho,
    authenticate: (request) => signIn.authenticate(request),
    routes: signIn.routes,
    tls: tls ?? null,
    metrics: createMetrics(LOG),
    log: LOG,
    maxBodyBytes: 1_000,
    missing: () => Promise.resolve([]),
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  issuer = `http${tls === undefined ? '' : 's'}://127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    ...{ url: issuer, databaseUrl, database, folder, clock, refusals, clients },
    async [Symbol.asyncDispose]() {
      await drain(0)
      await database.destroy()
      if (options.folder === undefined) await rm(folder, { recursive: true })
    },
  }
}

/** What the pipeline would be given. */
const sayWho: GraphQLEndpoint = (_, response, { principal }) => {
  const isRefused = principal instanceof FederationError
  response.statusCode = isRefused ? principal.status : 200
  response.end(JSON.stringify(isRefused ? { code: principal.code } : principal))
}

export async function register(
  { clients, clock }: World,
  { id, leaf }: TestClient,
  roles: readonly Role[] = ['OFFICER'],
  agency = AGENCY,
): Promise<void> {
  const certificates = [thumbprintOf(leaf.der)]
  const client = {
    id,
    agency,
    province: 'SHANGHAI',
    name: '虚构机关客户端',
    roles,
    certificates,
  } as const
  await clients.add(client, clock.at)
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readonly<Record<string, unknown>>
}

/** Shows a certificate where it is given one. */
export function connectAs(shown: TestClient | null): Agent {
  const own =
    shown === null ? {} : { cert: pem('CERTIFICATE', shown.leaf.der), key: keyPem(shown.leaf) }
  return new Agent({ connect: { ca: pem('CERTIFICATE', ROOT.der), ...own } })
}

type AskOptions = NonNullable<Parameters<typeof ask>[1]>

export async function send(url: string, options: AskOptions): Promise<Answer> {
  const { statusCode, headers, body } = await ask(url, options)
  const text = await body.text()
  return { status: statusCode, headers, body: JSON.parse(text) as Answer['body'] }
}

/** An assertion of the client's, but for what `claims` say. */
export function assertionOf(
  { url, clock }: World,
  { id, leaf, chain }: TestClient,
  claims: Readonly<Record<string, string | number>> = {},
): Promise<string> {
  const now = Math.floor(clock.at.getTime() / 1_000)
  const jti = randomBytes(16).toString('base64url')
  const usual = { iss: id, sub: id, aud: `${url}/token`, iat: now, exp: now + 60, jti }
  const signer = { alg: 'PS256', key: leaf.key.privateKey, by: { x5c: chain } } as const
  return signToken('JWT', { ...usual, ...claims }, signer)
}

/** Undefined takes a parameter out; an array gives it twice. */
export type FormChange = Readonly<Record<string, string | readonly string[] | undefined>>

export async function formOf(
  world: World,
  from: TestClient,
  details: object = {},
  change: FormChange = {},
): Promise<string> {
  const fields: FormChange = {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await assertionOf(world, from),
    authorization_details: JSON.stringify([{ ...DETAILS, ...details }]),
    ...change,
  }
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each as string]),
  )
  return new URLSearchParams(pairs).toString()
}

export const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

export function signIn(
  world: World,
  form: string,
  options: Partial<AskOptions> = {},
): Promise<Answer> {
  const usual = { method: 'POST', headers: FORM_TYPE, body: form } as const
  return send(`${world.url}/token`, { ...usual, ...options } as AskOptions)
}

export async function tokenOf(
  world: World,
  from: TestClient,
  details: object = {},
): Promise<string> {
  const { body } = await signIn(world, await formOf(world, from, details))
  return String(body['access_token'])
}

export function whoIs(
  world: World,
  headers: AskOptions['headers'],
  dispatcher?: Agent,
): Promise<Answer> {
  const options = dispatcher === undefined ? {} : { dispatcher }
  return send(`${world.url}/graphql`, { method: 'GET', headers: headers ?? null, ...options })
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
