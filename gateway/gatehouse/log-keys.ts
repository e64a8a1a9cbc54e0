/**
 * The federation log as a gatehouse knows it: `log-keys.json` in the province's folder. Whoever can
 * change the file can make the gatehouse take another log for the federation's.
 */
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { FederationError } from '../../schemas/model/errors.ts'
import { COSIGNATURE_V1 } from '../federation-log/cosignature.ts'
import { parseVerifierKey } from '../federation-log/verifier-key.ts'
import type { VerifierKey } from '../federation-log/verifier-key.ts'

const VKEYS = z.array(z.string())
/** As it is written by whoever starts the gatehouse, and sent over the channel to its process. */
export const LOG_KEYS = z.object({
  origin: z.string().min(1),
  log: VKEYS.min(1),
  promise: VKEYS.min(1),
  /** For reconciliation: without them checkpoints are not relied on. */
  witnesses: VKEYS.default([]),
  least: z.int().positive().default(3),
  /** Where the log's tiles are served, for reconciliation. */
  url: z.url().nullable().default(null),
})
export type LogKeysJson = z.input<typeof LOG_KEYS>

export interface LogKeys {
  readonly origin: string
  /** Verify checkpoints. */
  readonly log: readonly VerifierKey[]
  /** Verify the batches of promises. */
  readonly promise: readonly VerifierKey[]
  readonly witnesses: readonly VerifierKey[]
  /** Witnesses that must have seen a checkpoint. */
  readonly least: number
  readonly url: string | null
}

/** @throws {FederationError} `GATEHOUSE_LOG_KEYS_INVALID`. */
export function readLogKeys(value: unknown): LogKeys {
  const read = LOG_KEYS.safeParse(value)
  if (!read.success) throw invalid('form', read.error)
  const { origin, log, promise, witnesses, least, url } = read.data
  try {
    return {
      origin,
      log: log.map((vkey) => parseVerifierKey(vkey)),
      promise: promise.map((vkey) => parseVerifierKey(vkey)),
      witnesses: witnesses.map((vkey) => parseVerifierKey(vkey, [COSIGNATURE_V1])),
      least,
      url,
    }
  } catch (cause) {
    throw invalid(cause instanceof FederationError ? cause.code : 'key', cause)
  }
}

/** Null: not given yet. @throws {FederationError} `GATEHOUSE_LOG_KEYS_INVALID`. */
export async function loadLogKeys(file: string): Promise<LogKeys | null> {
  const text = await readFile(file, 'utf8').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return null
    throw failure
  })
  if (text === null) return null
  try {
    return readLogKeys(JSON.parse(text))
  } catch (cause) {
    throw cause instanceof FederationError ? cause : invalid('json', cause)
  }
}

/** @throws {FederationError} `GATEHOUSE_LOG_KEYS_INVALID`: then the file stays as it was. */
export async function keepLogKeys(file: string, value: unknown): Promise<LogKeys> {
  const keys = readLogKeys(value)
  await replaceFile(file, `${JSON.stringify(LOG_KEYS.parse(value), null, 2)}\n`)
  return keys
}

/** All of it or nothing, and on the disk when it resolves. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const draft = `${file}.${process.pid}.draft`
  try {
    await writeDurably(draft, content)
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(dirname(file))
}

export async function writeDurably(file: string, content: string): Promise<void> {
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new name is durable when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function invalid(reason: string, cause: unknown): FederationError {
  return new FederationError('GATEHOUSE_LOG_KEYS_INVALID', { reason }, { cause })
}
