/** The log's tree as it is stored: full tiles, the edge, checkpoints, cosignatures. */
import { sql } from 'kysely'
import type { NoteSignature } from '../federation-log/note.ts'
import type { Database } from './database.ts'
import { byteaArray, int2Array } from './log-binary-arrays.ts'

/** Partial tiles of a size, lowest level first. */
export interface Edge {
  readonly size: number
  readonly hashes: Buffer
}

export interface FullTile {
  readonly level: number
  readonly index: number
  readonly hashes: Buffer
}

export interface StoredCheckpoint {
  readonly size: number
  readonly root: Buffer
  readonly at: Date
  /** Without cosignatures; null: it has not been signed. */
  readonly note: string | null
}

export interface LogTreeStore {
  edge(): Promise<Edge>
  tile(level: number, index: number): Promise<Buffer | null>
  /** Full tiles and the edge that comes with them. False: another process has moved the edge. */
  addTiles(from: number, edge: Edge, full: readonly FullTile[]): Promise<boolean>
  /** Newest first. */
  checkpoints(most: number): Promise<readonly StoredCheckpoint[]>
  /** Of that size; several where the log has forked. */
  checkpointsOf(size: number): Promise<readonly StoredCheckpoint[]>
  /** Ascending. */
  signedSizes(): Promise<readonly number[]>
  /** The smallest size that has two roots. */
  forkedSize(): Promise<number | null>
  addCheckpoint(size: number, root: Buffer, at: Date): Promise<void>
  sign(size: number, root: Buffer, note: string): Promise<void>
  /** Sizes with cosignatures, largest first. */
  cosignedSizes(most: number): Promise<readonly number[]>
  cosignatures(size: number): Promise<readonly NoteSignature[]>
  addCosignature(size: number, signature: NoteSignature): Promise<void>
  /** The largest size that this witness has cosigned, as far as is known here; 0: none. */
  cosignedBy(name: string, keyId: string): Promise<number>
}

export function createLogTreeStore(database: Database): LogTreeStore {
  return { ...tiles(database), ...checkpoints(database), ...cosignatures(database) }
}

type Part<K extends keyof LogTreeStore> = Pick<LogTreeStore, K>

function tiles(database: Database): Part<'edge' | 'tile' | 'addTiles'> {
  return {
    async edge() {
      const row = await database.selectFrom('log_edge').selectAll().executeTakeFirstOrThrow()
      return { size: Number(row.size), hashes: row.hashes }
    },
    async tile(level, index) {
      const row = await database
        .selectFrom('log_tile')
        .select('hashes')
        .where('level', '=', level)
        .where('index', '=', index)
        .executeTakeFirst()
      return row?.hashes ?? null
    },
    async addTiles(from, edge, full) {
      const { rows } = await sql`
        WITH moved AS (
          UPDATE log_edge SET size = ${edge.size}, hashes = ${edge.hashes}
          WHERE size = ${from} RETURNING size
        ), added AS (
          INSERT INTO log_tile (level, index, hashes)
          SELECT level, index::bigint, hashes
          FROM unnest(${int2Array(full.map(({ level }) => level))}::smallint[],
            ${full.map(({ index }) => String(index))}::text[],
            ${byteaArray(full.map(({ hashes }) => hashes))}::bytea[]) AS t (level, index, hashes)
          WHERE EXISTS (SELECT FROM moved)
        )
        SELECT size FROM moved`.execute(database)
      return rows.length > 0
    },
  }
}

function checkpoints(
  database: Database,
): Part<'checkpoints' | 'checkpointsOf' | 'signedSizes' | 'forkedSize' | 'addCheckpoint' | 'sign'> {
  const all = () => database.selectFrom('log_checkpoint').selectAll()
  return {
    async checkpoints(most) {
      return (await all().orderBy('size', 'desc').limit(most).execute()).map(checkpointOf)
    },
    async checkpointsOf(size) {
      return (await all().where('size', '=', size).execute()).map(checkpointOf)
    },
    async signedSizes() {
      const query = database.selectFrom('log_checkpoint').select('size').distinct()
      const rows = await query.where('note', 'is not', null).orderBy('size').execute()
      return rows.map(({ size }) => Number(size))
    },
    async forkedSize() {
      const { rows } = await sql<{ size: string }>`
        SELECT size FROM log_checkpoint GROUP BY size HAVING count(*) > 1
        ORDER BY size LIMIT 1`.execute(database)
      return rows[0] === undefined ? null : Number(rows[0].size)
    },
    async addCheckpoint(size, root, at) {
      const row = { size, root, at, note: null }
      const insert = database.insertInto('log_checkpoint').values(row)
      await insert.onConflict((conflict) => conflict.doNothing()).execute()
    },
    async sign(size, root, note) {
      const update = database.updateTable('log_checkpoint').set({ note })
      const one = update.where('size', '=', size).where('root', '=', root)
      await one.where('note', 'is', null).execute()
    },
  }
}

function checkpointOf(row: {
  size: string | number
  root: Buffer
  at: Date
  note: string | null
}): StoredCheckpoint {
  return { ...row, size: Number(row.size) }
}

function cosignatures(
  database: Database,
): Part<'cosignedSizes' | 'cosignatures' | 'addCosignature' | 'cosignedBy'> {
  return {
    async cosignedSizes(most) {
      const query = database.selectFrom('log_witness').select('size').distinct()
      const rows = await query.orderBy('size', 'desc').limit(most).execute()
      return rows.map(({ size }) => Number(size))
    },
    async cosignatures(size) {
      const query = database.selectFrom('log_witness').selectAll().where('size', '=', size)
      const rows = await query.orderBy('name').orderBy('key_id').execute()
      return rows.map(({ name, key_id: id, signature }) => ({ name, id, signature }))
    },
    async addCosignature(size, { name, id, signature }) {
      const row = { size, name, key_id: id, signature }
      const insert = database.insertInto('log_witness').values(row)
      await insert.onConflict((conflict) => conflict.doNothing()).execute()
    },
    async cosignedBy(name, keyId) {
      const row = await database
        .selectFrom('log_witness')
        .select((select) => select.fn.max('size').as('size'))
        .where('name', '=', name)
        .where('key_id', '=', keyId)
        .executeTakeFirst()
      return Number(row?.size ?? 0)
    },
  }
}
