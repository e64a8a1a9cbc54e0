/** Metrics of the federation log: never an agency, an officer or a code in a label. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { LogObserver } from '../log/log-service.ts'

const COMMIT_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 500, 2_000]

export function logObserver(registers: Registry[]): LogObserver {
  const leaves = new Counter({
    name: 'ydelta_log_leaves_total',
    help: 'Leaves of the federation log that this process wrote',
    registers,
  })
  const commits = new Histogram({
    name: 'ydelta_log_commit_milliseconds',
    help: 'Time of one group commit',
    buckets: COMMIT_BUCKETS_MS,
    registers,
  })
  const trouble = new Counter({
    name: 'ydelta_log_trouble_total',
    help: 'Commits that lost a race or failed, leaves nobody wrote, late promises that were given up',
    labelNames: ['kind'],
    registers,
  })
  const size = new Gauge({
    name: 'ydelta_log_checkpoint_size',
    help: 'Leaves under the newest checkpoint made here',
    registers,
  })
  const cosignatures = new Gauge({
    name: 'ydelta_log_checkpoint_cosignatures',
    help: 'Witnesses that have cosigned it',
    registers,
  })
  return {
    committed(count, milliseconds) {
      leaves.inc(count)
      commits.observe(milliseconds)
    },
    lostRace: () => trouble.inc({ kind: 'lost race' }),
    appendFailed: () => trouble.inc({ kind: 'append failed' }),
    leafLost: () => trouble.inc({ kind: 'leaf lost' }),
    latePromisesLost: (_, count) => trouble.inc({ kind: 'late promise lost' }, count),
    closedAsUnknown: (count) => trouble.inc({ kind: 'closed as unknown' }, count),
    checkpointed(leavesUnder, count) {
      size.set(leavesUnder)
      cosignatures.set(count)
    },
  }
}
