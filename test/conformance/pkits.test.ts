/** The counts are frozen: refusing everything fails as surely as accepting everything. */
import { beforeAll, describe, expect, it } from 'vitest'
import { validatePath } from '../../gateway/certification-path/validate-path.ts'
import { describeWithCorpus } from './describe-with-corpus.ts'
import { PKITS_EXCEPTIONS, isExplained } from './pkits-exceptions.ts'
import { forgeAccepts } from './pkits-forge.ts'
import { refusalsByNumber } from './pkits-refusals.ts'
import { answersOf, ownStepsOnly, runPkits } from './pkits.ts'
import type { PathValidator } from './pkits.ts'
import { PKITS_AT, readPkits } from './pkits-vectors.ts'
import type { PathVectors } from './pkits-vectors.ts'
import { passes, rowOf } from './row.ts'
import type { Answer, Row } from './row.ts'

const FROZEN = {
  ran: 210,
  agreed: 174,
  wronglyAccepted: 0,
  wronglyRefused: 36,
  skipped: 0,
  outsideTheList: 0,
  unexpected: [],
}
const ON_THE_LIST = PKITS_EXCEPTIONS.flatMap(({ ids }) => ids)

describe('the fixed list of exceptions', () => {
  it('has 36 paths, each once', () => {
    expect(ON_THE_LIST).toHaveLength(36)
    expect(new Set(ON_THE_LIST).size).toBe(36)
  })

  it.each(PKITS_EXCEPTIONS)('explains $code by $reason and by nothing else', ({ code, ids }) => {
    const refused = { id: ids[0]!, valid: true, accepted: false }
    expect(isExplained({ ...refused, code })).toBe(true)
    expect(isExplained({ ...refused, code: 'CERT_SIGNATURE_INVALID' })).toBe(false)
    expect(isExplained({ ...refused, id: '40101_valid_signatures_test1', code })).toBe(false)
  })
})

describeWithCorpus('pkits', (folder) => {
  let vectors: PathVectors
  let both: readonly Answer[]
  let own: readonly Answer[]
  let rows: readonly Row[]
  beforeAll(() => {
    vectors = readPkits(folder)
    both = answersOf(vectors, validatePath)
    own = answersOf(vectors, ownStepsOnly)
    rows = runPkits(folder)
  })
  const rowWith = (validate: PathValidator) =>
    rowOf('pkits', answersOf(vectors, validate), isExplained)

  describe('the order made of the index', () => {
    it('makes each path as long as its publishers say', () => {
      const said = vectors.vectors.filter(({ saidLength }) => saidLength !== null)
      expect(said).toHaveLength(172)
      for (const { id, chain, saidLength } of said) expect(chain.length + 1, id).toBe(saidLength)
    })

    it('leaves beside the path no certificate but where a key of its own signs lists', () => {
      const beside = vectors.vectors.filter(({ crlSigners }) => crlSigners.length > 0)
      expect(beside).toHaveLength(17)
      const sections = new Set(beside.map(({ id }) => id.slice(0, 3)))
      expect([...sections]).toEqual(['404', '405', '414'])
    })
  })

  describe('the validator', () => {
    it('agrees on 174 of 210 paths, accepts none wrongly, and refuses 36 for the reasons listed', () => {
      expect(rows).toMatchObject([
        { corpus: 'pkits', ...FROZEN },
        { corpus: 'pkits/own', ...FROZEN },
      ])
      expect(rows.map(passes)).toEqual([true, true])
    })

    it.each([
      ['with the second opinion', () => both],
      ['by its own steps alone', () => own],
    ])('refuses each invalid path with the code it had before, %s', (_, answers) => {
      const refused = answers().filter(({ valid }) => !valid)
      expect(refused).toHaveLength(119)
      const codes = refused.map(({ id, code }) => [id.slice(0, 5), code] as const)
      expect(Object.fromEntries(codes)).toEqual(Object.fromEntries(refusalsByNumber()))
    })

    it('refuses exactly the valid paths that are on the list', () => {
      const refused = both.filter(({ valid, accepted }) => valid && !accepted)
      expect(refused.map(({ id }) => id).toSorted()).toEqual(ON_THE_LIST.toSorted())
    })

    it('compares with node-forge alone, which looks at no lists', () => {
      expect(rows[0]!.others).toEqual([
        { name: 'node-forge alone', agreed: 132, wronglyAccepted: 52, wronglyRefused: 26 },
      ])
    })
  })

  describe('the gate', () => {
    const accept = { status: 'VALID', code: null } as const
    const refuse = { status: 'INVALID', code: 'CERT_MALFORMED' } as const

    it.each<[string, PathValidator, object]>([
      ['refuses everything', () => refuse, { wronglyRefused: 91, outsideTheList: 91 }],
      ['accepts everything', () => accept, { wronglyAccepted: 119, wronglyRefused: 0 }],
      [
        'finds everything undetermined',
        () => ({ status: 'UNDETERMINED', code: 'CRL_MISSING' }),
        { agreed: 119, outsideTheList: 91 },
      ],
      [
        'looks at no revocation list',
        ({ chain }) => {
          const path = chain.map((bytes) => Buffer.from(bytes))
          return forgeAccepts(path, vectors.anchor, PKITS_AT) ? accept : refuse
        },
        { wronglyAccepted: 52 },
      ],
    ])('does not let a validator pass that %s', (_, validate, counts) => {
      const row = rowWith(validate)
      expect(row).toMatchObject(counts)
      expect(passes(row)).toBe(false)
    })

    it('does not let one pass that is wrong about a single path', () => {
      for (const at of [0, 1]) {
        const wrong = both.map((each, i) =>
          i === at ? { ...each, accepted: !each.accepted, code: 'CERT_MALFORMED' } : each,
        )
        const row = rowOf('pkits', wrong, isExplained)
        expect(row.unexpected).toHaveLength(1)
        expect(passes(row)).toBe(false)
      }
    })

    it('says at which path a validator threw', () => {
      const throws = (): never => {
        throw new TypeError('not a function')
      }
      expect(() => rowWith(throws)).toThrow(/^40101_valid_signatures_test1: .*not a function/)
    })
  })
})
