import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { parsePolicy } from '../../../gateway/federation-log/policy.ts'
import { judgeQuorum } from '../../../gateway/federation-log/quorum.ts'
import { printVerifierKey, verifierKeyOf } from '../../../gateway/federation-log/verifier-key.ts'
import { anyHashes } from './any-hashes.ts'
import { LOG, WITNESSES, WITNESS_KEYS, cosigned } from './parties.ts'

const LOG_LINE = `log ${printVerifierKey(LOG.key)}\n`
const [s, j, z, a] = WITNESS_KEYS.map(printVerifierKey)
const FOUR = `witness 上海 ${s}\nwitness 江苏 ${j}\nwitness 浙江 ${z} http://127.0.0.1:1\nwitness 安徽 ${a}\n`
const ALL = '上海 江苏 浙江 安徽'
const isReached = (policy: string, by: readonly number[]) => {
  const witnesses = by.map((at) => WITNESSES[at]!)
  const { note } = openCheckpoint(cosigned({ size: 1, root: anyHashes(1)[0]! }, witnesses), [
    LOG.key,
  ])
  return judgeQuorum(note, { quorum: parsePolicy(FOUR + policy).quorum }).reached
}

describe('parsePolicy', () => {
  it('reads logs, witnesses, comments and addresses', () => {
    const text = `# 示例\n\n  ${LOG_LINE}${FOUR}\tgroup 长三角 3 ${ALL}\nquorum 长三角\n`
    const { logs, witnesses, urls } = parsePolicy(text)
    expect(logs.map(({ name }) => name)).toEqual([LOG.key.name])
    expect(witnesses.map(printVerifierKey)).toEqual([s, j, z, a])
    expect([...urls.values()]).toEqual(['http://127.0.0.1:1'])
  })

  it.each([
    ['3 of 4', `group g 3 ${ALL}\nquorum g\n`, [0, 1, 2], [0, 1]],
    ['all', `group g all ${ALL}\nquorum g\n`, [0, 1, 2, 3], [0, 1, 2]],
    ['any', `group g any ${ALL}\nquorum g\n`, [2], []],
    ['one witness', 'quorum 浙江\n', [2], [0, 1, 3]],
    [
      'groups of groups',
      'group g any 上海 江苏\ngroup h 2 g 浙江 安徽\nquorum h\n',
      [1, 3],
      [0, 1],
    ],
  ])('%s is reached by as many as it says', (_, policy, enough, tooFew) => {
    expect(isReached(policy, enough)).toBe(true)
    expect(isReached(policy, tooFew)).toBe(false)
  })

  it('none is reached by nobody', () => {
    expect(isReached('quorum none\n', [])).toBe(true)
  })

  const renamed = printVerifierKey(
    verifierKeyOf('示例', WITNESS_KEYS[0]!.publicKey, WITNESS_KEYS[0]!.type),
  )
  it.each([
    ['no quorum', FOUR, 0, 'no quorum'],
    ['no line end', 'quorum none', 0, 'last line'],
    ['a carriage return', 'quorum none\r\n', 0, 'characters'],
    ['an unknown word', 'quorums none\n', 1, 'unknown word'],
    ['two quorums', 'quorum none\nquorum none\n', 2, 'one quorum'],
    ['a name defined later', `quorum 上海\n${FOUR}`, 1, 'name not defined above'],
    ['a group in itself', `${FOUR}group g any g\n`, 5, 'name not defined above'],
    ['none as a member', `${FOUR}group g any none\n`, 5, 'name not defined above'],
    [
      'a witness in two groups',
      `${FOUR}group g any 上海\ngroup h any 上海\n`,
      6,
      'member of two groups',
    ],
    ['a witness twice in a group', `${FOUR}group g 2 上海 上海\n`, 5, 'member of two groups'],
    ['a name twice', `witness a ${s}\nwitness a ${j}\n`, 2, 'name defined twice'],
    ['none as a name', `witness none ${s}\n`, 1, 'name'],
    ['a key under two names', `witness a ${s}\nwitness b ${renamed}\n`, 2, 'key twice'],
    ["a log's key for a witness", `witness a ${LOG_LINE.slice(4)}`, 1, 'key'],
    ["a witness's key for a log", `log ${s}\n`, 1, 'key'],
    ['a log twice', LOG_LINE + LOG_LINE, 2, 'key twice'],
    ['a word too many', `witness a ${s} url more\n`, 1, 'too many words'],
    ['more than all', `${FOUR}group g 5 ${ALL}\n`, 5, 'count'],
    ['zero of four', `${FOUR}group g 0 ${ALL}\n`, 5, 'count'],
    ['a group of nobody', 'group g any\n', 1, 'no members'],
  ])('refuses %s', (_, text, line, reason) => {
    expect(() => parsePolicy(text)).toThrow(
      expect.objectContaining({ code: 'LOG_POLICY_INVALID', details: { line, reason } }),
    )
  })
})
