/** Names of the gateways that serve-altered.ts makes, and what they do. */
import { fileURLToPath } from 'node:url'
import { deltaUscc } from './delta-records.ts'
import type { ServedProgram } from './served-world.ts'

/** Quick checkpoints; one that leaves a leaf out; one that answers from its cache without a leaf. */
export type Alteration = 'QUICK' | 'LEAVES_ONE_OUT' | 'ANSWERS_WITHOUT_LEAF'

/** Whose questions the cheating ones hide. */
export const HIDDEN_OFFICER = 'officer-hidden'
/** What stands in the log instead. */
export const DECOY = deltaUscc(4)

/** For `ServedWorld.start`. */
export function altered(alteration: Alteration): ServedProgram {
  return {
    program: fileURLToPath(new URL('./serve-altered.ts', import.meta.url)),
    words: [alteration],
  }
}
