/** Options of a log service with throw-away keys, and facts that are all made up. */
import { generateKeyPairSync, hash, randomBytes, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import pino from 'pino'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import type { Recipients } from '../../../gateway/log/data-keys.ts'
import type { LogServiceOptions } from '../../../gateway/log/log-service.ts'
import type {
  IntentFacts,
  LoggedOperation,
  OutcomeFacts,
} from '../../../gateway/pipeline/log-port.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { LOG, ORIGIN, newKey } from '../federation-log/parties.ts'

export { ORIGIN } from '../federation-log/parties.ts'

export const SILENT = pino({ level: 'silent' })
export const AT = new Date('2026-03-05T01:00:00.000Z')
export const PROMISE_KEY = createNoteSigner(`${ORIGIN}/promises`, newKey())

const pairs = PROVINCES.map((province) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { province, publicKey, privateKey, searchKey: randomBytes(32) }
})
export const RECIPIENTS = Object.fromEntries(
  pairs.map(({ province, publicKey, searchKey }) => [province, { publicKey, searchKey }]),
) as unknown as Recipients
export const PRIVATE_KEYS = Object.fromEntries(
  pairs.map(({ province, privateKey }) => [province, privateKey]),
) as Record<Province, KeyObject>

/** What all intents ask for that say nothing else. */
export const OPERATION: LoggedOperation = {
  digest: hash('sha256', 'query', 'base64url'),
  fields: ['entity.name', 'entity.uscc'],
}
/** Leaves that a process writes before the first of these intents. */
export const OPERATION_LEAVES = 1

export function intent(change: Partial<IntentFacts> = {}): IntentFacts {
  return {
    id: randomUUID(),
    at: AT,
    agency: 'XC-DEV-BUREAU',
    officer: '虚构经办人甲',
    caseNumber: '虚构案〔2026〕1号',
    grants: ['SHANGHAI/dev/1'],
    provinces: ['SHANGHAI', 'ZHEJIANG'],
    purpose: 'ENFORCEMENT',
    bases: ['ORDER_809'],
    operation: OPERATION,
    subjects: [{ kind: 'ENTITY', uscc: fictitiousUscc(1) }],
    ...change,
  }
}

export function outcome(intentHash: string, change: Partial<OutcomeFacts> = {}): OutcomeFacts {
  return {
    id: randomUUID(),
    at: AT,
    intent: intentHash,
    of: { agency: 'XC-DEV-BUREAU', purpose: 'ENFORCEMENT', provinces: ['SHANGHAI', 'ZHEJIANG'] },
    result: 'COMPLETE',
    fields: ['entity.name'],
    answers: [],
    unseen: [],
    ...change,
  }
}

/** Options of a log without witnesses and gatehouses. */
export function options(databaseUrl: string, folder: string): LogServiceOptions {
  return {
    databaseUrl,
    log: SILENT,
    now: () => AT,
    origin: ORIGIN,
    logKeys: [LOG],
    promiseKey: PROMISE_KEY,
    recipients: RECIPIENTS,
    witnesses: [],
    gatehouses: {},
    stateFile: join(folder, 'signed-head.json'),
    // A busy machine is no failure here.
    timing: { graceMs: 15_000 },
  }
}
