/** A row of the fault table. */
import type { ChainDraft } from './draft.ts'
import type { Random } from './random.ts'

export interface Row {
  readonly name: string
  /**
   * `harmless`: a chain with nothing but these is accepted by everybody. `odd`: whether it is a fault
   * is for the validators to say. `fault`: it is one, for us at least.
   */
  readonly kind: 'harmless' | 'odd' | 'fault'
  /** Fewest certificates below the anchor. */
  readonly atLeast: number
  readonly apply: (draft: ChainDraft, random: Random) => void
}

type Apply = Row['apply']

export const harmless = (name: string, apply: Apply, atLeast = 1): Row => {
  return { name, kind: 'harmless', atLeast, apply }
}
export const odd = (name: string, apply: Apply, atLeast = 1): Row => {
  return { name, kind: 'odd', atLeast, apply }
}
export const fault = (name: string, apply: Apply, atLeast = 1): Row => {
  return { name, kind: 'fault', atLeast, apply }
}
