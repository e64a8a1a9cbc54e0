/** The whole suite: a world, kills of the gateway, kills of PostgreSQL, and the judgement of the log. */
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../gateway/store/free-port.ts'
import { deltaRecords } from '../support/delta-records.ts'
import { openServedWorld } from '../support/served-world.ts'
import { createTemporaryFolder } from '../support/temporary-folder.ts'
import { closeLog } from './close-log.ts'
import { judgeLog } from './judge-log.ts'
import type { Judgement } from './judge-log.ts'
import { killBoth } from './kill-both.ts'
import type { BothKilled } from './kill-both.ts'
import { killDatabase } from './kill-database.ts'
import type { DatabaseKilled } from './kill-database.ts'
import { killOnce } from './kill-gateway.ts'
import type { Gateways, Killed } from './kill-gateway.ts'
import { planKills } from './kill-plan.ts'
import { startKilledPostgres } from './killed-postgres.ts'
import { ENTITIES } from './questions.ts'
import type { Counts } from './recorder.ts'
import { startRecording } from './recording.ts'

export interface ChaosPlan {
  readonly seed: string
  readonly kills: number
  readonly databaseKills: number
  /** Of both together. */
  readonly bothKills: number
  readonly callers: number
}

export interface ChaosReport {
  readonly killed: readonly Killed[]
  readonly databaseKilled: readonly DatabaseKilled[]
  readonly bothKilled: readonly BothKilled[]
  readonly counts: Counts
  readonly closed: number
  /** By PostgreSQL on a busy machine. */
  readonly refusedStarts: number
  readonly judgement: Judgement
}

/** One life must come up, or a gateway back, within this. */
const WITHIN_MS = 60_000

/** @throws {Error} a gateway that does not start again, or does not answer again. */
export async function runChaos(plan: ChaosPlan, say: (line: string) => void): Promise<ChaosReport> {
  await using stack = new AsyncDisposableStack()
  const folder = await createTemporaryFolder('chaos')
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  // The database's account has to pass.
  await chmod(folder, 0o711)
  const database = stack.use(await startKilledPostgres(join(folder, 'postgres')))
  const world = stack.use(await openWorld(database.url))
  const acknowledgements = join(folder, 'acknowledged.ndjson')
  const { seed, callers } = plan
  const recording = await startRecording({
    ...{ file: acknowledgements, seed, callers, withinMs: WITHIN_MS },
  })
  stack.defer(() => recording.stop())
  const gateways = { settings: world.settings, folder, recording, refusedStarts: 0 }
  const killed = await killAll(plan, gateways, say)
  const databaseKilled = await killDatabase(gateways, database, seed, plan.databaseKills)
  const bothKilled = await killBoth(gateways, database, seed, plan.bothKills)
  const counts = await recording.shut()
  const exported = join(folder, 'export')
  const closed = await closeLog(world.settings, exported)
  const judgement = await judgeLog({
    ...{ folder: exported, policyFile: world.policyFile, acknowledgements },
    gatehouseFolderOf: world.gatehouses.folderOf,
  })
  const { refusedStarts } = gateways
  return { killed, databaseKilled, bothKilled, counts, closed, refusedStarts, judgement }
}

/** Its first gateway, which takes the grants, ends at once. */
async function openWorld(databaseUrl: string) {
  const world = await openServedWorld({
    recordsOf: (province) => deltaRecords(ENTITIES, province),
    databaseUrl,
    settings: {
      ...{ PORT: String(await freePort()), LOG_LEVEL: 'warn', RECORD_FRESH_SECONDS: '1' },
      ...{ QUOTA_PER_MINUTE: '10000000', QUOTA_PER_DAY: '10000000' },
    },
  })
  const first = await world.start()
  await first.child.stop()
  return world
}

async function killAll(
  { seed, kills }: ChaosPlan,
  gateways: Gateways,
  say: (line: string) => void,
): Promise<readonly Killed[]> {
  const killed: Killed[] = []
  for (const kill of planKills(seed, kills)) {
    const one = await killOnce(gateways, kill)
    killed.push(one)
    const { inFlight, lastStep } = one
    say(`${killed.length}/${kills} ${JSON.stringify({ ...kill, inFlight, lastStep })}`)
  }
  return killed
}
