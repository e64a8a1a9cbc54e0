/** Given records on disk, so that a large data file does not live in memory. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { readGivenRecords } from './given-records.ts'

export interface GivenStore {
  recordsOf(uscc: string): readonly RegistryRecord[]
  recordsOfNumber(registrationNumber: string): readonly RegistryRecord[]
  all(): Iterable<RegistryRecord>
  /** Codes that are given, so that the synthetic entity of that code gives way. */
  has(uscc: string): boolean
  close(): void
}

/**
 * Reads the whole file once, in one transaction: a bad line leaves nothing behind.
 *
 * @throws {FederationError} `DATA_FILE_INVALID`.
 */
export async function loadGivenStore(
  file: string,
  dataFile: string,
  province: Province,
): Promise<GivenStore> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file)
  try {
    database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      DROP TABLE IF EXISTS given;
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

function storeOver(database: DatabaseSync): GivenStore {
  const byCode = database.prepare('SELECT record FROM given WHERE uscc = ? ORDER BY rowid')
  const byNumber = database.prepare('SELECT record FROM given WHERE number = ? ORDER BY rowid')
  const everything = database.prepare('SELECT record FROM given ORDER BY rowid')
  const parsed = (row: unknown): RegistryRecord =>
    JSON.parse((row as { record: string }).record) as RegistryRecord
  return {
    recordsOf: (uscc) => byCode.all(uscc).map(parsed),
    recordsOfNumber: (number) => byNumber.all(number).map(parsed),
    has: (uscc) => byCode.get(uscc) !== undefined,
    *all() {
      for (const row of everything.iterate()) yield parsed(row)
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
