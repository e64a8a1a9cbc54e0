/** Asks about many generated chains, two at a time, and sorts the answers. */
import { askBoth } from './ask-both.ts'
import type { Answers } from './ask-both.ts'
import { makeCase } from './chain-case.ts'
import type { ChainCase } from './chain-case.ts'
import { explanationOf } from './explanations.ts'
import { areHarmless } from './faults.ts'
import { saveCase } from './save-case.ts'

export interface Comparison {
  readonly bothAccept: number
  readonly bothRefuse: number
  /** By our code. All of them explained, or they are among the problems. */
  readonly opensslOnly: Readonly<Record<string, number>>
  /** Names of the rows that were applied. */
  readonly rows: ReadonlySet<string>
  /** What must not be, each with all that is needed to ask again. */
  readonly problems: readonly string[]
}

const AT_ONCE = 2

export async function compare(seed: string, from: number, count: number): Promise<Comparison> {
  const tally = emptyTally()
  let next = from
  const work = async (): Promise<void> => {
    while (next < from + count) {
      const asked = makeCase(seed, next++)
      const answers = await askBoth(asked)
      note(tally, asked, answers)
      const problem = problemOf(asked, answers)
      if (problem !== null) tally.problems.push(await saveCase(seed, asked, answers, problem))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return tally
}

interface Tally {
  bothAccept: number
  bothRefuse: number
  readonly opensslOnly: Record<string, number>
  readonly rows: Set<string>
  readonly problems: string[]
}

function emptyTally(): Tally {
  return {
    bothAccept: 0,
    bothRefuse: 0,
    opensslOnly: {},
    rows: new Set(),
    problems: [],
  }
}

function note(tally: Tally, asked: ChainCase, { ours, openssl }: Answers): void {
  for (const { name } of asked.rows) tally.rows.add(name)
  if (ours.accepted && openssl.accepted) tally.bothAccept += 1
  else if (!ours.accepted && !openssl.accepted) tally.bothRefuse += 1
  else if (!ours.accepted) {
    const code = ours.code ?? 'no code'
    tally.opensslOnly[code] = (tally.opensslOnly[code] ?? 0) + 1
  }
}

/** Null: the answers are as they should be. */
export function problemOf({ rows }: ChainCase, { ours, openssl }: Answers): string | null {
  const [only] = rows
  if (ours.accepted && !openssl.accepted) {
    return 'accepted here, refused by OpenSSL'
  }
  if (ours.accepted && rows.length === 1 && only?.kind === 'fault') return 'a fault is accepted'
  if (ours.accepted) return null
  if (areHarmless(rows)) return 'what is harmless is refused'
  if (openssl.accepted && explanationOf(ours.code, rows) === undefined) {
    return 'refused here, accepted by OpenSSL, and nothing explains it'
  }
  return null
}
