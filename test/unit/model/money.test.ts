import { describe, expect, it } from 'vitest'
import {
  currencyOfNumeric,
  currencyOfText,
  parseWanYuan,
  parseYuan,
  printYuan,
} from '../../../schemas/model/money.ts'

describe('parseYuan', () => {
  it.each([
    ['12.34', '1234'],
    ['0', '0'],
    ['.5', '50'],
    ['007', '700'],
    ['1,234,567.8', '123456780'],
    ['１２．３４', '1234'],
    [' 12.34 元', '1234'],
    ['12.3400', '1234'],
    ['¥12.34', '1234'],
    ['￥12.34', '1234'],
    ['2万元', '2000000'],
    ['1.5亿元', '15000000000'],
    [12.34, '1234'],
    ['90071992547409931.01', '9007199254740993101'],
  ])('reads %j as %s fen', (value, fen) => {
    expect(parseYuan(value)).toEqual({ fen, currency: 'CNY', exact: true })
  })

  it.each([
    ['0.005', '1'],
    ['0.004', '0'],
    ['1.994999', '199'],
    ['1.995', '200'],
  ])('rounds %s half up to %s fen and says so', (value, fen) => {
    expect(parseYuan(value)).toEqual({ fen, currency: 'CNY', exact: false, sourceText: value })
  })

  it.each([
    [''],
    ['.'],
    ['-5'],
    [-5],
    ['1,23'],
    ['12,3456'],
    ['1.2.3'],
    ['1e5'],
    ['壹佰'],
    ['100股'],
    ['100人民币美元'],
    ['人民币100美元'],
    ['\\N'],
    [1e21],
    [Number.NaN],
    ['9'.repeat(65)],
  ])('refuses %j', (value) => {
    expect(() => parseYuan(value)).toThrow(
      expect.objectContaining({ name: 'ValueError', field: 'amount' }),
    )
  })
})

describe('parseWanYuan', () => {
  it.each([
    ['219857.506700', '219857506700'],
    [219857.5067, '219857506700'],
    ['100', '100000000'],
    ['5,000', '5000000000'],
    ['0.0001', '100'],
    ['0.000001', '1'],
  ])('reads %j ten thousand yuan as %s fen', (value, fen) => {
    expect(parseWanYuan(value)).toEqual({ fen, currency: 'CNY', exact: true })
  })

  it('rounds below a fen', () => {
    expect(parseWanYuan('0.0000015')).toMatchObject({ fen: '2', exact: false })
  })

  it.each([
    ['100万元', '100000000', 'CNY'],
    ['100万人民币', '100000000', 'CNY'],
    ['人民币100万元', '100000000', 'CNY'],
    ['人民币：100万元整', '100000000', 'CNY'],
    ['500万元（人民币）', '500000000', 'CNY'],
    ['1000000元', '100000000', 'CNY'],
    ['100人民币', '100000000', 'CNY'],
    ['100万美元', '100000000', 'USD'],
    ['USD100', '100000000', 'USD'],
    ['100万港币', '100000000', 'HKD'],
    ['1万亿元', '100000000000000', 'CNY'],
  ])('lets the unit and the currency in the text count: %s', (value, fen, currency) => {
    expect(parseWanYuan(value)).toMatchObject({ fen, currency, exact: true })
  })

  it('keeps the currency of the field when the text says only 元 or $', () => {
    expect(parseWanYuan('100万元', 'USD')).toMatchObject({ currency: 'USD' })
    expect(parseWanYuan('$100', 'HKD')).toMatchObject({ currency: 'HKD' })
  })
})

describe('currencyOfNumeric', () => {
  it.each([
    ['156', 'CNY'],
    ['344', 'HKD'],
    ['392', 'JPY'],
    ['410', 'KRW'],
    ['702', 'SGD'],
    ['756', 'CHF'],
    ['826', 'GBP'],
    ['840', 'USD'],
    ['124', 'CAD'],
    ['036', 'AUD'],
    ['36', 'AUD'],
    [36, 'AUD'],
    ['978', 'EUR'],
    ['954', 'EUR'],
    ['999', null],
    ['', null],
    ['constructor', null],
  ])('reads %j as %s', (code, currency) => {
    expect(currencyOfNumeric(code)).toBe(currency)
  })
})

describe('currencyOfText', () => {
  it.each([
    ['人民币', 'CNY'],
    ['人民币元', 'CNY'],
    ['人民币 元', 'CNY'],
    ['万人民币', 'CNY'],
    ['万元', 'CNY'],
    ['美元', 'USD'],
    ['万美元', 'USD'],
    ['港元', 'HKD'],
    ['港币', 'HKD'],
    ['欧元', 'EUR'],
    ['日元', 'JPY'],
    ['usd', 'USD'],
    ['ＣＮＹ', 'CNY'],
    ['贝壳', null],
    ['', null],
    ['constructor', null],
  ])('reads %j as %s', (text, currency) => {
    expect(currencyOfText(text)).toBe(currency)
  })
})

it.each([
  ['0', '0.00'],
  ['7', '0.07'],
  ['1234', '12.34'],
  ['9007199254740993101', '90071992547409931.01'],
])('prints %s fen as %s', (fen, text) => {
  expect(printYuan({ fen, currency: 'CNY' })).toBe(text)
})
