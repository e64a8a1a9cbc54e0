import { expect, it } from 'vitest'
import { goodPath } from '../support/good-path.ts'
import { makeCrl } from '../support/x509/crl.ts'
import { flipBit } from '../support/x509/der-faults.ts'
import { describeWithOpenssl } from '../support/x509/openssl.ts'
import { askBoth } from './ask-both.ts'
import type { Answers } from './ask-both.ts'
import { makeCase } from './chain-case.ts'
import { compare, problemOf } from './compare.ts'
import { secondsFromAt } from './draft.ts'
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
  ])('notices when %s', (_, row, given, problem) => {
    expect(problemOf(caseWith(row), given)).toMatch(problem)
  })

  // Not in the table of rows, so that “accepted here only” stays 0 there; decided here and pinned.
  it('differs on a damaged newer list beside a good one: RFC 5280, section 6.3.3, asks every list', async () => {
    const { root, ca, leaf, rootList, caList } = goodPath()
    const damaged = makeCrl(ca, {
      number: 2,
      thisUpdate: secondsFromAt(-60),
      signature: (right) => flipBit(right, 99),
    })
    const asked = {
      ...caseWith('signature: none'),
      chain: [leaf.der, ca.der],
      anchors: [root.der],
      crls: [rootList, caList, damaged],
    }
    const both = await askBoth(asked)
    expect(both.ours).toMatchObject({ accepted: true })
    // It takes the newest and does not go back.
    expect(both.openssl.says).toMatch(/CRL signature failure/)
    const alone = await askBoth({ ...asked, crls: [rootList, damaged] })
    expect(alone).toMatchObject({
      ours: { code: 'CRL_SIGNATURE_INVALID' },
      openssl: { accepted: false },
    })
  })

  it('has rows for every reason, and each row once', () => {
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
