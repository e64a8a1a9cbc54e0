/**
 * Registered clients (登录客户端), as of now: whoever asks is answered from a state that was read, or
 * found unchanged, after he asked. A removed client is gone at once in every process.
 */
import { sql } from 'kysely'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Role } from '../access/roles.ts'
import { createWaves } from '../counters/waves.ts'
import { checkRegistration } from './client-registration.ts'
import type { NewClient, SignInClient } from './client-registration.ts'
import type { Database } from './database.ts'
import { askThrough } from './own-connection.ts'

export type Clients = ReadonlyMap<string, SignInClient>

export interface ClientStore {
  /** @throws {FederationError} `SIGN_IN_STORE_UNAVAILABLE`. */
  current(): Promise<Clients>
  /** @throws {FederationError} `CLIENT_REGISTRATION_INVALID`, `CLIENT_EXISTS`. */
  add(client: NewClient, at: Date): Promise<void>
  /** @throws {FederationError} `CLIENT_NOT_REGISTERED`. */
  remove(id: string): Promise<void>
  /**
   * While one is being renewed, two stand side by side. Taking one away ends all tokens of the client.
   *
   * @throws {FederationError} `CLIENT_NOT_REGISTERED`, `CLIENT_REGISTRATION_INVALID`.
   */
  setCertificates(id: string, certificates: readonly string[], at: Date): Promise<void>
}

const REVISION = { name: 'client_revision', text: 'SELECT revision FROM client_revision' }

/** `ask`: for what every request waits for. */
export function createClientStore(database: Database, ask = askThrough(database)): ClientStore {
  let known: { readonly revision: string; readonly clients: Clients } | null = null

  const current = createWaves<null, Clients>(async (all) => {
    const [row] = await ask<{ readonly revision: string }>(REVISION)
    if (row === undefined) throw new Error('the row of client_revision is missing')
    if (known?.revision !== row.revision) known = await loadClients(database)
    const { clients } = known
    return all.map(() => clients)
  })

  return {
    async current() {
      try {
        return await current(null)
      } catch (cause) {
        throw new FederationError('SIGN_IN_STORE_UNAVAILABLE', {}, { cause })
      }
    },
    add: (client, at) => addClient(database, client, at),
    remove: (id) => removeClient(database, id),
    setCertificates: (id, certificates, at) => setCertificates(database, id, certificates, at),
  }
}

interface Row {
  readonly revision: string
  readonly id: string | null
  readonly agency: string
  readonly province: Province
  readonly name: string
  readonly roles: Role[]
  readonly certificates: string[]
  readonly status: SignInClient['status']
  readonly tokens_from: Date
}

/** Revision and clients in one statement: of one instant. */
async function loadClients(database: Database) {
  const { rows } = await sql<Row>`
    SELECT r.revision, c.* FROM client_revision r LEFT JOIN client c ON true
  `.execute(database)
  const clients = rows.flatMap(({ id, tokens_from: tokensFrom, ...row }): SignInClient[] => {
    if (id === null) return []
    const { agency, province, name, roles, certificates, status } = row
    return [{ id, agency, province, name, roles, certificates, status, tokensFrom }]
  })
  return {
    revision: rows[0]!.revision,
    clients: new Map(clients.map((client) => [client.id, client])),
  }
}

async function addClient(database: Database, client: NewClient, at: Date): Promise<void> {
  checkRegistration(client)
  const { id, agency, province, name } = client
  const added = await database
    .insertInto('client')
    .values({
      ...{ id, agency, province, name, status: 'ACTIVE' },
      // A token says the second in which it was issued.
      tokens_from: new Date(Math.floor(at.getTime() / 1_000) * 1_000),
      roles: [...client.roles],
      certificates: [...client.certificates],
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (added === undefined) throw new FederationError('CLIENT_EXISTS', { id })
}

async function removeClient(database: Database, id: string): Promise<void> {
  const removed = await database.deleteFrom('client').where('id', '=', id).executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw new FederationError('CLIENT_NOT_REGISTERED', { id })
}

async function setCertificates(
  database: Database,
  id: string,
  certificates: readonly string[],
  at: Date,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('client')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new FederationError('CLIENT_NOT_REGISTERED', { id })
    checkRegistration({
      ...{ id, agency: row.agency, name: row.name, certificates },
      province: row.province as Province,
      roles: row.roles as Role[],
    })
    const isTaken = row.certificates.some((one) => !certificates.includes(one))
    await transaction
      .updateTable('client')
      .set({ certificates: [...certificates], ...(isTaken ? { tokens_from: at } : {}) })
      .where('id', '=', id)
      .execute()
  })
}
