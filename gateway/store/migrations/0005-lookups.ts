import type { Kysely } from 'kysely'
import { sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lookup_release')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('province', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('lookup_released')
    .addColumn('index', 'bigint', (column) => column.primaryKey())
    .addColumn('release_id', 'text', (column) => column.notNull().references('lookup_release.id'))
    .execute()
  for (const statement of DECISIONS_STAND) await sql.raw(statement).execute(db)
}

/** What a company has seen cannot be unseen: a decision is never taken back or changed. */
const DECISIONS_STAND = [
  `CREATE FUNCTION lookup_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`,
  ...['lookup_release', 'lookup_released'].map(
    (table) => `CREATE TRIGGER ${table}_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION lookup_refuse()`,
  ),
]
