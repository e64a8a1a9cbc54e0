/** Lives of the gateway, each ended by `kill -9` as planned. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { signIn } from '../support/served-sign-in.ts'
import { CLIENTS } from '../support/served-trust.ts'
import type { Kill } from './kill-plan.ts'
import { startLife } from './life.ts'
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
}

const STEP_WITHIN_MS = 60_000
let lives = 0

export function nextLife({ settings, folder }: Gateways): Life {
  lives += 1
  return startLife(settings, join(folder, `steps-${lives}`))
}

/** @throws {Error} the gateway did not start, did not answer, or ended in another way. */
export async function killOnce(gateways: Gateways, kill: Kill): Promise<Killed> {
  const life = nextLife(gateways)
  const { cut } = await gateways.recording.counts()
  if (kill.kind === 'AT_START') await wait(kill.afterMs)
  else await load(gateways, life)
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

/** Waits until callers are answered. */
export async function load({ recording }: Gateways, life: Life): Promise<string> {
  const url = await life.ready
  const { answered } = await recording.counts()
  recording.open(url, await signIn(url, CLIENTS.officer, 'officer', {}))
  await recording.until('an answer after a start', (counts) => counts.answered > answered)
  return url
}
