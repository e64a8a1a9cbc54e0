import { describe, expect, it } from 'vitest'
import {
  createStateMap,
  hasEnded,
  looksElsewhere,
  normaliseStateText,
} from '../../../schemas/model/entity-state.ts'

describe('createStateMap', () => {
  const common = createStateMap()

  it.each([
    ['存续（在营、开业、在册）', 'IN_OPERATION'],
    ['存续(在营,开业,在册)', 'IN_OPERATION'],
    ['在营（开业）企业', 'IN_OPERATION'],
    ['在业', 'IN_OPERATION'],
    ['开业', 'IN_OPERATION'],
    ['正常', 'IN_OPERATION'],
    ['登记成立', 'IN_OPERATION'],
    ['吊销，未注销', 'REVOKED'],
    ['吊销,未注销', 'REVOKED'],
    ['吊销未注销', 'REVOKED'],
    [' 吊销， 未注销 ', 'REVOKED'],
    ['吊销，已注销', 'REVOKED_DEREGISTERED'],
    ['注销', 'DEREGISTERED'],
    ['已注销', 'DEREGISTERED'],
    ['注销企业', 'DEREGISTERED'],
    ['撤销登记', 'ANNULLED'],
    ['迁出', 'MOVED_OUT'],
    ['迁移异地', 'MOVED_OUT'],
    ['市外迁出', 'MOVED_OUT'],
    ['已迁出企业', 'MOVED_OUT'],
    ['停业', 'SUSPENDED'],
    ['歇业', 'DORMANT'],
    ['清算中', 'LIQUIDATING'],
    ['拟注销', 'DEREGISTRATION_PLANNED'],
    ['责令关闭', 'ORDERED_TO_CLOSE'],
  ])('reads %s as %s', (text, code) => {
    expect(common(text)).toEqual({ code, sourceCode: text, sourceText: null, known: true })
  })

  it('uses the codes of its source before anything else', () => {
    const own = createStateMap({ 1: 'IN_OPERATION', K: 'DEREGISTERED', 正常: 'DORMANT' })
    expect(own('1').code).toBe('IN_OPERATION')
    expect(own('k').code).toBe('DEREGISTERED')
    expect(own('正常').code).toBe('DORMANT')
    expect(common('1').known).toBe(false)
  })

  it('reads the text beside a code that the table lacks', () => {
    expect(common('07', '吊销，未注销')).toEqual({
      code: 'REVOKED',
      sourceCode: '07',
      sourceText: '吊销，未注销',
      known: true,
    })
  })

  it.each([
    ['77', null],
    ['', ''],
    ['冬眠', '冬眠'],
    ['未吊销', null],
  ])('keeps what it does not know: %j %j', (code, text) => {
    expect(common(code, text)).toEqual({
      code: 'UNKNOWN',
      sourceCode: code,
      sourceText: text,
      known: false,
    })
  })
})

it('never takes moved out for closed, nor revoked for ended', () => {
  expect([hasEnded('MOVED_OUT'), looksElsewhere('MOVED_OUT')]).toEqual([false, true])
  expect(hasEnded('REVOKED')).toBe(false)
  expect(hasEnded('REVOKED_DEREGISTERED')).toBe(true)
  expect(hasEnded('DEREGISTERED')).toBe(true)
})

it('normalises width, brackets and commas', () => {
  expect(normaliseStateText('存续（在营、开业、在册）')).toBe('存续(在营开业在册)')
  expect(normaliseStateText('存续【在营，开业,在册】')).toBe('存续(在营开业在册)')
})
