/** Refusals as leaves: one by one while they are few, as a number a second when somebody floods us. */
import { randomUUID } from 'node:crypto'
import { instantOf } from '../../schemas/model/time.ts'
import type { RefusalFacts } from '../pipeline/log-port.ts'
import { ALL_PROVINCES } from './data-keys.ts'
import { disclose } from './make-row.ts'
import type { Hidden, Unsealed } from './make-row.ts'

/** Of one second; what is beyond is counted. */
const MOST_ONE_BY_ONE = 20
const WINDOW_MS = 1_000

export type WriteLater = (leaf: Unsealed, hidden: Hidden) => void

export interface Refusals {
  add(facts: RefusalFacts): void
  /** Writes the number of the window that has begun. */
  close(): void
}

export function createRefusals(write: WriteLater, now: () => Date, windowMs = WINDOW_MS): Refusals {
  let seen = 0
  let timer: NodeJS.Timeout | null = null

  function endWindow(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (seen > MOST_ONE_BY_ONE) write(countLeaf(seen - MOST_ONE_BY_ONE, now()), NOTHING_HIDDEN)
    seen = 0
  }

  return {
    add(facts) {
      timer ??= setTimeout(endWindow, windowMs)
      seen += 1
      if (seen <= MOST_ONE_BY_ONE) write(refusalLeaf(facts), hiddenOf(facts))
    },
    close: endWindow,
  }
}

export const NOTHING_HIDDEN: Hidden = { disclosures: [], terms: [], for: ALL_PROVINCES }

function refusalLeaf({ at, code, agency, purpose, operation }: RefusalFacts): Unsealed {
  const id = randomUUID()
  return { type: 'REFUSAL', id, at: instantOf(at), code, agency, purpose, operation }
}

function hiddenOf({ officer }: RefusalFacts): Hidden {
  if (officer === null) return NOTHING_HIDDEN
  // No province was asked, so that each may learn who was refused.
  const terms = [['OFFICER', officer]] as const
  return { disclosures: [disclose('officer', officer)], terms, for: ALL_PROVINCES }
}

function countLeaf(count: number, at: Date): Unsealed {
  return {
    type: 'ADMINISTRATIVE',
    id: randomUUID(),
    at: instantOf(at),
    act: 'REFUSALS',
    role: 'GATEWAY',
    agency: null,
    province: null,
    count,
    document: null,
  }
}
