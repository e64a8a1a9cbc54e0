/** PostgreSQL killed under load, while one gateway lives on: it must refuse, say so, and go on by itself. */
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../differential/random.ts'
import { liveUnderLoad } from './kill-gateway.ts'
import type { Gateways } from './kill-gateway.ts'
import type { KilledPostgres } from './killed-postgres.ts'

export interface DatabaseKilled {
  readonly what: string
  /** Questions refused until it was well again, by code. */
  readonly refused: Readonly<Record<string, number>>
  /** What /readyz named while it was away. */
  readonly missing: readonly string[]
}

const LONGEST_MS = 1_000
/** Refusals that are waited for while it is away. */
const LEAST_REFUSED = 20
const POLL_MS = 50

/** @throws {Error} the gateway ended, or did not come back to answering. */
export async function killDatabase(
  gateways: Gateways,
  database: KilledPostgres,
  seed: string,
  count: number,
): Promise<readonly DatabaseKilled[]> {
  if (count === 0) return []
  const random = new Random(seed, 'database')
  const { life, url } = await liveUnderLoad(gateways)
  const killed: DatabaseKilled[] = []
  for (let i = 0; i < count; i += 1) {
    await wait(random.below(LONGEST_MS))
    killed.push(await killOnce(gateways, database, i % 2 === 0 ? null : random, url))
  }
  await gateways.recording.shut()
  life.kill('SIGTERM')
  const how = await life.ended
  if (how !== '0') throw new Error(`ended by ${how}: ${life.lines().join('\n')}`)
  return killed
}

/** `random`: which backend; null: the postmaster. */
async function killOnce(
  { recording }: Gateways,
  database: KilledPostgres,
  random: Random | null,
  url: string,
): Promise<DatabaseKilled> {
  const before = await recording.counts()
  let missing: readonly string[] = []
  let what = 'postmaster'
  if (random === null) {
    await database.killPostmaster()
    const least = sumOf(before.refused) + LEAST_REFUSED
    await recording.until('refusals', ({ refused }) => sumOf(refused) >= least)
    missing = await missingAt(url)
    await database.restart()
  } else {
    what = await database.killBackend(random)
  }
  const { answered } = await recording.counts()
  await recording.until(`answers after ${what}`, (counts) => counts.answered > answered)
  while ((await missingAt(url)).length > 0) await wait(POLL_MS)
  const after = await recording.counts()
  return { what, refused: difference(after.refused, before.refused), missing }
}

async function missingAt(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/readyz`)
  const { missing } = (await response.json()) as { readonly missing: readonly string[] }
  if (response.ok !== (missing.length === 0)) throw new Error('/readyz contradicts itself')
  return missing
}

const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, each) => sum + each, 0)

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const all = Object.entries(after).map(
    ([code, count]) => [code, count - (before[code] ?? 0)] as const,
  )
  return Object.fromEntries(all.filter(([, count]) => count > 0))
}
