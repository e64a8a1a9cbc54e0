/**
 * `ydelta serve` that kills itself at a named step when it was told to, and leaves a trace of its
 * steps: one letter each, in the file it was given. It makes a checkpoint every quarter of a second, so
 * that short lives make some too.
 */
import { openSync, writeSync } from 'node:fs'
import { prepareDatabase, serveUntilStopped } from '../../gateway/cli/serve.ts'
import { endWithParent } from '../../gateway/cli/process-life.ts'
import { reportFailure } from '../../gateway/cli/report-failure.ts'
import { composeGateway } from '../../gateway/compose.ts'
import { readServiceConfig } from '../../gateway/config.ts'
import type { LogService } from '../../gateway/log/log-service.ts'
import { repeat } from '../../gateway/log/repeat.ts'
import { createLog } from '../../gateway/observe/log.ts'
import { openOffice } from '../../gateway/office/open-office.ts'
import { letterOf } from './steps.ts'
import type { Step } from './steps.ts'
import { watchCalls, watchCommits, watchLog, watchStatements } from './watch-steps.ts'

const CHECKPOINT_EVERY_MS = 250

/** What the process that kills sends. */
export interface Aim {
  readonly step: Step
  /** How many times it is reached first. */
  readonly passing: number
}

const trace = openSync(process.argv[2]!, 'a')
let aim: Aim | null = null
let passed = 0

function reached(step: Step): void {
  writeSync(trace, letterOf(step))
  if (aim === null || aim.step !== step) return
  passed += 1
  // Not a statement further: the signal is there when this returns to the program.
  if (passed > aim.passing) process.kill(process.pid, 'SIGKILL')
}

async function serve(): Promise<number> {
  const config = readServiceConfig(process.env)
  const log = createLog(config.LOG_LEVEL)
  await prepareDatabase(config, log, false)
  const gateway = await composeGateway(config, log, async (premises) => {
    const { metrics } = premises
    const logObserver = watchCommits(metrics.logObserver, reached)
    const office = await openOffice(config, { ...premises, metrics: { ...metrics, logObserver } })
    // It is what openOffice makes; an Office says less of it.
    const service = office.federationLog as LogService
    const publishing = repeat(
      () => service.checkpointNow(),
      CHECKPOINT_EVERY_MS,
      (err) => log.warn({ err }, 'no checkpoint in chaos'),
    )
    return {
      ...office,
      federationLog: watchLog(service, reached),
      async close() {
        await publishing.stop()
        await office.close()
      },
    }
  })
  return serveUntilStopped(gateway, config, log)
}

endWithParent()
process.on('message', (message: { readonly aim?: Aim }) => {
  if (message.aim !== undefined) aim = message.aim
})
watchCalls(reached)
watchStatements(reached)
try {
  process.exitCode = await serve()
} catch (failure) {
  process.exitCode = reportFailure(failure, false)
}
if (process.connected) process.disconnect()
