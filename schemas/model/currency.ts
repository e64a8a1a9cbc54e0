/** Currencies as registries name them: ISO 4217 numbers (CA04 style), letters or Chinese words. */

/** ISO 4217. 954 was the XEU; Zhejiang still sends it for the euro, whose number is 978. */
const BY_NUMBER: Readonly<Record<string, string>> = {
  '036': 'AUD',
  '124': 'CAD',
  '156': 'CNY',
  '208': 'DKK',
  '344': 'HKD',
  '392': 'JPY',
  '410': 'KRW',
  '446': 'MOP',
  '554': 'NZD',
  '578': 'NOK',
  '643': 'RUB',
  '702': 'SGD',
  '752': 'SEK',
  '756': 'CHF',
  '764': 'THB',
  '826': 'GBP',
  '840': 'USD',
  '901': 'TWD',
  '954': 'EUR',
  '978': 'EUR',
}

const BY_TEXT: Readonly<Record<string, string>> = {
  元: 'CNY',
  人民币: 'CNY',
  RMB: 'CNY',
  美元: 'USD',
  美金: 'USD',
  港元: 'HKD',
  港币: 'HKD',
  香港元: 'HKD',
  澳门元: 'MOP',
  澳门币: 'MOP',
  新台币: 'TWD',
  台币: 'TWD',
  欧元: 'EUR',
  日元: 'JPY',
  日圆: 'JPY',
  英镑: 'GBP',
  韩元: 'KRW',
  韩国元: 'KRW',
  新加坡元: 'SGD',
  瑞士法郎: 'CHF',
  加拿大元: 'CAD',
  加元: 'CAD',
  澳大利亚元: 'AUD',
  澳元: 'AUD',
  新西兰元: 'NZD',
  瑞典克朗: 'SEK',
  挪威克朗: 'NOK',
  丹麦克朗: 'DKK',
  泰国铢: 'THB',
  泰铢: 'THB',
  俄罗斯卢布: 'RUB',
  卢布: 'RUB',
}

const LETTERS: ReadonlySet<string> = new Set(Object.values(BY_NUMBER))

/** ISO 4217 number, with or without leading zeros, to letters; null when not known. */
export function currencyOfNumeric(code: string | number): string | null {
  const digits = String(code).normalize('NFKC').trim().padStart(3, '0')
  return Object.hasOwn(BY_NUMBER, digits) ? BY_NUMBER[digits]! : null
}

/** 人民币, 人民币元, 万美元, CNY … to letters; null when not known. */
export function currencyOfText(text: string): string | null {
  const word = text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
  const bare = word.replace(/^(?:万亿|[万亿])/, '')
  if (LETTERS.has(bare)) return bare
  const name = [bare, bare.replace(/[元圆]$/, '')].find((each) => Object.hasOwn(BY_TEXT, each))
  return name === undefined ? null : BY_TEXT[name]!
}
