/** Given records on disk, so that a large data file does not live in memory. */
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { newDraft } from './draft-files.ts'
import { readGivenRecords } from './given-records.ts'

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
 * Reads the whole file once, in one transaction: a bad line leaves nothing behind. The store is a
 * file without a name from the beginning on, so that nothing is left of it however this process ends.
 *
 * @param folder Null: in SQLite's own temporary place.
 * @throws {FederationError} `DATA_FILE_INVALID`.
 */
export async function loadGivenStore(
  folder: string | null,
  dataFile: string,
  province: Province,
): Promise<GivenStore> {
  const database = openNameless(folder)
  try {
    database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
      CREATE TABLE given (uscc TEXT, number TEXT, record TEXT NOT NULL);
      BEGIN`)
    const insert = database.prepare('INSERT INTO given VALUES (?, ?, ?)')
    for await (const one of readGivenRecords(dataFile)) {
      if (one.province !== province) continue
      const { uscc, registrationNumber } = one.record
      insert.run(uscc, registrationNumber, JSON.stringify(one.record))
    }
    database.exec(`
      COMMIT;
      CREATE INDEX given_uscc ON given (uscc);
      CREATE INDEX given_number ON given (number)`)
  } catch (failure) {
    database.close()
    throw failure
  }
  return storeOver(database)
}

function openNameless(folder: string | null): DatabaseSync {
  // The empty name is SQLite's word for a temporary file.
  if (folder === null) return new DatabaseSync('')
  const file = newDraft(folder, 'given')
  const database = new DatabaseSync(file)
  // The file is made by the first write.
  database.exec('PRAGMA journal_mode = OFF; PRAGMA user_version = 1')
  rmSync(file)
  return database
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
