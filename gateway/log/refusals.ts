/**
 * Refusals as leaves: one by one while they are few, as a number a second when somebody floods us. Each
 * agency is counted by itself, and those whose agency could not be established together: nobody can hide
 * what he was refused behind a flood of others' making.
 */
import { randomUUID } from 'node:crypto'
import { instantOf } from '../../schemas/model/time.ts'
import type { RefusalFacts } from '../pipeline/log-port.ts'
import { ALL_PROVINCES } from './data-keys.ts'
import { disclose } from './make-row.ts'
import type { Hidden, Unsealed } from './make-row.ts'

/** Of one second and agency; what is beyond is counted. */
const MOST_ONE_BY_ONE = 20
const WINDOW_MS = 1_000

export type WriteLater = (leaf: Unsealed, hidden: Hidden) => void

export interface Refusals {
  add(facts: RefusalFacts): void
  /** Writes the numbers of the window that has begun. */
  close(): void
}

export function createRefusals(write: WriteLater, now: () => Date, windowMs = WINDOW_MS): Refusals {
  const seen = new Map<string | null, number>()
  let timer: NodeJS.Timeout | null = null

  function endWindow(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    for (const [agency, count] of seen) {
      const beyond = count - MOST_ONE_BY_ONE
      if (beyond > 0) write(countLeaf(agency, beyond, now()), NOTHING_HIDDEN)
    }
    seen.clear()
  }

  return {
    add(facts) {
      timer ??= setTimeout(endWindow, windowMs)
      const { agency } = facts
      const count = (seen.get(agency) ?? 0) + 1
      seen.set(agency, count)
      if (count <= MOST_ONE_BY_ONE) write(refusalLeaf(facts), hiddenOf(facts))
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

function countLeaf(agency: string | null, count: number, at: Date): Unsealed {
  return {
    type: 'ADMINISTRATIVE',
    id: randomUUID(),
    at: instantOf(at),
    act: 'REFUSALS',
    role: 'GATEWAY',
    agency,
    province: null,
    count,
    document: null,
  }
}
