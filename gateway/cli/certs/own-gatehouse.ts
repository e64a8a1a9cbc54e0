/** What the gatehouse of a province has of its party's certificates: the witness's key, and whom it may disclose to. */
import type { KeyObject } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { rootsOf } from '../../../certs/anchors.ts'
import { derOf } from '../../../certs/hierarchy.ts'
import type { Party } from '../../../certs/parties.ts'
import { PARTY_FACTS } from '../../../certs/parties.ts'
import { loadKey, requireHierarchy } from '../../../certs/party-store.ts'
import { witnessNameOf } from '../../../certs/witness-key.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { THUMBPRINT } from '../../access/claims.ts'
import { chainTrust } from '../../access/signed-token.ts'
import { loadAnchors } from '../../certification-path/anchors.ts'
import { createWitness } from '../../federation-log/cosignature.ts'
import type { Witness } from '../../federation-log/cosignature.ts'
import type { DisclosureSettings } from '../../gatehouse/disclosure-desk.ts'
import { partyFolder } from '../state-folder.ts'
import { certsFolder } from './words.ts'

const AUDITORS_FILE = 'auditors.json'
/** `x5t#S256` of certificates; a file that is not there registers nobody. */
const AUDITORS = z.array(z.string().regex(THUMBPRINT))

/** @throws {FederationError} `CERTS_MISSING`, `CERTS_STATE_INVALID`, `CERTS_KEY_MISSING`. */
export async function ownWitness(party: Party, state: string): Promise<Witness> {
  const folder = await certsFolder(party, state)
  const { witness } = await requireHierarchy(folder, party)
  if (witness === null) throw new FederationError('CERTS_MISSING', { party })
  return createWitness(witnessNameOf(party), await loadKey(folder, witness.key))
}

/** As of now: revoked certificates and removed auditors count at once. Throws as {@link ownWitness}. */
export async function ownDisclosures(
  party: Party,
  state: string,
  privateKey: KeyObject,
): Promise<DisclosureSettings> {
  const [folder, certs] = await Promise.all([partyFolder(state, party), certsFolder(party, state)])
  const hierarchy = await requireHierarchy(certs, party)
  const { jurisdiction } = PARTY_FACTS[party]
  const roots = rootsOf(hierarchy, new Date())
  return {
    id: gatehouseIdOf(party),
    trust: chainTrust('AGENCY_CLIENT', {
      anchors: loadAnchors(roots.map((pem) => ({ certificate: derOf(pem), jurisdiction }))),
      revocation: { crls: hierarchy.authorities.map(({ crl }) => derOf(crl.pem)) },
    }),
    auditors: await auditorsIn(join(folder, AUDITORS_FILE)),
    privateKey,
  }
}

/** The audience of requests for disclosures. */
export function gatehouseIdOf(party: Party): string {
  return `gatehouse.ydelta.example/${party}`
}

/** Adds to those who are registered. For the pretend provinces of `ydelta dev`; elsewhere the operator writes the file. */
export async function registerAuditors(
  party: Party,
  state: string,
  thumbprints: readonly string[],
): Promise<void> {
  const file = join(await partyFolder(state, party), AUDITORS_FILE)
  const all = new Set([...(await auditorsIn(file)), ...AUDITORS.parse(thumbprints)])
  await writeFile(file, JSON.stringify([...all]), { mode: 0o600 })
}

async function auditorsIn(file: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, 'utf8').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return '[]'
    throw failure
  })
  return new Set(AUDITORS.parse(JSON.parse(text)))
}
