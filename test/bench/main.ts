/**
 * `npm run bench [-- --json FILE] [--quick] [--set plain|real|paths|log] [--workload full] [--ms N] [--heap] [--scale]`: ours beside a
 * constant answer, a service written by hand and plain stitching, in the same run; paths of
 * certificates beside their bare signature checks. A ratio is the
 * result; an absolute number is not. `--ms` sets how long each run warms up and
 * measures. Rules: README.md beside this file.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureHeap } from './heap.ts'
import { logTableOf, measureLog } from './log/measure-log.ts'
import { measurePaths, pathTableOf } from './paths/measure-paths.ts'
import { moveHere, placement } from './programs.ts'
import { tableOf } from './report.ts'
import type { Row } from './report.ts'
import { CONNECTIONS, FEW_CONNECTIONS, OFFICE_VARIANTS } from './requests.ts'
import type { OfficeVariant, Workload } from './requests.ts'
import { runSet } from './rounds.ts'
import { measureScale } from './scale.ts'
import type { SetName } from './variants/registries.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    set: { type: 'string' },
    workload: { type: 'string' },
    ms: { type: 'string' },
    heap: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
  },
})

/** Milliseconds, rounds, connections. A quick run shows that everything works, not how fast it is. */
const PACE = values.quick
  ? { rounds: 1, warmUpMs: 1_500, measureMs: 1_000, connections: FEW_CONNECTIONS }
  : { rounds: 5, warmUpMs: 1_000, measureMs: 3_000, connections: CONNECTIONS }
if (values.ms !== undefined) PACE.warmUpMs = PACE.measureMs = Number(values.ms)
const PLAN = { entities: values.quick ? 500 : 5_000, seed: 1 }
const SETS: readonly SetName[] = ['plain', 'real']

/** With access and log; in a quick run the whole alone. */
const OFFICES: readonly OfficeVariant[] = values.quick
  ? ['office']
  : (Object.keys(OFFICE_VARIANTS) as OfficeVariant[])
const WORKLOADS = values.workload === undefined ? {} : { workloads: [values.workload as Workload] }

const PATH_PACE = values.quick ? { rounds: 1, measureMs: 300 } : { rounds: 7, measureMs: 1_000 }

const LOG_PACE = values.quick
  ? { rounds: 1, warmUpMs: 200, measureMs: 300, callers: 256, leaves: 20_000, verifyRounds: 1 }
  : {
      rounds: 7,
      warmUpMs: 1_000,
      measureMs: 3_000,
      callers: 256,
      leaves: 1_000_000,
      verifyRounds: 3,
    }

const wanted = (set: string): boolean => values.set === undefined || values.set === set
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const where = placement()
moveHere(where.rest)
say(
  where.server === null
    ? 'processors: as they come'
    : `processors: ${where.server} for the server under test, ${where.rest} for upstreams and load`,
)

async function main(): Promise<unknown> {
  if (values.heap) return measureHeap({ quick: values.quick, placement: where, say })
  if (values.scale) return measureScale({ quick: values.quick, placement: where, say })
  const rows: Row[] = []
  for (const set of SETS.filter(wanted)) {
    const offices = set === 'plain' ? OFFICES : []
    const given = { set, plan: PLAN, ...PACE, ...WORKLOADS, offices, placement: where, say }
    rows.push(...(await runSet(given)))
  }
  if (rows.length > 0) say(tableOf(rows))
  const paths = wanted('paths') ? measurePaths(PATH_PACE) : []
  if (paths.length > 0) say(pathTableOf(paths))
  const log = wanted('log') ? await measureLog({ ...LOG_PACE, placement: where, say }) : []
  if (log.length > 0) say(logTableOf(log))
  return [...rows, ...paths, ...log]
}

const result = await main()
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
