/** A hierarchy from nothing, and one certificate more: the same steps for the first and every later one. */
import type { KeyObject } from 'node:crypto'
import type { CertificatePurpose } from '../schemas/model/certificate-purpose.ts'
import { FederationError } from '../schemas/model/errors.ts'
import { issueCrl, nextUpdateOf } from './crl.ts'
import type { DistinguishedName } from './distinguished-name.ts'
import { checkedName, printName } from './distinguished-name.ts'
import type { Host } from './extensions.ts'
import { currentAuthority, signerOf } from './hierarchy.ts'
import type { Authority, Hierarchy, KeyRing, Leaf } from './hierarchy.ts'
import { issueCertificate, wholeSecond } from './issue.ts'
import { makeEd25519Key, makeRsaKey } from './keys.ts'
import type { KeyPair } from './keys.ts'
import { PARTY_FACTS } from './parties.ts'
import type { Party } from './parties.ts'
import { toPem } from './pem.ts'
import { AUTHORITIES, profileOf } from './profiles.ts'
import type { AuthorityRole, Role } from './profiles.ts'
import { verifierKeyOf, witnessNameOf } from './witness-key.ts'

/** What a server of ours answers to unless told otherwise: this machine. */
export const LOCAL_HOSTS: readonly Host[] = [{ dns: 'localhost' }, { ip: '127.0.0.1' }]

export interface MakeOptions {
  /** Makes one key after another, leaving the processor to whatever else is to be done, until aborted. */
  readonly unhurried?: AbortSignal
}

/** Everything a party has from the beginning: both authorities, one certificate per purpose, a witness. */
export async function makeHierarchy(
  party: Party,
  ring: KeyRing,
  at: Date,
  { unhurried }: MakeOptions = {},
): Promise<Hierarchy> {
  const { purposes, witness } = PARTY_FACTS[party]
  const roles = ['ROOT', 'ISSUING', ...purposes] as const
  const [root, issuing, ...own] =
    unhurried === undefined
      ? await Promise.all(roles.map((role) => makeRsaKey(profileOf(role).bits)))
      : await makeOneByOne(roles, unhurried)
  let made: Hierarchy = emptyHierarchy(party)
  made = await withAuthority(made, 'ROOT', root!, ring, at)
  made = await withAuthority(made, 'ISSUING', issuing!, ring, at)
  for (const [i, role] of purposes.entries()) made = await withOwn(made, role, own[i]!, ring, at)
  return witness ? withWitness(made, await makeEd25519Key(), ring) : made
}

/** @throws {Error} the signal's reason. A key that is being made cannot be interrupted, only the next. */
async function makeOneByOne(roles: readonly Role[], signal: AbortSignal): Promise<KeyPair[]> {
  const pairs = []
  for (const role of roles) {
    signal.throwIfAborted()
    pairs.push(await makeRsaKey(profileOf(role).bits))
  }
  return pairs
}

/** The next generation of an authority, signed by the root of now (a root by itself), with its first list. */
export async function withAuthority(
  hierarchy: Hierarchy,
  role: AuthorityRole,
  pair: KeyPair,
  ring: KeyRing,
  at: Date,
): Promise<Hierarchy> {
  const { party, authorities } = hierarchy
  const { organisation, shortName, jurisdiction } = PARTY_FACTS[party]
  const generation = 1 + authorities.filter((one) => one.role === role).length
  const id = `${role.toLowerCase()}-g${generation}`
  const root = role === 'ROOT' ? null : currentAuthority(hierarchy, 'ROOT', at)
  const { der, ...facts } = issueCertificate({
    role,
    subject: {
      ...jurisdiction,
      O: organisation,
      CN: `${shortName}${AUTHORITIES[role].zh} G${generation}`,
    },
    publicKey: pair.publicKey,
    issuer: root === null ? { self: pair.privateKey } : await signerOf(root, ring),
    crlUrl: crlUrlOf(party, root?.id ?? id),
    ...(role === 'ISSUING' ? { constraint: jurisdiction } : {}),
    at,
  })
  const made: Authority = {
    ...facts,
    ...{ id, role, generation, issuer: root?.id ?? id, pem: toPem('CERTIFICATE', der) },
    supersededAt: null,
    key: ring.add(pair),
    crl: nextCrl(role, { certificate: der, key: pair.privateKey }, 0, [], at),
  }
  return { ...hierarchy, authorities: [...authorities, made] }
}

/** A list that follows number `before`. */
export function nextCrl(
  role: AuthorityRole,
  issuer: { readonly certificate: Uint8Array; readonly key: KeyObject },
  before: number,
  revoked: Parameters<typeof issueCrl>[0]['revoked'],
  at: Date,
): Authority['crl'] {
  const days = AUTHORITIES[role].authority.crlDays
  const number = before + 1
  return {
    number,
    pem: toPem('X509 CRL', issueCrl({ issuer, number, revoked, thisUpdate: at, days })),
    thisUpdate: wholeSecond(at),
    nextUpdate: nextUpdateOf(at, days),
  }
}

/** The next generation of the party's own certificate for a purpose. */
export async function withOwn(
  hierarchy: Hierarchy,
  role: CertificatePurpose,
  pair: KeyPair,
  ring: KeyRing,
  at: Date,
): Promise<Hierarchy> {
  const { organisation, shortName, jurisdiction } = PARTY_FACTS[hierarchy.party]
  const before = hierarchy.certificates.filter(
    (one) => one.role === role && one.generation !== null,
  )
  const generation = before.length + 1
  const agency = `${shortName}示例机关` // whose key it would be; here it shows how one looks
  const subject = {
    ...jurisdiction,
    O: role === 'AGENCY_CLIENT' ? agency : organisation,
    CN: `${role === 'AGENCY_CLIENT' ? agency : shortName}${profileOf(role).zh} G${generation}`,
  }
  return withLeaf(
    hierarchy,
    { role, subject, publicKey: pair.publicKey, generation, key: ring.add(pair) },
    ring,
    at,
  )
}

export interface LeafOrder {
  readonly role: CertificatePurpose
  readonly subject: DistinguishedName
  readonly publicKey: KeyObject
  readonly generation?: number
  /** Where the key is kept, if by us. */
  readonly key?: string
  /** Only for `TLS_SERVER`, where they default to this machine. */
  readonly hosts?: readonly Host[]
}

/**
 * One certificate more; it is the last of `certificates`.
 *
 * @throws {FederationError} `CERTS_PROFILE_NOT_ISSUED`, `CERTS_NAME_INVALID`, `CERTS_NAME_OUTSIDE`,
 *   `CERTS_ISSUER_UNUSABLE`, `CERTS_KEY_MISSING`.
 */
export async function withLeaf(
  hierarchy: Hierarchy,
  order: LeafOrder,
  ring: KeyRing,
  at: Date,
): Promise<Hierarchy> {
  const { party, certificates } = hierarchy
  const { role, publicKey, generation = null, key = null } = order
  const subject = checkSubject(party, role, order.subject)
  const issuing = currentAuthority(hierarchy, 'ISSUING', at)
  const hosts = role === 'TLS_SERVER' ? (order.hosts ?? LOCAL_HOSTS) : []
  const { der, ...facts } = issueCertificate({
    ...{ role, subject, publicKey, hosts, at },
    issuer: await signerOf(issuing, ring),
    crlUrl: crlUrlOf(party, issuing.id),
  })
  const made: Leaf = {
    ...facts,
    ...{ role, generation, key, issuer: issuing.id, pem: toPem('CERTIFICATE', der) },
    subject: printName(Object.entries(subject)),
    supersededAt: null,
    retiresAt: null,
  }
  return { ...hierarchy, certificates: [...certificates, made] }
}

function checkSubject(
  party: Party,
  profile: CertificatePurpose,
  subject: DistinguishedName,
): DistinguishedName {
  const { purposes, jurisdiction } = PARTY_FACTS[party]
  if (!purposes.includes(profile)) {
    throw new FederationError('CERTS_PROFILE_NOT_ISSUED', { party, profile })
  }
  const { C, ST } = checkedName(subject)
  if (C !== jurisdiction.C || (jurisdiction.ST !== undefined && ST !== jurisdiction.ST)) {
    throw new FederationError('CERTS_NAME_OUTSIDE', {
      name: printName(Object.entries(subject)),
      permitted: printName(Object.entries(jurisdiction)),
    })
  }
  return subject
}

function withWitness(hierarchy: Hierarchy, pair: KeyPair, ring: KeyRing): Hierarchy {
  const verifierKey = verifierKeyOf(witnessNameOf(hierarchy.party), pair.publicKey)
  return { ...hierarchy, witness: { verifierKey, key: ring.add(pair) } }
}

function emptyHierarchy(party: Party): Hierarchy {
  return { version: 1, party, authorities: [], certificates: [], revocations: [], witness: null }
}

/** To be served there later; nothing is fetched from it today. */
function crlUrlOf(party: Party, authority: string): string {
  return `http://crl.ydelta.example/${party}/${authority}.crl`
}
