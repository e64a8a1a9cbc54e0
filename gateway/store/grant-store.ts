/** Signed grants (授权) by version, and what is remembered of them. */
import { sql } from 'kysely'
import type { Province } from '../../schemas/model/province.ts'
import type { Database } from './database.ts'
import type { Ask } from './own-connection.ts'

export interface GrantName {
  readonly owner: Province
  readonly id: string
  readonly version: number
}

export interface GrantDocument extends GrantName {
  readonly agency: string
  readonly revoked: boolean
  /** As it was signed. */
  readonly token: string
}

export interface KeptDocument extends GrantDocument {
  readonly receivedAt: Date
  /** Its leaf is durable. */
  readonly logged: boolean
}

export interface StoredGrants {
  /** Of each grant the highest version that is kept. */
  readonly newest: readonly KeptDocument[]
  /** Highest version ever seen. */
  readonly versions: readonly GrantName[]
}

const REVISION = { name: 'grant_revision', text: 'SELECT revision FROM grant_revision' }

/** Another one whenever a grant was added, or counts from now on. */
export async function readGrantRevision(ask: Ask): Promise<string> {
  const [row] = await ask<{ readonly revision: string }>(REVISION)
  if (row === undefined) throw new Error('the row of grant_revision is missing')
  return row.revision
}

export async function readGrants(database: Database): Promise<StoredGrants> {
  const [newest, versions] = await Promise.all([
    newestOf(database).execute(),
    database.selectFrom('grant_version').selectAll().execute(),
  ])
  return {
    newest: newest.map(asDocument),
    versions: versions.map(({ owner, ...row }) => ({ ...row, owner: owner as Province })),
  }
}

/** The newest version of each grant that an owner gave, or an agency has; by owner and id. */
export async function readGrantsOf(
  database: Database,
  whose: { readonly owner: Province } | { readonly agency: string },
): Promise<readonly KeptDocument[]> {
  const rows =
    'owner' in whose
      ? await newestOf(database).where('owner', '=', whose.owner).execute()
      : await newestOf(database).where('agency', '=', whose.agency).execute()
  return rows.map(asDocument)
}

export async function readUnloggedGrants(
  database: Database,
  before: Date,
): Promise<readonly KeptDocument[]> {
  const rows = await database
    .selectFrom('grant_document')
    .selectAll()
    .where('logged', '=', false)
    .where('received_at', '<=', before)
    .orderBy('received_at')
    .execute()
  return rows.map(asDocument)
}

/**
 * Keeps a grant whose signature holds, not yet counted. `ALREADY`: this very token is the newest.
 * `NOT_HIGHER`: this version or a higher one was seen before.
 */
export async function keepGrant(
  database: Database,
  document: GrantDocument,
  at: Date,
): Promise<'KEPT' | 'ALREADY' | 'NOT_HIGHER'> {
  return database.transaction().execute(async (transaction) => {
    const { owner, id, version } = document
    const raised = await sql`
      INSERT INTO grant_version (owner, id, version) VALUES (${owner}, ${id}, ${version})
      ON CONFLICT (owner, id) DO UPDATE SET version = excluded.version
      WHERE grant_version.version < excluded.version
      RETURNING version`.execute(transaction)
    if (raised.rows.length === 1) {
      await transaction
        .insertInto('grant_document')
        .values({ ...document, received_at: at, logged: false })
        .execute()
      return 'KEPT'
    }
    const [newest] = await newestOf(transaction)
      .where('owner', '=', owner)
      .where('id', '=', id)
      .execute()
    return newest?.token === document.token ? 'ALREADY' : 'NOT_HIGHER'
  })
}

/** From now on it counts. */
export async function markGrantLogged(
  database: Database,
  { owner, id, version }: GrantName,
): Promise<void> {
  await database
    .updateTable('grant_document')
    .set({ logged: true })
    .where('owner', '=', owner)
    .where('id', '=', id)
    .where('version', '=', version)
    .where('logged', '=', false)
    .execute()
}

function newestOf(database: Database) {
  return database
    .selectFrom('grant_document')
    .selectAll()
    .distinctOn(['owner', 'id'])
    .orderBy('owner')
    .orderBy('id')
    .orderBy('version', 'desc')
}

interface Row extends Omit<GrantDocument, 'owner'> {
  readonly owner: string
  readonly received_at: Date
  readonly logged: boolean
}

function asDocument({ owner, received_at: receivedAt, ...row }: Row): KeptDocument {
  return { ...row, owner: owner as Province, receivedAt }
}
