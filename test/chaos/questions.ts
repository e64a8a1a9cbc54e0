/** What the callers ask: one code, several, two questions in one, a search. */
import { parse } from 'graphql'
import { operationDigest } from '../../gateway/pipeline/operation-digest.ts'
import type { Random } from '../differential/random.ts'
import { deltaUscc } from '../support/delta-records.ts'

export const ENTITIES = 40

export interface Asked {
  readonly query: string
  /** As the intent's leaf names it. */
  readonly operation: string
}

export function questionOf(random: Random): Asked {
  const code = () => `"${deltaUscc(random.below(ENTITIES))}"`
  const query = random.pick([
    () => `{ entity(uscc: ${code()}) { name sources { province state } } }`,
    () => `{ entities(usccs: [${code()}, ${code()}, ${code()}]) { uscc name } }`,
    () => `{ a: entity(uscc: ${code()}) { name } b: entity(uscc: ${code()}) { regState: uscc } }`,
    () => `{ searchEntities(filter: { name: "虚构长三角" }, first: 3) { nodes { uscc name } } }`,
  ])()
  return { query, operation: operationDigest(parse(query)) }
}
