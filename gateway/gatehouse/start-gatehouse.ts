/**
 * The gatehouse (前置网关): our reverse proxy in a province, beside a registry that knows nothing of
 * promises. It believes the log's keys and its own record, and nothing that the gateway says.
 */
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { GatehouseProtocol } from '../../adapters/shared/gatehouse-protocol.ts'
import { createUpstream } from '../../adapters/shared/upstream.ts'
import { FederationError } from '../../schemas/model/errors.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Witness } from '../federation-log/cosignature.ts'
import type { OpenFile } from './append-file.ts'
import { createCounters } from './counters.ts'
import type { DisclosureDesk, LoadDisclosures } from './disclosure-desk.ts'
import { ExchangeService } from './exchange-service.ts'
import { lockFolder } from './folder-lock.ts'
import { keepLogKeys, loadLogKeys } from './log-keys.ts'
import type { LogKeys, LogKeysJson } from './log-keys.ts'
import { PromiseRecord, RECORD_FILE } from './promise-record.ts'
import { ReconciliationJob } from './reconciliation-job.ts'
import type { Reconciled } from './reconcile.ts'
import { createRoutes } from './routes.ts'
import { WitnessStore } from './witness-store.ts'

export const LOG_KEYS_FILE = 'log-keys.json'
/** Above the adapters' own limit, so that an answer too large is theirs to judge. */
const MOST_ANSWER_BYTES = 17 * 1024 * 1024
const RECONCILED_EVERY_MS = 60_000

export interface GatehouseOptions {
  readonly province: Province
  /** Of the registry, from configuration only. */
  readonly registryUrl: string
  readonly protocol: GatehouseProtocol
  /** The province's own. */
  readonly folder: string
  readonly promises: 'require' | 'off'
  /** 0: any. On loopback only. */
  readonly port?: number
  readonly now?: () => Date
  readonly witness?: Witness
  readonly disclosures?: LoadDisclosures
  /** A line for the operator of the province. */
  readonly tell?: (line: string) => void
  readonly reconciledEveryMs?: number
  /** A larger record of promises is set aside at the start. */
  readonly mostRecordBytes?: number
  /** For tests of a full disk. */
  readonly openFile?: OpenFile
}

export interface RunningGatehouse {
  readonly province: Province
  readonly url: string
  /** Kept for the next start as well. @throws {FederationError} `GATEHOUSE_LOG_KEYS_INVALID`. */
  setLogKeys(keys: LogKeysJson): Promise<void>
  /** The key of the province's witness is made after the start. */
  setWitness(witness: Witness): void
  /** Who may have disclosures, and the key that opens them. @throws {FederationError} `GATEHOUSE_RECORD_DAMAGED`. */
  setDisclosures(load: LoadDisclosures): Promise<void>
  /** Now, not when its time comes. Null: where the log is or who its witnesses are is not known. */
  reconcile(): Promise<Reconciled | null>
  close(): Promise<void>
}

/**
 * @throws {FederationError} `GATEHOUSE_FOLDER_IN_USE`, `GATEHOUSE_RECORD_DAMAGED`,
 * `GATEHOUSE_LOG_KEYS_INVALID`, `PORT_UNAVAILABLE`.
 */
export async function startGatehouse(options: GatehouseOptions): Promise<RunningGatehouse> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(options.folder)
  try {
    return await start(options, unlock)
  } catch (failure) {
    unlock()
    throw failure
  }
}

async function start(options: GatehouseOptions, unlock: () => void): Promise<RunningGatehouse> {
  const { province, folder, now = () => new Date(), tell = () => undefined } = options
  const keysFile = join(folder, LOG_KEYS_FILE)
  let keys: LogKeys | null = await loadLogKeys(keysFile)
  const record = await PromiseRecord.open(join(folder, RECORD_FILE), now(), {
    openFile: options.openFile,
    mostBytes: options.mostRecordBytes,
    onTorn: (bytes) => tell(`留存文件末行不完整（${bytes}字节，未曾确认），已截去`),
    onSetAside: (path) => tell(`留存文件较大，已另存为${path}；核对遗漏仍需要它，请勿删除`),
    onNotSetAside: (failure) => {
      const { code = String(failure) } = failure as NodeJS.ErrnoException
      tell(`留存文件较大而未能另存（${code}），继续使用原文件`)
    },
  })
  const upstream = createUpstream({
    province,
    baseUrl: options.registryUrl,
    maxBytes: MOST_ANSWER_BYTES,
  })
  const exchange = new ExchangeService({
    ...options,
    upstream,
    record,
    now,
  })
  if (keys !== null) exchange.setLogKeys(keys)
  const everyMs = options.reconciledEveryMs ?? RECONCILED_EVERY_MS
  const reconciliation = new ReconciliationJob({ record, now, keys: () => keys, tell, everyMs })
  let desk: DisclosureDesk | null = null
  const setDisclosures = async (load: LoadDisclosures): Promise<void> => {
    // Validating certificates takes half a second to load: the first answer must not wait for it.
    const module = await import('./disclosure-desk.ts')
    desk ??= new module.DisclosureDesk({ folder, now })
    await desk.open(load)
  }
  if (options.disclosures !== undefined) await setDisclosures(options.disclosures)
  let witness = options.witness ?? null
  const routes = createRoutes({
    ...options,
    tell,
    now,
    upstream,
    exchange,
    record,
    reconciliation,
    desk: () => desk,
    counters: createCounters(record),
    keys: () => keys,
    witness: () => witness,
    witnessStore: new WitnessStore(join(folder, 'witness')),
  })
  const server = createServer(routes)
  server.keepAliveTimeout = 60_000
  let closing: Promise<void> | null = null
  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
    await Promise.all([reconciliation.stop(), upstream.close()])
    await Promise.all([record.close(), desk?.close()])
    unlock()
  }
  await listen(server, options.port ?? 0)
  reconciliation.begin()
  return {
    province,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async setLogKeys(given) {
      keys = await keepLogKeys(keysFile, given)
      exchange.setLogKeys(keys)
    },
    setWitness: (given) => void (witness = given),
    setDisclosures,
    reconcile: () => reconciliation.run(),
    close: () => (closing ??= close()),
  }
}

/** On loopback only: what reaches a province from elsewhere comes through its own front. */
function listen(server: Server, port: number): Promise<void> {
  const host = '127.0.0.1'
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      reject(new FederationError('PORT_UNAVAILABLE', { host, port, reason: code ?? message }))
    })
    server.listen(port, host, resolve)
  })
}
