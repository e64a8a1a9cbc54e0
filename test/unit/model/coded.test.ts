import { describe, expect, it } from 'vitest'
import { codedFrom } from '../../../schemas/model/coded.ts'

describe('codedFrom', () => {
  const table = { 1: 'NO_ANNUAL_REPORT' } as const

  it('finds a code of the table', () => {
    expect(codedFrom(table, '1', '未年报')).toEqual({
      code: 'NO_ANNUAL_REPORT',
      sourceCode: '1',
      sourceText: '未年报',
      known: true,
    })
  })

  it.each(['9', '', 'constructor', '__proto__'])('keeps the unknown code %j', (sourceCode) => {
    expect(codedFrom(table, sourceCode)).toEqual({
      code: 'UNKNOWN',
      sourceCode,
      sourceText: null,
      known: false,
    })
  })
})
