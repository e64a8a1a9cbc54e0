/** When a gateway is killed: at random moments from outside, at named steps by itself, while it starts. */
import { Random } from '../differential/random.ts'
import { PUBLISH_STEPS, STEPS } from './steps.ts'
import type { Step } from './steps.ts'

export type Kill =
  /** So long after the first answer of its life. */
  | { readonly kind: 'AT_RANDOM'; readonly afterMs: number }
  | { readonly kind: 'AT_STEP'; readonly step: Step; readonly passing: number }
  /** So long after it was started. */
  | { readonly kind: 'AT_START'; readonly afterMs: number }

/** Of all kills; those find nothing in flight. */
const SHARE_AT_START = 0.06
const SHARE_AT_STEP = 0.5
const LONGEST_LIFE_MS = 1_500
const LONGEST_START_MS = 2_500
/** How often a step is passed by. Publishing happens a few times a second. */
const MOST_PASSED = 60
const MOST_PUBLISHED = 2

export function planKills(seed: string, count: number): readonly Kill[] {
  const random = new Random(seed, 'kills')
  const atStart = Math.floor(count * SHARE_AT_START)
  const atStep = Math.floor(count * SHARE_AT_STEP)
  const order = random.shuffled(STEPS)
  const kills: Kill[] = [
    ...Array.from({ length: atStart }, () => {
      return { kind: 'AT_START', afterMs: random.below(LONGEST_START_MS) } as const
    }),
    ...Array.from({ length: atStep }, (_, i) => atStepOf(order[i % order.length]!, random)),
    ...Array.from({ length: count - atStart - atStep }, () => {
      return { kind: 'AT_RANDOM', afterMs: random.below(LONGEST_LIFE_MS) } as const
    }),
  ]
  return random.shuffled(kills)
}

function atStepOf(step: Step, random: Random): Kill {
  const isPublished = (PUBLISH_STEPS as readonly Step[]).includes(step)
  return {
    kind: 'AT_STEP',
    step,
    passing: random.below(isPublished ? MOST_PUBLISHED : MOST_PASSED),
  }
}
