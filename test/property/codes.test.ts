import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { provinceOfDivision } from '../../schemas/model/division.ts'
import { isOrgCode, orgCheckCharacter } from '../../schemas/model/org-code.ts'
import { parseYuan, printYuan } from '../../schemas/model/money.ts'
import { PUBLISHED_CODES } from '../../schemas/model/published-codes.ts'
import {
  isRegistrationNumber,
  makeRegistrationNumber,
  parseRegistrationNumber,
} from '../../schemas/model/registration-number.ts'
import { dayOfInstant, parseDay } from '../../schemas/model/time.ts'
import {
  divisionOf,
  inspectUscc,
  isUscc,
  makeUscc,
  parseUscc,
  printUscc,
  USCC_ALPHABET,
} from '../../schemas/model/uscc.ts'

const character = fc.constantFrom(...USCC_ALPHABET)
const digit = fc.constantFrom(...'0123456789')
const text = (of: fc.Arbitrary<string>, length: number) =>
  fc.string({ unit: of, minLength: length, maxLength: length })

const anyUscc = fc
  .tuple(
    fc.constantFrom('91', '92', '93', '11', '12', '51', 'A1', 'N1', 'Y1'),
    text(digit, 6),
    text(character, 8),
  )
  .map(([head, division, body]) => makeUscc(head + division, body))
const anyRegistrationNumber = text(digit, 14).map(makeRegistrationNumber)

/** All texts that differ from `code` in exactly one character. */
function oneCharacterOff(code: string, alphabet: string): string[] {
  return [...code].flatMap((was, at) =>
    [...alphabet]
      .filter((char) => char !== was)
      .map((char) => code.slice(0, at) + char + code.slice(at + 1)),
  )
}

/** All texts that differ from `code` by two neighbours changing places. */
function neighboursSwapped(code: string): string[] {
  const places = [...code].slice(1).map((_, at) => at)
  return places.filter((at) => code[at] !== code[at + 1]).map((at) => swapped(code, at))
}

function swapped(code: string, at: number): string {
  return code.slice(0, at) + code[at + 1]! + code[at]! + code.slice(at + 2)
}

describe('统一社会信用代码', () => {
  it('is the same after printing and parsing, with and without gaps', () => {
    fc.assert(
      fc.property(anyUscc, fc.constantFrom('', ' ', '　', '\t'), (uscc, gap) => {
        expect(parseUscc(printUscc(uscc, gap))).toBe(uscc)
      }),
    )
  })

  it('is the same typed full-width and in lower case', () => {
    fc.assert(
      fc.property(anyUscc, (uscc) => {
        const wide = [...uscc.toLowerCase()]
          .map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
          .join('')
        expect(parseUscc(wide)).toBe(uscc)
      }),
    )
  })

  it('notices every change of one character', () => {
    fc.assert(
      fc.property(anyUscc, (uscc) => {
        expect(oneCharacterOff(uscc, USCC_ALPHABET).filter(isUscc)).toEqual([])
      }),
    )
  })

  it.each(PUBLISHED_CODES.map(({ code }) => code))(
    'notices every change of one character of %s, and names a check by position',
    (code) => {
      const off = oneCharacterOff(code, USCC_ALPHABET)
      expect(off).toHaveLength(18 * 30)
      expect(off.filter(isUscc)).toEqual([])
      const head = off.filter((each) => each.slice(8, 17) === code.slice(8, 17))
      expect(new Set(head.map((each) => inspectUscc(each).failed))).toEqual(
        new Set(['USCC_CHECK_FAILED']),
      )
    },
  )

  // The weights of characters 1–17 are all different modulo the prime 31. Characters 9–17 are also
  // under the other check; 18 has the weight 1, the same as character 1, which is no neighbour.
  it('notices every two neighbours that change places', () => {
    fc.assert(
      fc.property(anyUscc, (uscc) => {
        expect(neighboursSwapped(uscc).filter(isUscc)).toEqual([])
      }),
    )
  })

  it('never throws anything but its own error, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(inspectUscc(typed).valid).toBe(inspectUscc(typed).uscc !== null)
      }),
    )
  })
})

describe('the published codes', () => {
  it.each(PUBLISHED_CODES)('$name $code passes both checks', ({ code }) => {
    expect(inspectUscc(code)).toMatchObject({
      uscc: code,
      organisationCheck: true,
      mainCheck: true,
    })
  })

  it('are of the four provinces and one national authority, each once', () => {
    const provinces = PUBLISHED_CODES.map(({ code }) =>
      provinceOfDivision(divisionOf(parseUscc(code))),
    )
    const count = (of: string | null) => provinces.filter((each) => each === of).length
    expect(['SHANGHAI', 'JIANGSU', 'ZHEJIANG', 'ANHUI', null].map(count)).toEqual([9, 9, 12, 9, 1])
    expect(new Set(PUBLISHED_CODES.map(({ code }) => code)).size).toBe(PUBLISHED_CODES.length)
  })

  it('carry a code and a name and nothing else', () => {
    for (const entry of PUBLISHED_CODES) expect(Object.keys(entry)).toEqual(['code', 'name'])
  })
})

describe('组织机构代码', () => {
  const ORG_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

  // Modulo 11 with 36 values: a body character is taken for another of the same remainder (0, B and M).
  // The check alone cannot notice that; inside a credit code the main check does, see above.
  it('notices a changed digit always, and a changed letter unless the values differ by 11, 22 or 33', () => {
    const value = (char: string) => ORG_ALPHABET.indexOf(char)
    fc.assert(
      fc.property(text(fc.constantFrom(...ORG_ALPHABET), 8), (body) => {
        const code = body + orgCheckCharacter(body)
        for (const other of oneCharacterOff(code, ORG_ALPHABET)) {
          const at = [...other].findIndex((char, i) => char !== code[i])
          const sameRemainder = at < 8 && (value(other[at]!) - value(code[at]!)) % 11 === 0
          expect(isOrgCode(other)).toBe(sameRemainder)
        }
      }),
    )
  })
})

describe('注册号', () => {
  it('is the same after completing and parsing', () => {
    fc.assert(
      fc.property(anyRegistrationNumber, (number) => {
        expect(parseRegistrationNumber(number)).toBe(number)
      }),
    )
  })

  // Each step of MOD 11,10 maps the ten values of p one to one, for a fixed digit and for a fixed p.
  it('notices every change of one digit', () => {
    fc.assert(
      fc.property(anyRegistrationNumber, (number) => {
        expect(oneCharacterOff(number, '0123456789').filter(isRegistrationNumber)).toEqual([])
      }),
    )
  })

  // Said openly: unlike the credit code, this check has gaps. The digit before the pair leads to each
  // of the ten states once, so these 450 cases are all there are at any place in the number.
  it('misses 10 of the 450 ways in which two neighbours can change places', () => {
    const digits = [...'0123456789']
    const missed = digits.flatMap((state) =>
      digits.flatMap((a) =>
        digits
          .filter((b) => b > a)
          .map((b) => makeRegistrationNumber(`34000000000${state}${a}${b}`))
          .filter((number) => isRegistrationNumber(swapped(number, 12))),
      ),
    )
    expect(missed).toHaveLength(10)
  })
})

describe('money', () => {
  it('is the same after printing and parsing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (fen) => {
        const money = { fen: fen.toString(), currency: 'CNY' }
        expect(parseYuan(printYuan(money))).toEqual({ ...money, exact: true })
      }),
    )
  })

  it('does not depend on thousands separators', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (yuan) => {
        const grouped = yuan.toLocaleString('en-US')
        expect(parseYuan(grouped)).toEqual(parseYuan(yuan.toString()))
      }),
    )
  })
})

describe('calendar days', () => {
  const anyDay = fc
    .date({ min: new Date('1901-01-02'), max: new Date('9998-12-31'), noInvalidDate: true })
    .map((at) => dayOfInstant(at))

  it('are the same in every form a registry writes', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const [year, month, date] = day.split('-')
        const forms = [
          day,
          `${year}${month}${date}`,
          `${year}/${month}/${date}`,
          `${day} 00:00:00.000000000`,
          `${year}年${Number(month)}月${Number(date)}日`,
          `${day}T12:00:00+08:00`,
        ]
        expect(new Set(forms.map((form) => parseDay(form)))).toEqual(new Set([day]))
      }),
    )
  })
})
