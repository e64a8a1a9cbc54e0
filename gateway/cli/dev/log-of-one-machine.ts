/** Keys of the gateway's log on one machine, and who is told of them. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { createNoteSigner } from '../../federation-log/note-signer.ts'
import { printPolicy, witnessKey } from '../../federation-log/policy-file.ts'
import { printVerifierKey } from '../../federation-log/verifier-key.ts'
import type { VerifierKey } from '../../federation-log/verifier-key.ts'
import type { LogKeysJson } from '../../gatehouse/log-keys.ts'
import { promiseKeyName } from '../../service-settings.ts'
import { privateKeyPem } from '../../../certs/keys.ts'
import { keptOrMade } from '../party-files.ts'

export const DEVELOPMENT_ORIGIN = 'log.ydelta.example/federation'
/** Witnesses that must have seen a checkpoint. */
const QUORUM = 3

export interface LogOfOneMachine {
  readonly settings: Readonly<Record<string, string>>
  /** For the gatehouses. */
  readonly keys: LogKeysJson
  /** What auditors verify with. */
  readonly policyFile: string
}

export interface WitnessOfOneMachine {
  readonly province: Province
  readonly url: string
  /** Verifier key. */
  readonly vkey: string
}

/** `logUrl`: where the gateway serves the log's files. */
export async function logOfOneMachine(
  folder: string,
  witnesses: readonly WitnessOfOneMachine[],
  logUrl: string,
): Promise<LogOfOneMachine> {
  const files = {
    LOG_KEY_FILE: join(folder, 'log.key.pem'),
    LOG_PROMISE_KEY_FILE: join(folder, 'promise.key.pem'),
    ACCESS_TOKEN_KEY_FILE: join(folder, 'access-token.key.pem'),
  }
  const log = await verifierOf(files.LOG_KEY_FILE, DEVELOPMENT_ORIGIN)
  const promise = await verifierOf(files.LOG_PROMISE_KEY_FILE, promiseKeyName(DEVELOPMENT_ORIGIN))
  await keptOrMade(files.ACCESS_TOKEN_KEY_FILE, newKey)
  const policyFile = join(folder, 'log-policy.txt')
  const named = witnesses.map(({ province, url, vkey }) => {
    return { name: PROVINCE_FACTS[province].slug, key: witnessKey(vkey), url }
  })
  const parts = { logs: [log], promises: [promise], witnesses: named, least: QUORUM }
  await writeFile(policyFile, printPolicy(parts))
  return {
    settings: {
      ...files,
      LOG_ORIGIN: DEVELOPMENT_ORIGIN,
      LOG_POLICY_FILE: policyFile,
      LOG_STATE_FILE: join(folder, 'log-signed-head'),
    },
    keys: {
      origin: DEVELOPMENT_ORIGIN,
      log: [printVerifierKey(log)],
      promise: [printVerifierKey(promise)],
      witnesses: witnesses.map(({ vkey }) => vkey),
      least: QUORUM,
      url: logUrl,
    },
    policyFile,
  }
}

async function verifierOf(file: string, name: string): Promise<VerifierKey> {
  return createNoteSigner(name, createPrivateKey(await keptOrMade(file, newKey))).key
}

function newKey(): string {
  return privateKeyPem(generateKeyPairSync('ed25519').privateKey)
}
