/** Gateway and PostgreSQL killed together: neither lives to tell what the other had done. The next of each goes on. */
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../differential/random.ts'
import { liveUnderLoad } from './kill-gateway.ts'
import type { Gateways } from './kill-gateway.ts'
import type { KilledPostgres } from './killed-postgres.ts'

export interface BothKilled {
  /** Which went first; the other followed in the same millisecond or the next. */
  readonly first: 'GATEWAY' | 'POSTGRES'
  /** Questions that the callers had under way. */
  readonly inFlight: number
}

const LONGEST_MS = 1_000

/** @throws {Error} PostgreSQL or the next gateway did not start, or did not answer. */
export async function killBoth(
  gateways: Gateways,
  database: KilledPostgres,
  seed: string,
  count: number,
): Promise<readonly BothKilled[]> {
  const random = new Random(seed, 'both')
  const killed: BothKilled[] = []
  for (let i = 0; i < count; i += 1) {
    const { cut } = await gateways.recording.counts()
    const { life } = await liveUnderLoad(gateways)
    await wait(random.below(LONGEST_MS))
    const first = i % 2 === 0 ? 'GATEWAY' : 'POSTGRES'
    if (first === 'GATEWAY') life.kill('SIGKILL')
    const postgresGone = database.killPostmaster()
    if (first === 'POSTGRES') life.kill('SIGKILL')
    await Promise.all([postgresGone, life.ended])
    const after = await gateways.recording.shut()
    killed.push({ first, inFlight: after.cut - cut })
    await database.restart()
  }
  if (count > 0) await goesOn(gateways)
  return killed
}

/** What the last of them left behind is found by one more life. */
async function goesOn(gateways: Gateways): Promise<void> {
  const { life } = await liveUnderLoad(gateways)
  await gateways.recording.shut()
  life.kill('SIGTERM')
  const how = await life.ended
  if (how !== '0') throw new Error(`ended by ${how}: ${life.lines().join('\n')}`)
}
