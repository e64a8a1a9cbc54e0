/** Opens the office of a gateway that serves: sign-in, grants, quotas, the federation log. */
import { randomUUID } from 'node:crypto'
import type { Province } from '../../schemas/model/province.ts'
import { DEFAULT_RULES } from '../access/decide.ts'
import { createLogDesk } from '../audit/create-log-desk.ts'
import { createLogRoutes } from '../audit/log-routes.ts'
import type { Premises } from '../compose.ts'
import type { ServiceConfig } from '../config.ts'
import type { LogService } from '../log/log-service.ts'
import { createSearchTerms } from '../log/search-terms.ts'
import type { Office } from '../office.ts'
import { createSignIn } from '../sign-in/sign-in.ts'
import type { SignInOptions } from '../sign-in/options.ts'
import { loadTokenKeys } from '../sign-in/token-keys.ts'
import { STATEMENT_TIMEOUT_MS } from '../store/database.ts'
import { openOwnConnection } from '../store/own-connection.ts'
import type { OwnConnection } from '../store/own-connection.ts'
import { createClientStore } from '../store/client-store.ts'
import type { ClientStore } from '../store/client-store.ts'
import { createCrlNumberStore } from '../store/crl-number-store.ts'
import { createTrust } from '../trust/trust.ts'
import { issuerOf } from './issuer.ts'
import { openCounters, openQuotas } from './office-counters.ts'
import { openGrants } from './office-grants.ts'
import { openOfficeLog } from './office-log.ts'

/** What the process itself can be handed: grants that their provinces signed, by whoever started it. */
export interface OpenedOffice extends Office {
  /** One that is known already is passed over. @throws {FederationError} one that does not hold. */
  takeGrant(owner: Province, token: string): Promise<void>
}

const now = () => new Date()

/** `openLog`: tests put a log of their own here, in code. */
export async function openOffice(
  config: ServiceConfig,
  premises: Premises,
  openLog: (config: ServiceConfig, premises: Premises) => Promise<LogService> = openOfficeLog,
): Promise<OpenedOffice> {
  const { database, log } = premises
  const numbers = createCrlNumberStore(database)
  const clock = () => performance.now()
  const trust = createTrust({ folder: config.trustFolder, numbers, log, clock })
  // Each asks one statement after another; who counts may wait for a row that another process counts in.
  const [ofClients, ofGrants, counting] = [openQuick(config), openQuick(config), openQuick(config)]
  const clients = createClientStore(database, ofClients.ask)
  const counters = await openCounters(config, premises, counting.ask)
  async function letGo(): Promise<void> {
    counters.close()
    await Promise.all([ofClients, ofGrants, counting].map((each) => each.close()))
  }
  const service = await openLog(config, premises).catch(async (failure: unknown) => {
    await letGo()
    throw failure
  })
  const provinceOf = async (id: string) => (await clients.current()).get(id)?.province ?? null
  const grants = openGrants(premises, trust, provinceOf, service, ofGrants.ask)
  const { grounds } = grants
  const quotas = openQuotas(config, premises, counters.counted, service)
  const refused: SignInOptions['observer']['refused'] = (facts) =>
    service.refuse({ ...facts, operation: null })
  const signIn = createSignIn({
    ...signInSettings(config, premises),
    ...{ trust, clients, replay: counters.usedIds, rules: DEFAULT_RULES, now, log },
    observer: { issued: () => undefined, refused },
  })
  const { authenticate } = signIn
  const logRoutes = createLogRoutes({ database, service, authenticate, grounds, now })
  return {
    access: { grounds, count: ({ details }, subjects) => quotas.take(details, subjects) },
    ...{ federationLog: service, grants: grants.desk, authenticate },
    logDesk: createLogDesk({
      ...{ database, service, grounds, provinceOf, now, newId: () => randomUUID() },
      terms: createSearchTerms(config.log.recipients),
      agenciesOf: (province) => agenciesOf(province, clients),
    }),
    routes: new Map([...signIn.routes, ...logRoutes]),
    takeGrant: (owner, token) => grants.take(owner, token),
    async missing() {
      return (await Promise.all([trust.missing(), counters.missing(), service.health()])).flat()
    },
    async close() {
      await grants.close()
      await trust.flush()
      await service.close()
      await letGo()
    },
  }
}

/** As long as the pool's own statements may take: evidence that comes later is not waited for. */
function openQuick({ DATABASE_URL }: ServiceConfig): OwnConnection {
  return openOwnConnection(DATABASE_URL, { statementMs: STATEMENT_TIMEOUT_MS })
}

function signInSettings(config: ServiceConfig, { address }: Premises) {
  const { signing, former } = config.accessTokenKeys!
  return {
    issuer: () => issuerOf(config, address()),
    keys: loadTokenKeys(signing, former),
    tokenSeconds: config.ACCESS_TOKEN_SECONDS,
    plainTokens: config.PLAIN_TOKENS === 'loopback' ? 'LOOPBACK' : 'NEVER',
  } as const
}

async function agenciesOf(province: Province, clients: ClientStore): Promise<readonly string[]> {
  const all = [...(await clients.current()).values()]
  return all.filter((client) => client.province === province).map(({ agency }) => agency)
}
