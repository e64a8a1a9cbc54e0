import type { Kysely } from 'kysely'
import { sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createClients(db)
  await createCounters(db)
  await sql`CREATE TABLE crl_number (
    list text PRIMARY KEY,
    number numeric NOT NULL CHECK (number >= 0)
  )`.execute(db)
}

async function createClients(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE client (
    id text PRIMARY KEY,
    agency text NOT NULL,
    province text NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL,
    certificates text[] NOT NULL,
    status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    tokens_from timestamptz NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
  )`.execute(db)
  await sql`CREATE TABLE client_revision (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL
  )`.execute(db)
  await sql`INSERT INTO client_revision (revision) VALUES (1)`.execute(db)
  // By trigger, so that a change made by hand counts too.
  await sql`CREATE FUNCTION count_client_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE client_revision SET revision = revision + 1;
      RETURN NULL;
    END
  $$`.execute(db)
  await sql`CREATE TRIGGER client_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON client
    FOR EACH STATEMENT EXECUTE FUNCTION count_client_change()`.execute(db)
}

async function createCounters(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE used_id (
    key bytea PRIMARY KEY,
    until timestamptz NOT NULL
  )`.execute(db)
  await sql`CREATE UNLOGGED TABLE window_count (
    key bytea PRIMARY KEY,
    count bigint NOT NULL,
    until timestamptz NOT NULL
  )`.execute(db)
  await sql`CREATE UNLOGGED TABLE window_member (
    key bytea NOT NULL,
    member bytea NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (key, member)
  )`.execute(db)
  for (const table of ['used_id', 'window_count', 'window_member']) {
    await sql`CREATE INDEX ON ${sql.table(table)} (until)`.execute(db)
  }
}
