import type { Kysely } from 'kysely'
import { sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await makeTables(db)
  for (const statement of [...APPEND_ONLY, ...VERSIONS_RISE, ...REVISION]) {
    await sql.raw(statement).execute(db)
  }
}

async function makeTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grant_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('acts', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('filed_at', 'timestamptz', (column) => column.notNull())
    .execute()
  for (const whose of ['owner', 'agency']) {
    await db.schema
      .createIndex(`grant_request_${whose}`)
      .on('grant_request')
      .columns([whose, 'filed_at', 'id'])
      .execute()
  }
  await db.schema
    .createTable('grant_request_act')
    .addColumn('request_id', 'text', (column) => column.notNull().references('grant_request.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('administers', 'text')
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addColumn('text', 'text')
    .addColumn('logged', 'boolean', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_request_act_pk', ['request_id', 'number'])
    .execute()
  await db.schema
    .createTable('grant_document')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('agency', 'text', (column) => column.notNull())
    .addColumn('revoked', 'boolean', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('received_at', 'timestamptz', (column) => column.notNull())
    .addColumn('logged', 'boolean', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_document_pk', ['owner', 'id', 'version'])
    .execute()
  await db.schema
    .createTable('grant_version')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_version_pk', ['owner', 'id'])
    .execute()
  await db.schema
    .createTable('grant_revision')
    .addColumn('revision', 'text', (column) => column.notNull())
    .execute()
}

/** The one change allowed: an act or grant whose leaf has become durable says so. */
const APPEND_ONLY = [
  `CREATE FUNCTION grant_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND NOT OLD.logged AND NEW.logged THEN
      NEW.logged := false;
      IF NEW IS NOT DISTINCT FROM OLD THEN
        NEW.logged := true;
        RETURN NEW;
      END IF;
    END IF;
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`,
  ...['grant_request_act', 'grant_document'].flatMap((table) => [
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION grant_append_only()`,
    `CREATE TRIGGER ${table}_keep BEFORE TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION grant_append_only()`,
  ]),
]

const VERSIONS_RISE = [
  `CREATE FUNCTION grant_version_rises() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      IF NEW.owner = OLD.owner AND NEW.id = OLD.id AND NEW.version > OLD.version THEN
        RETURN NEW;
      END IF;
    END IF;
    RAISE EXCEPTION 'versions only rise' USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE TRIGGER grant_version_rises BEFORE UPDATE OR DELETE ON grant_version
   FOR EACH ROW EXECUTE FUNCTION grant_version_rises()`,
  `CREATE TRIGGER grant_version_keep BEFORE TRUNCATE ON grant_version
   FOR EACH STATEMENT EXECUTE FUNCTION grant_version_rises()`,
]

/** Random, not counted: a restored backup must not arrive at a number that was there before. */
const REVISION = [
  `INSERT INTO grant_revision VALUES (gen_random_uuid()::text)`,
  `CREATE FUNCTION grant_touch() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE grant_revision SET revision = gen_random_uuid()::text;
    RETURN NULL;
  END $$`,
  ...['grant_document', 'grant_version'].map(
    (
      table,
    ) => `CREATE TRIGGER ${table}_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION grant_touch()`,
  ),
]
