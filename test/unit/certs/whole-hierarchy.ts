/** One hierarchy of each kind for all tests of a file, and what others have of it. */
import { derOf } from '../../../certs/hierarchy.ts'
import type { Hierarchy, Leaf } from '../../../certs/hierarchy.ts'
import { chainOf } from '../../../certs/hierarchy.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import { PARTIES, PARTY_FACTS } from '../../../certs/parties.ts'
import type { Party } from '../../../certs/parties.ts'
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import type { PathVerdict } from '../../../gateway/certification-path/verdict.ts'
import { MemoryKeys } from './memory-keys.ts'

export const AT = new Date('2026-03-02T01:02:03.456Z')
/** The second that is written into certificates. */
export const WHOLE_SECOND = new Date('2026-03-02T01:02:03.000Z')
export const DAY_MS = 86_400_000

export function daysAfter(days: number, from = AT): Date {
  return new Date(from.getTime() + days * DAY_MS)
}

export interface Whole {
  readonly hierarchy: Hierarchy
  readonly keys: MemoryKeys
}

export async function makeWhole(party: Party): Promise<Whole> {
  const keys = new MemoryKeys()
  return { hierarchy: await makeHierarchy(party, keys, AT), keys }
}

export async function makeAll(): Promise<Readonly<Record<Party, Whole>>> {
  const made = await Promise.all(PARTIES.map(async (party) => [party, await makeWhole(party)]))
  return Object.fromEntries(made) as Record<Party, Whole>
}

/** Roots and lists of a hierarchy in DER. */
export function publicPartsOf({ authorities }: Hierarchy) {
  return {
    roots: authorities.filter(({ role }) => role === 'ROOT').map(({ pem }) => derOf(pem)),
    crls: authorities.map(({ crl }) => derOf(crl.pem)),
  }
}

/** What the gateway's own validator says about a leaf of a hierarchy. */
export function verdictOf(hierarchy: Hierarchy, leaf: Leaf, at = AT): PathVerdict {
  const { roots, crls } = publicPartsOf(hierarchy)
  const { jurisdiction } = PARTY_FACTS[hierarchy.party]
  return validatePath({
    chain: chainOf(hierarchy, leaf),
    anchors: loadAnchors(roots.map((certificate) => ({ certificate, jurisdiction }))),
    revocation: { crls },
    purpose: leaf.role,
    at,
  })
}
