/** What one set of vectors came to, and whether it may pass. */

/** How one vector was answered. */
export interface Answer {
  readonly id: string
  /** What the publishers of the vector say. */
  readonly valid: boolean
  readonly accepted: boolean
  /** Why it was refused; null when it was accepted. */
  readonly code: string | null
}

/** One element of the array that `--json` writes. README.md beside this file describes every field. */
export interface Row {
  readonly corpus: string
  readonly ran: number
  readonly agreed: number
  readonly wronglyAccepted: number
  readonly wronglyRefused: number
  readonly skipped: number
  /** Of the wrongly refused those that no reason on a fixed list explains. */
  readonly outsideTheList: number
  /** Ids with their codes: everything wrongly accepted, and what is outside the list. */
  readonly unexpected: readonly string[]
  /** Why it was skipped. */
  readonly reason?: string
  /** It is there and could not be run to its end: never a pass. */
  readonly problem?: string
  /** How others do on the same vectors. Judged by nobody. */
  readonly others?: readonly Comparison[]
}

export interface Comparison {
  readonly name: string
  readonly agreed: number
  readonly wronglyAccepted: number
  readonly wronglyRefused: number
}

/** Counts. `isExplained` is asked about wrongly refused vectors only. */
export function rowOf(
  corpus: string,
  answers: readonly Answer[],
  isExplained: (answer: Answer) => boolean,
): Row {
  const agreed = answers.filter(({ valid, accepted }) => valid === accepted)
  const wronglyAccepted = answers.filter(({ valid, accepted }) => !valid && accepted)
  const wronglyRefused = answers.filter(({ valid, accepted }) => valid && !accepted)
  const outside = wronglyRefused.filter((answer) => !isExplained(answer))
  return {
    corpus,
    ran: answers.length,
    agreed: agreed.length,
    wronglyAccepted: wronglyAccepted.length,
    wronglyRefused: wronglyRefused.length,
    skipped: 0,
    outsideTheList: outside.length,
    unexpected: [
      ...wronglyAccepted.map(({ id }) => `${id}: accepted`),
      ...outside.map(({ id, code }) => `${id}: ${code ?? 'refused'}`),
    ],
  }
}

const NOTHING_RAN = {
  ran: 0,
  agreed: 0,
  wronglyAccepted: 0,
  wronglyRefused: 0,
  outsideTheList: 0,
  unexpected: [],
}

/** `size`: how many vectors were not run; 1 stands for a whole set that nothing here can count. */
export function skippedRow(corpus: string, size: number, reason: string): Row {
  return { corpus, ...NOTHING_RAN, skipped: size, reason }
}

export function problemRow(corpus: string, size: number, problem: string): Row {
  return { corpus, ...NOTHING_RAN, skipped: size, problem }
}

/** The gate: nothing accepted wrongly, nothing refused without a reason, nothing broken off. */
export function passes({ wronglyAccepted, outsideTheList, problem }: Row): boolean {
  return wronglyAccepted === 0 && outsideTheList === 0 && problem === undefined
}
