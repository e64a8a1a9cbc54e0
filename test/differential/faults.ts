/** All rows of the fault table, and which are drawn for one chain. */
import { AUTHORITY_FAULTS } from './faults/authorities.ts'
import { EXTENSION_FAULTS } from './faults/extensions.ts'
import { KEY_FAULTS } from './faults/keys.ts'
import { CONSTRAINT_FAULTS } from './faults/name-constraints.ts'
import { NAME_FAULTS } from './faults/names.ts'
import { ORDER_FAULTS } from './faults/order.ts'
import { REVOCATION_FAULTS } from './faults/revocation.ts'
import { SIGNATURE_FAULTS } from './faults/signatures.ts'
import { SPELLING_FAULTS } from './faults/spelling.ts'
import { TIME_FAULTS } from './faults/times.ts'
import type { Random } from './random.ts'
import type { Row } from './row.ts'

/** Keys come last but one and spellings last: they change what is there by then. */
export const ROWS: readonly Row[] = [
  ...NAME_FAULTS,
  ...KEY_FAULTS,
  ...SIGNATURE_FAULTS,
  ...TIME_FAULTS,
  ...AUTHORITY_FAULTS,
  ...EXTENSION_FAULTS,
  ...CONSTRAINT_FAULTS,
  ...REVOCATION_FAULTS,
  ...ORDER_FAULTS,
  ...SPELLING_FAULTS,
]

const HARMLESS = ROWS.filter(({ kind }) => kind === 'harmless')

/** Of this many chains in a row ... */
const ROUND = 5
/** ... so many have harmless rows only. */
const ROUND_HARMLESS = 2

/**
 * The row whose turn it is in the chain of this number, so that none is left to chance; null for
 * chains with harmless rows only.
 */
export function turnOf(index: number): Row | null {
  const inRound = index % ROUND
  if (inRound < ROUND_HARMLESS) return null
  const turn = Math.floor(index / ROUND) * (ROUND - ROUND_HARMLESS) + inRound - ROUND_HARMLESS
  return ROWS[turn % ROWS.length]!
}

/** Up to three rows, in the order of the table. */
export function drawRows(turn: Row | null, below: number, random: Random): readonly Row[] {
  const fits = ({ atLeast }: Row) => atLeast <= below
  if (turn === null) return oneOfEach(drawn(HARMLESS.filter(fits), random.below(4), random))
  const others = ROWS.filter((row) => row !== turn && fits(row))
  return inOrder([turn, ...drawn(others, random.pick([0, 0, 1, 2]), random)])
}

function drawn(rows: readonly Row[], count: number, random: Random): readonly Row[] {
  return inOrder(random.shuffled(rows).slice(0, count))
}

function inOrder(rows: readonly Row[]): readonly Row[] {
  return ROWS.filter((row) => rows.includes(row))
}

/** Two harmless ones of a kind may make a fault: a name that fits one constraint breaks the other. */
function oneOfEach(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row, i) => rows.findIndex((each) => topicOf(each) === topicOf(row)) === i)
}

/** Whether these together must be accepted by everybody. */
export function areHarmless(rows: readonly Row[]): boolean {
  return rows.every(({ kind }) => kind === 'harmless') && oneOfEach(rows).length === rows.length
}

/** Rows of one topic touch the same names or numbers. */
function topicOf({ name }: Row): string {
  const [topic = ''] = name.split(':')
  if (['permitted', 'excluded', 'constraint', 'SAN'].includes(topic)) return 'names of the leaf'
  return ['AKI', 'serial number'].includes(topic) ? 'serial number' : topic
}
