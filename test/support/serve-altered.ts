/**
 * `ydelta serve` with another log, as a process of its own: one that cheats, or one whose clocks are
 * quick. What no setting of the real one can do. Its one word says which.
 */
import { randomUUID } from 'node:crypto'
import { serveUntilStopped, prepareDatabase } from '../../gateway/cli/serve.ts'
import { endWithParent, sayMore } from '../../gateway/cli/process-life.ts'
import { reportFailure } from '../../gateway/cli/report-failure.ts'
import { composeGateway } from '../../gateway/compose.ts'
import type { Premises } from '../../gateway/compose.ts'
import { readServiceConfig } from '../../gateway/config.ts'
import type { ServiceConfig } from '../../gateway/config.ts'
import { promiseBatch } from './promise-batch.ts'
import { digestsOf } from '../../gateway/federation-log/salted-digest.ts'
import { hiddenIntent, intentLeaf } from '../../gateway/log/intent-leaf.ts'
import type { LogService } from '../../gateway/log/log-service.ts'
import { plainRow } from '../../gateway/log/make-row.ts'
import { createLog } from '../../gateway/observe/log.ts'
import { openOfficeLog } from '../../gateway/office/office-log.ts'
import { openOffice } from '../../gateway/office/open-office.ts'
import type { OpenedOffice } from '../../gateway/office/open-office.ts'
import type { Intended, IntentFacts } from '../../gateway/pipeline/log-port.ts'
import { createLogStore } from '../../gateway/store/log-store.ts'
import { instantOf } from '../../schemas/model/time.ts'
import { DECOY, HIDDEN_OFFICER } from './alterations.ts'
import type { Alteration } from './alterations.ts'
import type { SignedGrant } from './served-trust.ts'

/** Checkpoints five times a second; witnesses must have cosigned within two. */
const QUICK = { checkpointEveryMs: 200, cosignedWithinMs: 2_000, lateAfterMs: 50 }

type OpenLog = (config: ServiceConfig, premises: Premises) => Promise<LogService>

const quickLog: OpenLog = (config, premises) => openOfficeLog(config, premises, { timing: QUICK })

const LOGS: Readonly<Record<Alteration, OpenLog>> = {
  QUICK: quickLog,
  LEAVES_ONE_OUT: leavingOut,
  ANSWERS_WITHOUT_LEAF: withoutLeaf,
}

/** Shows gatehouses a promise for the true question, and appends another one: the log is sound in itself. */
async function leavingOut(config: ServiceConfig, premises: Premises): Promise<LogService> {
  const service = await quickLog(config, premises)
  const standing = new Map<string, string>()
  return {
    ...service,
    async intend(facts) {
      if (facts.officer !== HIDDEN_OFFICER) return service.intend(facts)
      const subjects = [{ kind: 'ENTITY', uscc: DECOY }] as const
      const decoy = await service.intend({ ...facts, id: randomUUID(), subjects })
      const hidden = promisedOnly(facts, decoy.promise.index, config)
      standing.set(hidden.leafHash, decoy.leafHash)
      return hidden
    },
    conclude(facts) {
      const intent = standing.get(facts.intent) ?? facts.intent
      service.conclude({ ...facts, intent })
    },
  }
}

/** Appends nothing for the question; the rest of the gateway does its work. */
async function withoutLeaf(config: ServiceConfig, premises: Premises): Promise<LogService> {
  const service = await quickLog(config, premises)
  const store = createLogStore(premises.database)
  return {
    ...service,
    async intend(facts) {
      if (facts.officer !== HIDDEN_OFFICER) return service.intend(facts)
      return promisedOnly(facts, (await store.head()).size, config)
    },
  }
}

function promisedOnly(facts: IntentFacts, firstIndex: number, { log }: ServiceConfig): Intended {
  const hidden = hiddenIntent(facts)
  const { leaf, hash } = plainRow(
    intentLeaf(facts, facts.operation.digest),
    digestsOf(hidden.disclosures),
  )
  const head = { origin: log.origin, firstIndex, at: instantOf(facts.at) }
  const [promise] = promiseBatch(head, [leaf], log.promiseKey)
  return { leafHash: hash.toString('base64url'), promise: promise!, subjects: hidden.subjects }
}

async function serve(alteration: Alteration): Promise<number> {
  const config = readServiceConfig(process.env)
  const log = createLog(config.LOG_LEVEL)
  await prepareDatabase(config, log, true)
  const gateway = await composeGateway(config, log, async (premises) => {
    const office = await openOffice(config, premises, LOGS[alteration])
    hearGrants(office)
    return office
  })
  return serveUntilStopped(gateway, config, log)
}

function hearGrants(office: OpenedOffice): void {
  process.on('message', ({ grants }: { readonly grants?: readonly SignedGrant[] }) => {
    if (grants === undefined) return
    const all = grants.map(({ owner, token }) => office.takeGrant(owner, token))
    void Promise.all(all).then(() => sayMore({ grantsTaken: grants.length }))
  })
}

endWithParent()
try {
  process.exitCode = await serve(process.argv[2] as Alteration)
} catch (failure) {
  process.exitCode = reportFailure(failure, false)
}
if (process.connected) process.disconnect()
