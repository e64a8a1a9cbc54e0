import { expect, it } from 'vitest'
import { describeWithOpenssl } from '../support/x509/openssl.ts'
import type { Answers } from './ask-both.ts'
import { makeCase } from './chain-case.ts'
import { compare, problemOf } from './compare.ts'
import { EXPLANATIONS } from './explanations.ts'
import { ROWS } from './faults.ts'

const CHAINS = 150

const answers = (code: string | null, says: string | null): Answers => ({
  ours: { accepted: code === null, code, facts: {} },
  openssl: { accepted: says === null, says: says ?? '' },
})

const caseWith = (name: string) => {
  const row = ROWS.find((each) => each.name === name)
  return { ...makeCase('no faults', 0), rows: [row!] }
}

await describeWithOpenssl('generated paths, ours beside OpenSSL', () => {
  it(
    `accepts nothing of ${CHAINS} that OpenSSL refuses, and every other difference is explained`,
    { timeout: 180_000 },
    async () => {
      const { problems, bothAccept, bothRefuse } = await compare('short', 0, CHAINS)
      expect(problems).toEqual([])
      expect(bothAccept).toBeGreaterThan(CHAINS / 5)
      expect(bothRefuse).toBeGreaterThan(CHAINS / 5)
    },
  )

  it.each([
    [
      'what OpenSSL refuses is accepted',
      'signature: none',
      answers(null, 'error 7 at 0'),
      /OpenSSL/,
    ],
    ['a fault is accepted', 'signature: none', answers(null, null), /fault/],
    [
      'what is harmless is refused by both',
      'EKU: critical',
      answers('CERT_PURPOSE_WRONG', 'error 26 at 0'),
      /harmless/,
    ],
    [
      'a refusal has no explanation',
      'signature: none',
      answers('CERT_PROFILE_BROKEN', null),
      /nothing explains/,
    ],
    [
      'a code is explained, but by other rows',
      'list: a delta',
      answers('CERT_KEY_ROCA', null),
      /nothing explains/,
    ],
    [
      'another error hides behind the last second',
      'time: ends at this second',
      answers(null, 'error 10 at 0 depth lookup: has expired; error 7 at 0 depth lookup: bad'),
      /OpenSSL/,
    ],
  ])('notices when %s', (_, row, given, problem) => {
    expect(problemOf(caseWith(row), given)).toMatch(problem)
  })

  it('has a reason for every row of the table, and rows for every reason', () => {
    const idle = EXPLANATIONS.filter(({ rows }) => !ROWS.some(({ name }) => rows.test(name)))
    expect(idle).toEqual([])
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length)
  })

  it('makes the same chain from the same seed and number', () => {
    const namesOf = (seed: string) =>
      Array.from({ length: 40 }, (_, i) => makeCase(seed, i).rows.map(({ name }) => name))
    expect(namesOf('one')).toEqual(namesOf('one'))
    expect(namesOf('one')).not.toEqual(namesOf('another'))
  })
})
