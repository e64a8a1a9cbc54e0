/** Given records on disk, so that a large data file does not live in memory. */
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { newDraft } from './draft-files.ts'
import { readGivenRecords, type GivenRecord } from './given-records.ts'

export interface GivenStore {
  /** In the order of the file. */
  recordsOf(uscc: string): readonly RegistryRecord[]
  recordsOfNumber(registrationNumber: string): readonly RegistryRecord[]
  /** With its place among the records of its code, or of its number where it has no code. */
  all(): Iterable<{ readonly record: RegistryRecord; readonly nth: number }>
  /** Whether anything is given under this code, so that what else has it gives way. */
  has(uscc: string): boolean
  close(): void
}

/**
 * Reads the whole file once, in one transaction: a bad line leaves nothing behind. Once read, the
 * store's file has no name any more, so that nothing is left of it however this process ends.
 *
 * @param folder Null: in SQLite's own temporary place.
 * @throws {FederationError} `DATA_FILE_INVALID`.
 */
export async function loadGivenStore(
  folder: string | null,
  dataFile: string,
  province: Province,
): Promise<GivenStore> {
  // The empty name is SQLite's word for a temporary file.
  const file = folder === null ? '' : newDraft(folder, 'given')
  const database = new DatabaseSync(file)
  try {
    await fill(database, readGivenRecords(dataFile), province)
  } catch (failure) {
    database.close()
    throw failure
  } finally {
    // Not earlier: SQLite does not write to a file that was taken away. Reading goes on.
    if (file !== '') rmSync(file, { force: true })
  }
  return storeOver(database)
}

async function fill(
  database: DatabaseSync,
  records: AsyncIterable<GivenRecord>,
  province: Province,
): Promise<void> {
  database.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
    CREATE TABLE given (uscc TEXT, number TEXT, record TEXT NOT NULL);
    BEGIN`)
  const insert = database.prepare('INSERT INTO given VALUES (?, ?, ?)')
  for await (const one of records) {
    if (one.province !== province) continue
    const { uscc, registrationNumber } = one.record
    insert.run(uscc, registrationNumber, JSON.stringify(one.record))
  }
  database.exec(`
    CREATE INDEX given_uscc ON given (uscc);
    CREATE INDEX given_number ON given (number);
    COMMIT`)
}

function storeOver(database: DatabaseSync): GivenStore {
  const byCode = database.prepare('SELECT record FROM given WHERE uscc = ? ORDER BY rowid')
  const byNumber = database.prepare('SELECT record FROM given WHERE number = ? ORDER BY rowid')
  const everything = database.prepare(`
    SELECT record,
      row_number() OVER (PARTITION BY coalesce(uscc, '~' || number) ORDER BY rowid) - 1 AS nth
    FROM given`)
  const parsed = (row: unknown): RegistryRecord =>
    JSON.parse((row as { record: string }).record) as RegistryRecord
  return {
    recordsOf: (uscc) => byCode.all(uscc).map(parsed),
    recordsOfNumber: (number) => byNumber.all(number).map(parsed),
    has: (uscc) => byCode.get(uscc) !== undefined,
    *all() {
      for (const row of everything.iterate()) {
        yield { record: parsed(row), nth: (row as unknown as { nth: number }).nth }
      }
    },
    close: () => database.close(),
  }
}

/** For worlds without a data file. */
export const NOTHING_GIVEN: GivenStore = {
  recordsOf: () => [],
  recordsOfNumber: () => [],
  has: () => false,
  all: () => [],
  close: () => undefined,
}
