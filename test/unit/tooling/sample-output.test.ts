import { describe, expect, it } from 'vitest'
import { beginsLikeSample, matchesSample } from '../../support/sample-output.ts'

describe('matchesSample', () => {
  it.each([
    ['the same text', 'a\nb', 'a\nb\n'],
    ['blanks at line ends and empty lines around', 'a\nb', '\na  \nb\r\n\n'],
    ['… for characters of one line', 'port …, id "…"', 'port 4000, id "7f"'],
    ['… for nothing', 'took … ms', 'took  ms'],
    ['… on a line of its own for many lines', 'a\n…\nz', 'a\nb\nc\nz'],
    ['… on a line of its own for no line', 'a\n…\nz', 'a\nz'],
    ['… at the end for all the rest', 'a\n…', 'a\nb\nc'],
    ['signs that mean something in patterns', 'f(x) [1] {*} $ .+', 'f(x) [1] {*} $ .+'],
  ])('accepts %s', (_, sample, printed) => {
    expect(matchesSample(sample, printed)).toBe(true)
  })

  it.each([
    ['another word', 'state ANSWERED', 'state FAILED'],
    ['a line more', 'a\nb', 'a\nb\nc'],
    ['a line less', 'a\nb', 'a'],
    ['a line feed where … stands within a line', 'a … z', 'a\nz'],
    ['a sign taken for a pattern', 'a.c', 'abc'],
    ['another indentation', '  a', 'a\n'],
    ['nothing at all', 'a', ''],
  ])('refuses %s', (_, sample, printed) => {
    expect(matchesSample(sample, printed)).toBe(false)
  })
})

describe('beginsLikeSample', () => {
  it('waits for the last line of the sample and then lets more follow', () => {
    const sample = '…\nlistening on …'
    expect(beginsLikeSample(sample, 'starting\n')).toBe(false)
    expect(beginsLikeSample(sample, 'starting\nlistening on 4000\nready\n')).toBe(true)
  })
})
