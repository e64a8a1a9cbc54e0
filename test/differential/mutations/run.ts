/**
 * Mutations of certificates and lists. Every one must be refused with a code, within the bounds of
 * work, without an exception; nothing else can be right, because every byte is signed or signs.
 *
 * Signatures themselves have a second spelling in ECDSA alone (high-s.ts): tested by itself.
 */
import { loadAnchors } from '../../../gateway/certification-path/anchors.ts'
import type { AnchorSet } from '../../../gateway/certification-path/anchors.ts'
import { validatePath } from '../../../gateway/certification-path/validate-path.ts'
import type { PathVerdict } from '../../../gateway/certification-path/verdict.ts'
import { WORK_LIMITS } from '../../../gateway/certification-path/work.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import { AT } from '../../support/x509/certificate.ts'
import type { KeyKind } from '../../support/x509/keys.ts'
import { Random } from '../random.ts'
import { makeSet, PARTS } from './good-sets.ts'
import type { GoodSet, Part } from './good-sets.ts'
import { MUTATORS } from './mutators.ts'

export interface Mutations {
  readonly made: number
  /** How many by code. */
  readonly refused: Readonly<Record<string, number>>
  readonly mutators: ReadonlySet<string>
  readonly mostWork: { readonly signatures: number; readonly derElements: number }
  readonly longestMs: number
  /** Each with what is needed to do it again. */
  readonly problems: readonly string[]
}

const KINDS: readonly KeyKind[] = ['rsa-2048', 'p-256', 'ed25519']
/** No measurement: after this long something hangs. */
const HANGS_MS = 2_000

interface Pair {
  readonly good: GoodSet
  readonly other: GoodSet
  readonly anchors: AnchorSet
}

interface Tally {
  readonly refused: Record<string, number>
  readonly mutators: Set<string>
  readonly mostWork: { signatures: number; derElements: number }
  longestMs: number
  readonly problems: string[]
}

export function runMutations(seed: string, count: number): Mutations {
  const pairs = KINDS.map((kind): Pair => {
    const good = makeSet(kind, 0)
    return { good, other: makeSet(kind, 3), anchors: anchorsOf(good.anchor) }
  })
  const tally: Tally = {
    refused: {},
    mutators: new Set(),
    mostWork: { signatures: 0, derElements: 0 },
    longestMs: 0,
    problems: [],
  }
  for (let i = 0; i < count; i += 1) mutateOnce(new Random(seed, 'mutation', i), pairs, tally)
  return { made: count, ...tally }
}

function mutateOnce(random: Random, pairs: readonly Pair[], tally: Tally): void {
  const pair = random.pick(pairs)
  const part = random.pick(PARTS)
  const { names, bytes } = mutant(random, pair.good[part], pair.other[part], part === 'anchor')
  for (const name of names) tally.mutators.add(name)
  const startedAt = performance.now()
  const problem = outcomeOf(pair, part, bytes, tally)
  const tookMs = Math.round(performance.now() - startedAt)
  tally.longestMs = Math.max(tally.longestMs, tookMs)
  const said = tookMs > HANGS_MS ? `took ${tookMs} ms` : problem
  if (said !== null) {
    tally.problems.push(`${said}: ${part}, ${names.join(' and ')}: ${bytes.toString('base64')}`)
  }
}

/** One mutation, or two on top of each other; never the bytes there were, nor another good anchor. */
function mutant(random: Random, good: Buffer, donor: Buffer, isAnchor: boolean) {
  for (;;) {
    const names = [random.pick(NAMES)]
    let bytes = MUTATORS[names[0]!]!(good, random, donor)
    if (random.chance(0.2)) {
      const second = random.pick(BYTE_NAMES)
      if (bytes.length > 0) bytes = MUTATORS[second]!(bytes, random, donor)
      names.push(second)
    }
    if (!bytes.equals(good) && !(isAnchor && bytes.equals(donor))) return { names, bytes }
  }
}

const NAMES = Object.keys(MUTATORS)
/** Those that take bytes that are no DER. */
const BYTE_NAMES = ['one bit', 'one byte', 'insertion', 'deletion', 'truncation', 'zeros']

/** Null: refused as it should be. */
function outcomeOf(pair: Pair, part: Part, bytes: Buffer, tally: Tally): string | null {
  try {
    if (part === 'anchor') return anchorOutcome(pair, bytes, tally)
    return verdictOutcome(ask({ ...pair.good, [part]: bytes }, pair.anchors), tally)
  } catch (failure) {
    return `threw ${String(failure)}`
  }
}

export function ask(set: GoodSet, anchors: AnchorSet): PathVerdict {
  return validatePath({
    chain: [set.leaf, set.authority],
    anchors,
    revocation: { crls: [set.anchorList, set.authorityList] },
    purpose: 'LICENCE_SIGNER',
    at: AT,
  })
}

export function anchorsOf(certificate: Buffer): AnchorSet {
  return loadAnchors([{ certificate, jurisdiction: { C: 'CN', ST: '上海市' } }])
}

function verdictOutcome({ status, code, steps, work }: PathVerdict, tally: Tally): string | null {
  const { mostWork, refused } = tally
  mostWork.signatures = Math.max(mostWork.signatures, work.signatures)
  mostWork.derElements = Math.max(mostWork.derElements, work.derElements)
  if (status === 'VALID' || code === null) return 'was accepted'
  refused[code] = (refused[code] ?? 0) + 1
  if (work.signatures > WORK_LIMITS.signatures) return 'too many signatures'
  if (work.derElements > WORK_LIMITS.derElements) return 'too many elements'
  const said = steps.find((step) => step.code === code)
  return said?.message?.includes('请') === true ? null : 'does not say what to do'
}

/** An anchor that is still one is the same one: a key of our own choosing cannot get in. */
function anchorOutcome({ good }: Pair, bytes: Buffer, { refused }: Tally): string | null {
  try {
    const [anchor] = anchorsOf(bytes).anchors
    const [original] = anchorsOf(good.anchor).anchors
    const isSame = anchor!.certificate.key.spki.equals(original!.certificate.key.spki)
    return isSame ? null : 'another key became an anchor'
  } catch (failure) {
    if (!(failure instanceof FederationError)) throw failure
    if (failure.code !== 'TRUST_ANCHOR_INVALID') return `anchor refused with ${failure.code}`
    refused[failure.code] = (refused[failure.code] ?? 0) + 1
    return null
  }
}
