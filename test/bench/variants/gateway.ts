/** Ours without access and log: what a question costs before anybody is asked who he is. */
import { createLog } from '../../../gateway/observe/log.ts'
import { createMetrics } from '../../../gateway/observe/metrics.ts'
import { runProgram } from '../program.ts'
import { composeVariant } from './compose.ts'
import { listening } from './listening.ts'
import type { VariantSettings } from './registries.ts'

runProgram((settings: VariantSettings) => {
  const log = createLog('silent')
  const http = composeVariant({
    ...{ settings, log, metrics: createMetrics(log), access: null, federationLog: null },
    ...{ authenticate: () => ({ kind: 'UNCHECKED', id: 'bench' }), routes: new Map() },
    around: (federation) => federation,
  })
  return listening(http)
})
