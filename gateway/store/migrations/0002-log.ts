import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What each table is for, and what an attacker could do who changes it: store/tables/log.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...REFUSALS, APPEND]) await sql.raw(statement).execute(db)
}

const TABLES = [
  `CREATE TABLE log_entry (
    index bigint PRIMARY KEY,
    hash bytea NOT NULL CONSTRAINT log_entry_hash_once UNIQUE,
    leaf bytea NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    agency text,
    purpose text,
    provinces smallint,
    result text,
    link bytea
  )`,
  // One outcome an intent, whichever process writes it first.
  `CREATE UNIQUE INDEX log_entry_outcome_once ON log_entry (link) WHERE type = 'OUTCOME'`,
  `CREATE INDEX log_entry_agency ON log_entry (agency, index) WHERE agency IS NOT NULL`,
  // The log's order is nearly that of time: a few pages tell where a day begins.
  `CREATE INDEX log_entry_at ON log_entry USING brin (at)`,
  `CREATE TABLE log_head (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    size bigint NOT NULL,
    root bytea NOT NULL,
    frontier bytea NOT NULL
  )`,
  // The empty tree: SHA-256 of nothing, RFC 6962 section 2.1.
  `INSERT INTO log_head (size, root, frontier) VALUES (0, sha256(''), '')`,
  `CREATE TABLE log_data_key (
    id bytea NOT NULL,
    province text NOT NULL,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (id, province)
  )`,
  `CREATE TABLE log_disclosure (
    index bigint PRIMARY KEY,
    key_id bytea NOT NULL,
    nonce bytea NOT NULL,
    ciphertext bytea NOT NULL,
    terms bytea[] NOT NULL
  )`,
  // New terms wait in a list that is searched too: an append costs no descent of the index for each.
  `CREATE INDEX log_disclosure_terms ON log_disclosure
    USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 16384)`,
  `CREATE TABLE log_tile (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, index)
  )`,
  `CREATE TABLE log_edge (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    size bigint NOT NULL,
    hashes bytea NOT NULL
  )`,
  `INSERT INTO log_edge (size, hashes) VALUES (0, '')`,
  `CREATE TABLE log_checkpoint (
    size bigint NOT NULL,
    root bytea NOT NULL,
    at timestamptz NOT NULL,
    note text,
    PRIMARY KEY (size, root)
  )`,
  `CREATE TABLE log_witness (
    size bigint NOT NULL,
    name text NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (size, name, key_id)
  )`,
  `CREATE TABLE log_duty (
    name text PRIMARY KEY,
    done_up_to bigint NOT NULL
  )`,
]

const REFUSE = 'CREATE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS'
const never = (table: string, acts: string): string =>
  `CREATE TRIGGER ${table}_stands BEFORE ${acts} ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()`

/** They hold for the owner of the tables as well; he would have to take them away first, and be seen. */
const REFUSALS = [
  `${REFUSE} $$
    BEGIN RAISE EXCEPTION '% on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
  never('log_entry', 'UPDATE OR DELETE OR TRUNCATE'),
  never('log_tile', 'UPDATE OR DELETE OR TRUNCATE'),
  never('log_witness', 'UPDATE OR DELETE OR TRUNCATE'),
  never('log_checkpoint', 'DELETE OR TRUNCATE'),
  never('log_disclosure', 'UPDATE OR TRUNCATE'),
  never('log_data_key', 'UPDATE OR TRUNCATE'),
  never('log_head', 'DELETE OR TRUNCATE'),
  `CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head FOR EACH ROW
    WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION log_refuse()`,
  // A row is made, then signed, once.
  `CREATE TRIGGER log_checkpoint_signed BEFORE UPDATE ON log_checkpoint FOR EACH ROW
    WHEN (OLD.note IS NOT NULL OR NEW.size <> OLD.size OR NEW.root <> OLD.root)
    EXECUTE FUNCTION log_refuse()`,
]

/**
 * Appends a batch where the head is as the caller believes, else says what it is. A procedure that
 * commits by itself: in the extended protocol a plain statement's transaction lasts until Sync, and a
 * process that is stopped before it sends that would hold the head's lock as long as it is stopped.
 */
const APPEND = `CREATE PROCEDURE log_append(
    p_size bigint, p_from bytea, p_root bytea, p_frontier bytea,
    p_hash bytea[], p_leaf bytea[], p_type text[], p_at timestamptz[],
    p_agency text[], p_purpose text[], p_provinces smallint[], p_result text[], p_link bytea[],
    p_place integer[], p_key_id bytea[], p_nonce bytea[], p_ciphertext bytea[], p_terms text[],
    p_made_key bytea[], p_made_for text[], p_made_wrapped bytea[],
    INOUT done boolean, INOUT head_size bigint, INOUT head_root bytea, INOUT head_frontier bytea
  ) LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE log_head SET size = p_size + cardinality(p_hash), root = p_root, frontier = p_frontier
      WHERE size = p_size AND root = p_from;
    done := FOUND;
    IF NOT done THEN
      SELECT size, root, frontier INTO head_size, head_root, head_frontier FROM log_head;
      RETURN;
    END IF;
    INSERT INTO log_entry (index, hash, leaf, type, at, agency, purpose, provinces, result, link)
      SELECT p_size + n - 1, hash, leaf, type, at, agency, purpose, provinces, result, link
      FROM unnest(p_hash, p_leaf, p_type, p_at, p_agency, p_purpose, p_provinces, p_result, p_link)
        WITH ORDINALITY AS e (hash, leaf, type, at, agency, purpose, provinces, result, link, n);
    IF cardinality(p_place) > 0 THEN
      INSERT INTO log_disclosure (index, key_id, nonce, ciphertext, terms)
        SELECT p_size + place, key_id, nonce, ciphertext, terms::bytea[]
        FROM unnest(p_place, p_key_id, p_nonce, p_ciphertext, p_terms)
          AS d (place, key_id, nonce, ciphertext, terms);
    END IF;
    IF cardinality(p_made_key) > 0 THEN
      INSERT INTO log_data_key (id, province, wrapped, made_at)
        SELECT id, province, wrapped, now()
        FROM unnest(p_made_key, p_made_for, p_made_wrapped) AS k (id, province, wrapped)
        ON CONFLICT DO NOTHING;
    END IF;
    COMMIT;
  END $$`
