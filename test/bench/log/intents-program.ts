/**
 * Durable intents of the log service beside bare group commits, in one process on one server:
 * so many callers, each with one under way at a time.
 */
import { randomUUID } from 'node:crypto'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import type { Leaf } from '../../../gateway/federation-log/leaf-types.ts'
import { createLogService } from '../../../gateway/log/log-service.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import type { IntentFacts } from '../../../gateway/pipeline/log-port.ts'
import { intent, options } from '../../unit/log-service/log-facts.ts'
import { INTENT } from '../../unit/federation-log/sample-leaves.ts'
import { runProgram } from '../program.ts'
import { benchCodes } from '../world.ts'
import { openBareGroupCommit } from './bare-group-commit.ts'
import { openSameRows } from './same-rows.ts'

export interface IntentsSettings {
  readonly databaseUrl: string
  /** Another database with the log's tables: what is appended there makes no log. */
  readonly rowsUrl: string
  /** For the log's own files. */
  readonly folder: string
}

export interface IntentsQuestion {
  readonly variant: 'bare' | 'rows' | 'intents'
  readonly callers: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export interface IntentsAnswer {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUs: number
}

const BARE_BYTES = 600
/** Of this bench alone: the service's own jobs (checkpoints, overdue intents) are not part of an intent. */
const NEVER_MS = 2 ** 31 - 1
const TIMING = { graceMs: 60_000, checkpointEveryMs: NEVER_MS, closeEveryMs: NEVER_MS }
/** An officer and a case of each caller's, as many agencies have; subjects differ each time. */
const SUBJECTS = benchCodes({ entities: 5_000, seed: 1 })
const CASES = 256
const GRANTS = PROVINCES.map((province) => `${province}/dev-enforcement/1`).toSorted()

runProgram(async ({ databaseUrl, rowsUrl, folder }: IntentsSettings) => {
  let asked = 0
  const service = createLogService({
    ...options(databaseUrl, folder),
    ...{ now: () => new Date(), timing: TIMING },
  })
  const bare = await openBareGroupCommit(databaseUrl)
  const rows = openSameRows(rowsUrl, () => factsOf(asked % CASES))
  const entry = Buffer.alloc(BARE_BYTES, printLeaf(INTENT as Leaf))

  function factsOf(caller: number): IntentFacts {
    asked += 1
    return intent({
      ...{ id: randomUUID(), at: new Date(), provinces: PROVINCES, grants: GRANTS },
      ...{ officer: `虚构经办人${caller}`, caseNumber: `虚构案〔2026〕${caller}号` },
      subjects: [{ kind: 'ENTITY', uscc: SUBJECTS[asked % SUBJECTS.length]! }],
    })
  }

  const work = {
    bare: () => bare.append(entry),
    rows: () => rows.append(),
    intents: (caller: number) => service.intend(factsOf(caller)),
  }
  return {
    url: 'none:',
    answer: (question) => {
      const asks = question as IntentsQuestion
      return measure(work[asks.variant], asks)
    },
  }
})

async function measure(
  append: (caller: number) => Promise<unknown>,
  { callers, warmUpMs, measureMs }: IntentsQuestion,
): Promise<IntentsAnswer> {
  const began = performance.now() + warmUpMs
  const until = began + measureMs
  let cpu = process.cpuUsage()
  let isWarm = false
  const latencies: number[] = []
  async function call(caller: number): Promise<void> {
    for (;;) {
      const at = performance.now()
      if (at >= until) return
      await append(caller)
      const now = performance.now()
      if (!isWarm && at >= began) cpu = process.cpuUsage()
      isWarm ||= at >= began
      // Those that began in time count, also where they end late: each waits for the same commits.
      if (isWarm && at >= began) latencies.push(now - at)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)))
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1_000
  const sorted = Float64Array.from(latencies).sort()
  return {
    perSecond: sorted.length / seconds,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
    cpuUs: (user + system) / sorted.length,
  }
}
