import { describe } from 'vitest'
import { askPath } from '../../support/good-path.ts'
import type { Name } from '../../support/x509/names.ts'
import { itAccepts, itRefuses } from './case.ts'
import { NAMES_CASES } from './cases/names.ts'

/** The issuer as the leaf writes it; the authority itself is called 虚构 CA Ab. */
const issuedBy = (written: Name) => () =>
  askPath({
    ca: { subject: [['C', 'CN'], ['ST', '上海市'], ['CN', '虚构 CA Ab']] },
    leaf: { issuer: written },
  }) // prettier-ignore

describe('step NAMES', () => {
  itRefuses(NAMES_CASES)
  itAccepts([
    [
      'Chinese names with ordinary punctuation',
      () =>
        askPath({
          leaf: {
            subject: [
              ['C', 'CN'],
              ['ST', '上海市'],
              ['O', '虚构（示例）登记机关·甲、乙：“丙”—1'],
              ['CN', '虚构〇㐀𠀀𰀀'],
            ],
          },
        }),
    ],
    ['an issuer written in another case', issuedBy([['C', 'cn'], ['ST', '上海市'], ['CN', '虚构 ca AB']])], // prettier-ignore
    ['an issuer written with other blanks', issuedBy([['C', 'CN'], ['ST', ' 上海市 '], ['CN', '虚构   CA Ab ']])], // prettier-ignore
    ['an issuer written as another string type', issuedBy([['C', 'CN', 'utf8'], ['ST', '上海市', 'bmp'], ['CN', '虚构 CA Ab', 'bmp']])], // prettier-ignore
  ])
})
