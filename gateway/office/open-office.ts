/** Opens the office of a gateway that serves: sign-in, grants, quotas, the federation log. */
import { randomBytes, randomUUID } from 'node:crypto'
import { connectRedis } from '../cache/redis-connection.ts'
import type { ServiceConfig } from '../config.ts'
import type { Premises } from '../compose.ts'
import { createPostgresCounters } from '../counters/postgres-counters.ts'
import { createQuotas } from '../counters/quotas.ts'
import { createRedisCounters } from '../counters/redis-counters.ts'
import type { Counters } from '../counters/counters.ts'
import { createLogDesk } from '../audit/create-log-desk.ts'
import { createLogRoutes } from '../audit/log-routes.ts'
import { createGrantDesk } from '../grants/create-grant-desk.ts'
import { createGrantIntake } from '../grants/grant-intake.ts'
import { createGrantSource } from '../grants/grant-source.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { verifyGrant } from '../access/grant.ts'
import type { Office } from '../office.ts'
import { createSearchTerms } from '../log/search-terms.ts'
import { createSignIn } from '../sign-in/sign-in.ts'
import { loadTokenKeys } from '../sign-in/token-keys.ts'
import { createClientStore } from '../store/client-store.ts'
import { createCrlNumberStore } from '../store/crl-number-store.ts'
import { sharedValue } from '../store/shared-value.ts'
import { createTrust } from '../trust/trust.ts'
import type { Trust } from '../trust/trust.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import { issuerOf } from './issuer.ts'
import { openOfficeLog } from './office-log.ts'
import { grantActRecorder } from './record-grant-act.ts'

const now = () => new Date()

/** What the process itself can be handed: grants that their provinces signed, by whoever started it. */
export interface OpenedOffice extends Office {
  /** One that is known already is passed over. @throws {FederationError} one that does not hold. */
  takeGrant(owner: Province, token: string): Promise<void>
}

export async function openOffice(config: ServiceConfig, premises: Premises): Promise<OpenedOffice> {
  const { database, log, metrics } = premises
  const trust = createTrust({
    ...{ folder: config.trustFolder, log, clock: () => performance.now() },
    numbers: createCrlNumberStore(database),
  })
  const clients = createClientStore(database)
  const { counted, usedIds, close: closeCounters } = await openCounters(config, premises)
  const logService = await openOfficeLog(config, premises)
  const verify = verifierOf(trust)
  const provinceOf = async (id: string) => (await clients.current()).get(id)?.province ?? null
  const grants = createGrantDesk({
    ...{ database, verify, now, newId: () => randomUUID() },
    provinceOf,
    onAct: grantActRecorder(logService),
  })
  const intake = createGrantIntake({
    ...{ database, verify, now, onAct: grantActRecorder(logService) },
  })
  const signIn = createSignIn({
    issuer: () => issuerOf(config, premises.address()),
    keys: loadTokenKeys(config.accessTokenKeys!.signing, config.accessTokenKeys!.former),
    ...{ trust, clients, replay: usedIds, rules: DEFAULT_RULES, now, log },
    tokenSeconds: config.ACCESS_TOKEN_SECONDS,
    plainTokens: config.PLAIN_TOKENS === 'loopback' ? 'LOOPBACK' : 'NEVER',
    observer: {
      issued: () => undefined,
      refused: (facts) => logService.refuse({ ...facts, operation: null }),
    },
  })
  const quotas = createQuotas(counted, {
    perMinute: config.QUOTA_PER_MINUTE,
    perDay: config.QUOTA_PER_DAY,
    enumerationPerHour: config.ENUMERATION_PER_HOUR,
    now: Date.now,
    onEnumeration({ agency, purpose, count, officer, at }) {
      log.warn({ agency, purpose, count }, 'bulk enumeration noticed')
      metrics.enumerationNoticed()
      const act = { act: 'ENUMERATION_NOTICED', role: 'OFFICER', actor: officer }
      const facts = { ...act, at, province: null, count, document: null }
      logService.act(facts).catch((err: unknown) => log.warn({ err }, 'enumeration not logged'))
    },
  })
  const grounds = createGrounds(premises, trust, verify)
  const logDesk = createLogDesk({
    ...{ database, service: logService, grounds, provinceOf, now, newId: () => randomUUID() },
    terms: createSearchTerms(config.log.recipients),
    async agenciesOf(province) {
      const all = [...(await clients.current()).values()]
      return all.filter((client) => client.province === province).map(({ agency }) => agency)
    },
  })
  const { authenticate } = signIn
  return {
    access: {
      grounds,
      count: ({ details }, subjects) => quotas.take(details, subjects),
    },
    federationLog: logService,
    grants,
    async takeGrant(owner, token) {
      const grant = await intake.read(token, owner)
      await intake.take(grant, token, null).catch((failure: unknown) => {
        const isKnown =
          failure instanceof FederationError && failure.code === 'GRANT_VERSION_NOT_HIGHER'
        if (!isKnown) throw failure
      })
    },
    ...{ logDesk, authenticate },
    routes: new Map([
      ...signIn.routes,
      ...createLogRoutes({ service: logService, authenticate, grounds, now }),
    ]),
    async missing() {
      const all = await Promise.all([trust.missing(), logService.health()])
      return all.flat()
    },
    async close() {
      await trust.flush()
      await logService.close()
      closeCounters()
    },
  }
}

function verifierOf(trust: Trust) {
  return async (token: string, owner: Province, at: Date) =>
    verifyGrant(token, owner, await trust.trustFor('GRANT_SIGNER', owner), at)
}

/** Grants as of now. Whenever anchors or lists have changed, every signature is looked at anew. */
function createGrounds(
  { database, log }: Premises,
  trust: Trust,
  verify: ReturnType<typeof verifierOf>,
) {
  let version = ''
  const source = createGrantSource({ database, verify, now, log, trustRevision: () => version })
  return async () => {
    version = await trust.version()
    return source.current()
  }
}

interface OpenCounters {
  readonly counted: Counters
  readonly usedIds: Counters
  close(): void
}

/**
 * Quotas in Redis where there is one. Used ids in PostgreSQL always: sign-in is rare, and a Redis that
 * restarts without its data would let assertions be used again.
 */
async function openCounters(config: ServiceConfig, premises: Premises): Promise<OpenCounters> {
  const { database, log } = premises
  const secret = Buffer.from(
    await sharedValue(database, 'counter-key', () => randomBytes(32).toString('base64')),
    'base64',
  )
  const usedIds = createPostgresCounters({ database, secret, now: Date.now, log })
  if (config.REDIS_URL === undefined) {
    return { counted: usedIds, usedIds, close: () => undefined }
  }
  const onError = (err: unknown): void => log.warn({ err }, 'counters do not answer')
  const connection = connectRedis(config.REDIS_URL, onError)
  return {
    usedIds,
    counted: createRedisCounters({ connection, secret, now: Date.now }),
    close: () => connection.disconnect(),
  }
}
