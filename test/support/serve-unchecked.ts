/** `ydelta serve` without access and log, as a process of its own: what no setting of the real one can do. */
import { serveUntilStopped, prepareDatabase } from '../../gateway/cli/serve.ts'
import { endWithParent } from '../../gateway/cli/process-life.ts'
import { composeGateway } from '../../gateway/compose.ts'
import { readConfig } from '../../gateway/config.ts'
import { createLog } from '../../gateway/observe/log.ts'
import { reportFailure } from '../../gateway/cli/report-failure.ts'
import { UNCHECKED_OFFICE } from './unchecked-office.ts'

async function serve(): Promise<number> {
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL)
  await prepareDatabase(config, log, process.argv.includes('--migrate'))
  const gateway = await composeGateway(config, log, () => Promise.resolve(UNCHECKED_OFFICE))
  return serveUntilStopped(gateway, config, log)
}

endWithParent()
try {
  process.exitCode = await serve()
} catch (failure) {
  process.exitCode = reportFailure(failure, false)
}
if (process.connected) process.disconnect()
