import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { judgeQuorum, quorumOf } from '../../../gateway/federation-log/quorum.ts'
import type { WitnessPolicy } from '../../../gateway/federation-log/quorum.ts'
import { anyHashes } from './any-hashes.ts'
import { AT, LOG, ORIGIN, WITNESSES, WITNESS_KEYS, cosigned } from './parties.ts'

const HEAD = { size: 7, root: anyHashes(1)[0]! }
const THREE_OF_FOUR: WitnessPolicy = { quorum: quorumOf(3, WITNESS_KEYS) }
const [shanghai, jiangsu, zhejiang, anhui] = WITNESSES
const seconds = (count: number) => new Date(AT.getTime() + count * 1_000)

const noteBy = (by = WITNESSES) => openCheckpoint(cosigned(HEAD, by), [LOG.key]).note
const outcomes = (by = WITNESSES, policy: Partial<WitnessPolicy> = {}) =>
  judgeQuorum(noteBy(by), { ...THREE_OF_FOUR, ...policy }).cosignatures.map((one) => one.outcome)

describe('3 of 4 witnesses', () => {
  it.each([
    ['all four', WITNESSES, true],
    ['three', WITNESSES.slice(1), true],
    ['two', WITNESSES.slice(2), false],
    ['none', [], false],
    ['one, three times', [anhui!, anhui!, anhui!], false],
  ])('%s: %s', (_, by, reached) => {
    expect(judgeQuorum(noteBy(by), THREE_OF_FOUR).reached).toBe(reached)
  })

  it('says of each line how it was judged, and who is missing', () => {
    const { cosignatures, missing } = judgeQuorum(noteBy([shanghai!, anhui!]), THREE_OF_FOUR)
    expect(cosignatures).toMatchObject([
      { name: ORIGIN, outcome: 'NOT_A_WITNESS', at: null },
      { name: shanghai!.key.name, outcome: 'COUNTED', at: seconds(0) },
      { name: anhui!.key.name, outcome: 'COUNTED', at: seconds(1) },
    ])
    expect(missing).toEqual([jiangsu!.key.name, zhejiang!.key.name])
  })

  it('has seen the checkpoint by the third time', () => {
    expect(judgeQuorum(noteBy(), THREE_OF_FOUR).seenBy).toEqual(seconds(2))
    expect(judgeQuorum(noteBy([anhui!]), THREE_OF_FOUR).seenBy).toBeNull()
  })

  it('counts the earliest of several lines of one witness, wherever it stands', () => {
    const note = noteBy([shanghai!, shanghai!, jiangsu!, anhui!])
    const later = { ...note, signatures: note.signatures.toReversed() }
    const { cosignatures, seenBy } = judgeQuorum(later, THREE_OF_FOUR)
    expect(cosignatures.map(({ outcome }) => outcome)).toEqual([
      'COUNTED',
      'COUNTED',
      'REPEATED',
      'COUNTED',
      'NOT_A_WITNESS',
    ])
    expect(seenBy).toEqual(seconds(3))
  })

  it('counts within the times asked about, to the second', () => {
    const [counted, early, late] = ['COUNTED', 'TOO_EARLY', 'TOO_LATE']
    const log = 'NOT_A_WITNESS'
    const within = { notBefore: seconds(1), notAfter: seconds(2) }
    expect(outcomes(WITNESSES, within)).toEqual([log, early, counted, counted, late])
  })

  it('counts nothing where the time asked about is none', () => {
    expect(outcomes([anhui!], { notAfter: new Date(Number.NaN) })).toEqual([
      'NOT_A_WITNESS',
      'TOO_LATE',
    ])
  })

  it('says INVALID of a line of a known key that does not hold', () => {
    const note = noteBy()
    const [log, first, second, ...rest] = note.signatures
    const swapped = { ...second!, signature: first!.signature }
    const forged = { ...note, signatures: [log!, first!, swapped, ...rest] }
    const { cosignatures, reached } = judgeQuorum(forged, THREE_OF_FOUR)
    expect(cosignatures[2]).toMatchObject({ outcome: 'INVALID', at: null })
    expect(reached).toBe(true)
  })
})
