/** Lives of the gateway, each ended by `kill -9` as planned. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { signIn } from '../support/served-sign-in.ts'
import { CLIENTS } from '../support/served-trust.ts'
import type { Kill } from './kill-plan.ts'
import { StartRefused, startLife } from './life.ts'
import type { Life } from './life.ts'
import type { Recording } from './recording.ts'
import type { Step } from './steps.ts'

export interface Killed {
  readonly kill: Kill
  /** Questions that the callers had under way. */
  readonly inFlight: number
  /** The last one it went through; undefined: none. */
  readonly lastStep: Step | undefined
}

export interface Gateways {
  readonly settings: Readonly<Record<string, string>>
  /** For traces. */
  readonly folder: string
  readonly recording: Recording
  /** Counted: a start that was refused because PostgreSQL, on a busy machine, did not answer in time. */
  refusedStarts: number
}

const STEP_WITHIN_MS = 60_000
/** In the whole run. */
const MOST_REFUSED_STARTS = 10
let lives = 0

export function nextLife({ settings, folder }: Gateways): Life {
  lives += 1
  return startLife(settings, join(folder, `steps-${lives}`))
}

/** @throws {Error} the gateway did not start, did not answer, or ended in another way. */
export async function killOnce(gateways: Gateways, kill: Kill): Promise<Killed> {
  const { cut } = await gateways.recording.counts()
  const life = kill.kind === 'AT_START' ? nextLife(gateways) : (await liveUnderLoad(gateways)).life
  if (kill.kind === 'AT_START') await wait(kill.afterMs)
  if (kill.kind === 'AT_RANDOM') await wait(kill.afterMs)
  if (kill.kind === 'AT_STEP') life.aim(kill)
  else life.kill('SIGKILL')
  const how = await Promise.race([life.ended, tooLate(kill)])
  if (how !== 'SIGKILL') throw new Error(`ended by ${how}: ${life.lines().join('\n')}`)
  const after = await gateways.recording.shut()
  return { kill, inFlight: after.cut - cut, lastStep: life.steps().at(-1) }
}

/** A step that is not taken any more, or not told. */
async function tooLate(kill: Kill): Promise<never> {
  await wait(STEP_WITHIN_MS, undefined, { ref: false })
  throw new Error(`not within ${STEP_WITHIN_MS} ms: ${JSON.stringify(kill)}`)
}

/** A gateway that answers its callers. @throws {StartRefused} for any reason but a slow PostgreSQL. */
export async function liveUnderLoad(
  gateways: Gateways,
): Promise<{ readonly life: Life; readonly url: string }> {
  const { recording } = gateways
  const life = nextLife(gateways)
  try {
    const url = await life.ready
    const { answered } = await recording.counts()
    recording.open(url, await signIn(url, CLIENTS.officer, 'officer', {}))
    await recording.until('an answer after a start', (counts) => counts.answered > answered)
    return { life, url }
  } catch (failure) {
    const isBusy = failure instanceof StartRefused && failure.code === 'DATABASE_UNAVAILABLE'
    if (!isBusy || gateways.refusedStarts >= MOST_REFUSED_STARTS) throw failure
    gateways.refusedStarts += 1
    return liveUnderLoad(gateways)
  }
}
