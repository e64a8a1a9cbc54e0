/**
 * What offices of the bench are opened on: one PostgreSQL for all, with fsync, a database and a log for
 * each; one throw-away root that four fictitious provinces share; grants as `npm start` signs them; a
 * client that asks for its tokens as any other.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { thumbprintOf } from '../../../gateway/access/certificate-thumbprint.ts'
import { askToken } from '../../../gateway/cli/clients/ask-token.ts'
import { DETAILS_TYPE } from '../../../gateway/access/access-token.ts'
import { DEVELOPMENT_AGENCIES } from '../../../gateway/cli/clients/development-clients.ts'
import { DEVELOPMENT_DETAILS } from '../../../gateway/cli/clients/development-details.ts'
import { createClientStore } from '../../../gateway/store/client-store.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { startPrivatePostgres } from '../../../gateway/store/private-postgres.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import type { VariantSettings } from '../variants/registries.ts'
import { environmentFor, writeKeys } from './environment.ts'
import { CLIENT_CHAIN, CLIENT_KEY, CLIENT_LEAF, grantsOfAll, writeTrust } from './parties.ts'

/** What one office needs to open. */
export interface OfficeSettings {
  /** As gateway/config.ts reads it. */
  readonly environment: Readonly<Record<string, string>>
  readonly grants: readonly { readonly owner: Province; readonly token: string }[]
}

export interface Premises {
  /** A database and a log of its own, whose name is `name`: letters and digits. */
  prepare(name: string, registries: VariantSettings['registries']): Promise<OfficeSettings>
  /** An access token for the gateway at `url`, good for ten minutes. */
  tokenFor(url: string): Promise<string>
  /** Ends the server and removes everything. */
  stop(): Promise<void>
}

const CLIENT_ID = 'bench-officer'

/** The server runs where this process does. */
export async function openPremises(): Promise<Premises> {
  const folder = await createTemporaryFolder('bench-office')
  // Not within the other: its account could not get there.
  const data = await createTemporaryFolder('bench-postgres')
  const postgres = await startPrivatePostgres({ folder: data })
  await writeTrust(join(folder, 'trust'))
  const grants = await grantsOfAll(new Date())
  return {
    async prepare(name, registries) {
      const databaseUrl = await createDatabase(postgres.url, name)
      const keys = await writeKeys(folder, name)
      const more = { DATABASE_URL: databaseUrl, TRUST_FOLDER: join(folder, 'trust'), ...keys }
      return { environment: await environmentFor(folder, registries, more), grants }
    },
    tokenFor: async (url) => {
      const wish = { url, issuer: null, ca: null, clientId: CLIENT_ID, details: OFFICER }
      const { body } = await askToken({ ...wish, key: CLIENT_KEY, chain: CLIENT_CHAIN }, new Date())
      const token = body['access_token']
      if (typeof token !== 'string') throw new Error(`no token: ${JSON.stringify(body)}`)
      return token
    },
    async stop() {
      await postgres.stop()
      for (const each of [data, folder]) await rm(each, { recursive: true, force: true })
    },
  }
}

const { agency, name, roles } = DEVELOPMENT_AGENCIES.officer
const OFFICER = { type: DETAILS_TYPE, ...DEVELOPMENT_DETAILS.officer, agency, roles }

/** With all tables and the client in it. */
async function createDatabase(serverUrl: string, named: string): Promise<string> {
  const server = new pg.Client(serverUrl)
  await server.connect()
  await server.query(`CREATE DATABASE ${server.escapeIdentifier(named)}`)
  await server.end()
  const url = Object.assign(new URL(serverUrl), { pathname: `/${named}` }).href
  const database = openDatabase(url, () => undefined, { patient: true })
  await migrate(database)
  const certificates = [thumbprintOf(CLIENT_LEAF)]
  const client = { id: CLIENT_ID, agency, province: 'SHANGHAI', name, roles, certificates } as const
  await createClientStore(database).add(client, new Date())
  await database.destroy()
  return url
}
