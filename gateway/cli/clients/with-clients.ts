/** What the verbs of `ydelta clients` have in common: the store, and certificates in files. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { thumbprintOf } from '../../access/certificate-thumbprint.ts'
import { readDatabaseUrl } from '../../config.ts'
import { createClientStore } from '../../store/client-store.ts'
import type { ClientStore } from '../../store/client-store.ts'
import type { SignInClient } from '../../store/client-registration.ts'
import { openDatabase } from '../../store/database.ts'
import { checkMigrated, reachDatabase } from '../../store/reach-database.ts'

/** @throws {FederationError} `CONFIG_INVALID`, `DATABASE_UNAVAILABLE`, `DATABASE_NOT_MIGRATED`; what `work` throws. */
export async function withClients<T>(
  work: (clients: ClientStore) => Promise<T>,
  databaseUrl = readDatabaseUrl(process.env),
): Promise<T> {
  const database = openDatabase(databaseUrl, () => undefined, { patient: true })
  try {
    await reachDatabase(database)
    await checkMigrated(database)
    return await work(createClientStore(database))
  } finally {
    await database.destroy()
  }
}

/** @throws {FederationError} `CLIENT_NOT_REGISTERED`. */
export async function clientOf(clients: ClientStore, id: string): Promise<SignInClient> {
  const client = (await clients.current()).get(id)
  if (client === undefined) throw new FederationError('CLIENT_NOT_REGISTERED', { id })
  return client
}

/** `x5t#S256` of the first certificate of a PEM file. @throws {FederationError} `CERTS_FILE_INVALID`. */
export async function thumbprintIn(file: string): Promise<string> {
  const invalid = (reason: string, cause: unknown) =>
    new FederationError('CERTS_FILE_INVALID', { file, reason }, { cause })
  const pem = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw invalid(`无法读取：${cause.code}`, cause)
  })
  try {
    return thumbprintOf(new X509Certificate(pem).raw)
  } catch (cause) {
    throw invalid('不是证书', cause)
  }
}

/** The one word that is not an option. @throws {FederationError} `USAGE`. */
export function onlyId(positionals: readonly string[]): string {
  const [id] = positionals
  if (id === undefined || positionals.length > 1) {
    throw new FederationError('USAGE', { problem: '请写明一个客户端编号' })
  }
  return id
}

export function tellClient(asJson: boolean | undefined, client: SignInClient, done: string): void {
  const line = asJson === true ? JSON.stringify(client) : `${done}：${client.id}（${client.name}）`
  process.stdout.write(`${line}\n`)
}
