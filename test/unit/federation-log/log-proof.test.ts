import { describe, expect, it } from 'vitest'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { proveConsistency } from '../../../gateway/federation-log/consistency.ts'
import { proveInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { printLeaf } from '../../../gateway/federation-log/leaf.ts'
import { verifyEntry, verifyGrowth } from '../../../gateway/federation-log/log-proof.ts'
import type { EntryQuestion, GrowthQuestion } from '../../../gateway/federation-log/log-proof.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import type { LogPolicy } from '../../../gateway/federation-log/policy.ts'
import { parseProofFile, printProofFile } from '../../../gateway/federation-log/proof-file.ts'
import type { ProofFile } from '../../../gateway/federation-log/proof-file.ts'
import { quorumOf } from '../../../gateway/federation-log/quorum.ts'
import { printDisclosure } from '../../../gateway/federation-log/salted-digest.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { AT, LOG, ORIGIN, WITNESSES, WITNESS_KEYS, cosigned, newKey } from './parties.ts'
import { refusal } from './refusal.ts'
import { DISCLOSURES, LEAVES } from './sample-leaves.ts'

const ENTRIES = LEAVES.map(printLeaf)
const HASHES = ENTRIES.map(hashLeaf)
const headAt = (size: number) => ({ size, root: rootOfHashes(HASHES, 0, size) })
const SIZE = LEAVES.length
const HEAD = headAt(SIZE)
const POLICY: LogPolicy = {
  logs: [LOG.key],
  witnesses: WITNESS_KEYS,
  quorum: quorumOf(3, WITNESS_KEYS),
  urls: new Map(),
}
const LATER = new Date(AT.getTime() + 60_000)
const file = (change: Partial<ProofFile> = {}) =>
  printProofFile({
    extra: ENTRIES[0]!,
    index: 0,
    proof: proveInclusion(HASHES, 0),
    checkpoint: cosigned(HEAD),
    ...change,
  })
const ask = (change: Partial<EntryQuestion> = {}) => {
  const good = { proof: file(), entry: null, disclosures: DISCLOSURES, policy: POLICY, at: LATER }
  return verifyEntry({ ...good, ...change })
}
const flipped = (bytes: Buffer) => {
  const changed = Buffer.from(bytes)
  changed[changed.length - 4]! ^= 1
  return changed
}

describe('verifyEntry', () => {
  it('passes every step of a good proof, and gives what was asked for', () => {
    const verdict = ask()
    expect(verdict.steps.map(({ outcome }) => outcome)).toEqual(Array(7).fill('PASSED'))
    expect(verdict).toMatchObject({ status: 'VALID', code: null, index: 0, leaf: LEAVES[0] })
    expect(verdict.checkpoint).toMatchObject(HEAD)
    expect(verdict.witnesses?.seenBy).toEqual(new Date(AT.getTime() + 2_000))
    expect(verdict.disclosed.map(({ name }) => name)).toEqual(['officer', 'subject', 'case'])
  })

  it.each(ENTRIES.map((entry, index) => ({ entry, index })))(
    'accepts leaf $index from beside the file, without disclosures',
    ({ entry, index }) => {
      const proof = file({ extra: null, index, proof: proveInclusion(HASHES, index) })
      const verdict = ask({ proof, entry, disclosures: [] })
      expect(verdict).toMatchObject({ status: 'VALID', leaf: LEAVES[index], disclosed: [] })
      expect(verdict.steps.at(-1)).toMatchObject({ outcome: 'NOT_APPLICABLE' })
    },
  )

  const foreign = createNoteSigner('log.ydelta.example/other', newKey())
  const successor = createNoteSigner(ORIGIN, newKey())
  const alien = printDisclosure(Buffer.alloc(16, 99), 'officer', '示例人员乙')
  const text = cosigned(HEAD).toString()
  const forgedLine = text.replace(/^(— witness\S+shanghai) \S+$/m, (line, name: string) => {
    const other = /jiangsu (\S+)$/m.exec(text)![1]!
    const bytes = Buffer.from(other, 'base64')
    Buffer.from(line.slice(name.length + 1), 'base64').copy(bytes, 0, 0, 4)
    return `${name} ${bytes.toString('base64')}`
  })
  it.each<[string, string, Partial<EntryQuestion>, string]>([
    ['FORM', 'no proof at all', { proof: Buffer.from('示例') }, 'LOG_PROOF_MALFORMED'],
    ['FORM', 'a proof without the entry', { proof: file({ extra: null }) }, 'LOG_PROOF_MALFORMED'],
    [
      'FORM',
      'a checkpoint that is no note',
      { proof: file({ checkpoint: Buffer.from('a') }) },
      'LOG_NOTE_MALFORMED',
    ],
    ['ORIGIN', 'another log', { policy: { ...POLICY, logs: [foreign.key] } }, 'LOG_ORIGIN_UNKNOWN'],
    [
      'SIGNATURE',
      'another key of the log',
      { policy: { ...POLICY, logs: [successor.key] } },
      'LOG_NOTE_UNSIGNED',
    ],
    [
      'SIGNATURE',
      'another size',
      { proof: file({ checkpoint: Buffer.from(text.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`)) }) },
      'LOG_SIGNATURE_INVALID',
    ],
    [
      'WITNESSES',
      'two witnesses',
      { proof: file({ checkpoint: cosigned(HEAD, WITNESSES.slice(2)) }) },
      'LOG_QUORUM_MISSING',
    ],
    [
      'WITNESSES',
      'cosignatures of a later time',
      { at: new Date(AT.getTime() - 1) },
      'LOG_QUORUM_MISSING',
    ],
    [
      'WITNESSES',
      'a cosignature that does not hold',
      { proof: file({ checkpoint: Buffer.from(forgedLine) }) },
      'LOG_COSIGNATURE_INVALID',
    ],
    ['INCLUSION', 'another index', { proof: file({ index: 1 }) }, 'LOG_INCLUSION_INVALID'],
    [
      'INCLUSION',
      'an index beyond the log',
      { proof: file({ index: SIZE }) },
      'LOG_INCLUSION_INVALID',
    ],
    ['INCLUSION', 'a changed entry', { entry: flipped(ENTRIES[0]!) }, 'LOG_INCLUSION_INVALID'],
    ['INCLUSION', 'no proof', { proof: file({ proof: [] }) }, 'LOG_INCLUSION_INVALID'],
    [
      'DISCLOSURES',
      'a disclosure of another leaf',
      { disclosures: [alien] },
      'LOG_DISCLOSURE_FOREIGN',
    ],
    [
      'DISCLOSURES',
      'a disclosure that is none',
      { disclosures: ['示例'] },
      'LOG_DISCLOSURE_MALFORMED',
    ],
  ])('ends at %s for %s', (step, _, change, code) => {
    const verdict = ask(change)
    const ended = verdict.steps.find((each) => each.code !== null)
    expect(ended).toMatchObject({ step, code, message: expect.any(String) })
    expect(verdict).toMatchObject({ code, disclosed: [] })
    expect(verdict.status).toBe(code === 'LOG_QUORUM_MISSING' ? 'UNDETERMINED' : 'INVALID')
    const after = verdict.steps.slice(verdict.steps.indexOf(ended!) + 1)
    expect(after.every(({ outcome }) => outcome === 'NOT_RUN')).toBe(true)
    expect(verdict.steps).toHaveLength(7)
  })

  it('lists every signature where witnesses are missing', () => {
    const checkpoint = cosigned(HEAD, WITNESSES.slice(2))
    const { witnesses } = ask({ proof: file({ checkpoint }) })
    expect(witnesses?.cosignatures).toHaveLength(3)
    expect(witnesses?.missing).toEqual(WITNESS_KEYS.slice(0, 2).map(({ name }) => name))
  })

  it('says LEAF of an entry that is in the log and is no leaf, UNDETERMINED of a newer version', () => {
    for (const [entry, code, status] of [
      ['示例', 'LOG_JSON_NOT_CANONICAL', 'INVALID'],
      ['{"v":2}', 'LOG_LEAF_VERSION_UNSUPPORTED', 'UNDETERMINED'],
    ] as const) {
      const hash = hashLeaf(Buffer.from(entry))
      const checkpoint = cosigned({ size: 1, root: hash })
      const proof = file({ extra: Buffer.from(entry), proof: [], checkpoint })
      const verdict = ask({ proof })
      expect(verdict).toMatchObject({ status, code, leaf: null })
      expect(verdict.steps[5]).toMatchObject({ step: 'LEAF', code })
    }
  })
})

describe('verifyGrowth', () => {
  const older = cosigned(headAt(3))
  const good = {
    older,
    newer: cosigned(HEAD),
    proof: proveConsistency(HASHES, 3),
    policy: POLICY,
    at: LATER,
  }
  const grow = (change: Partial<GrowthQuestion> = {}) => verifyGrowth({ ...good, ...change })

  it('accepts a log that grew, and one that did not', () => {
    expect(grow()).toMatchObject({ status: 'VALID', older: headAt(3), newer: HEAD })
    expect(grow({ newer: older, proof: [] })).toMatchObject({ status: 'VALID' })
  })

  const rewritten = { size: SIZE, root: rootOfHashes(HASHES.toReversed()) }
  it.each<[string, string, Partial<GrowthQuestion>, string]>([
    [
      'OLD_CHECKPOINT',
      'an older one that nobody signed',
      { older: flipped(older).subarray(0, 90) },
      'LOG_NOTE_MALFORMED',
    ],
    ['FORM', 'a newer one that is none', { newer: Buffer.alloc(0) }, 'LOG_NOTE_MALFORMED'],
    [
      'WITNESSES',
      'a newer one that nobody saw',
      { newer: cosigned(HEAD, []) },
      'LOG_QUORUM_MISSING',
    ],
    [
      'CONSISTENCY',
      'a proof of another size',
      { proof: proveConsistency(HASHES, 4) },
      'LOG_CONSISTENCY_INVALID',
    ],
    ['CONSISTENCY', 'a rewritten log', { newer: cosigned(rewritten) }, 'LOG_CONSISTENCY_INVALID'],
    [
      'CONSISTENCY',
      'a log that shrank',
      { older: cosigned(HEAD), newer: older },
      'LOG_CONSISTENCY_INVALID',
    ],
  ])('ends at %s for %s', (step, _, change, code) => {
    const verdict = grow(change)
    expect(verdict.steps.find((each) => each.code !== null)).toMatchObject({ step, code })
    expect(verdict.steps).toHaveLength(6)
  })

  it('compares no two logs, though both are known', () => {
    const other = createNoteSigner('log.ydelta.example/other', newKey())
    const policy = { ...POLICY, logs: [LOG.key, other.key] }
    const theirs = { origin: other.key.name, extensions: [], ...HEAD }
    const newer = Buffer.from(signCheckpoint(theirs, other))
    expect(grow({ policy, newer })).toMatchObject({ status: 'INVALID', code: 'LOG_ORIGIN_UNKNOWN' })
  })
})

describe('a proof file', () => {
  it('is read as it was written', () => {
    for (const change of [{}, { extra: null }, { index: 6, proof: [] }]) {
      const bytes = file(change)
      expect(printProofFile(parseProofFile(bytes))).toEqual(bytes)
    }
  })

  const lines = (...text: readonly string[]) => Buffer.from(`${text.join('\n')}\n\nnote`)
  const first = 'c2sp.org/tlog-proof@v1'
  const hash = HASHES[0]!.toString('base64')
  it.each([
    ['no checkpoint', Buffer.from(`${first}\nindex 0\n`), 'no checkpoint'],
    ['another first line', lines('c2sp.org/tlog-proof@v2', 'index 0'), 'first line'],
    ['no index', lines(first), 'index'],
    ['hashes before the index', lines(first, hash, 'index 0'), 'index'],
    ['an index with a leading zero', lines(first, 'index 00'), 'index'],
    ['an index of 2^53', lines(first, 'index 9007199254740992'), 'index'],
    ['extra behind the index', lines(first, 'index 0', 'extra AAAA'), 'hash'],
    ['extra that is no base64', lines(first, 'extra 示例', 'index 0'), 'extra'],
    ['half a hash', lines(first, 'index 0', 'AAAA'), 'hash'],
    ['64 hashes', lines(first, 'index 0', ...Array<string>(64).fill(hash)), 'too many hashes'],
    ['a megabyte', Buffer.alloc(1_000_000), 'size'],
  ])('with %s is refused', (_, bytes, reason) => {
    expect(() => parseProofFile(bytes)).toThrow(refusal('LOG_PROOF_MALFORMED', { reason }))
  })
})
