/** The entity of the README: all four registries know it. */
import { authorityOf } from '../../../../../schemas/model/authority.ts'
import { AT, caseCode, change, inspection, penalty, permit, record, registration } from './build.ts'
import type { Case } from './build.ts'

export const SAMPLE_USCC = caseCode('91310115', 1)
const BRANCH_USCC = caseCode('91330106', 2)
const NAME = '虚构长三角示例贸易有限公司'
/** An organ of another department: its code is made up (`XG`), since no real one may be tied to an invented decision. */
const ECOLOGY = authorityOf(caseCode('11330100', 9), '杭州市生态环境局')

export const SAMPLE: Case = {
  id: 'sample',
  shows: 'Registered in Shanghai, known to all four.',
  uscc: SAMPLE_USCC,
  held: {
    SHANGHAI: [
      record({
        uscc: SAMPLE_USCC,
        name: NAME,
        formerNames: ['虚构浦东示例贸易有限公司'],
        registration: registration(AT.pudong, '2025-10-15'),
        permits: [permit('001s', AT.pudong, '2024-01-05')],
        inspections: [inspection('001s', AT.pudong, '2025-09-12')],
        changes: [change('001', AT.pudong, '2025-10-15')],
        branches: [
          {
            uscc: BRANCH_USCC,
            registrationNumber: null,
            name: `${NAME}杭州分公司`,
            authority: AT.xihu,
          },
        ],
      }),
    ],
    JIANGSU: [
      record({
        uscc: SAMPLE_USCC,
        name: NAME,
        penalties: [penalty('001j', AT.suzhou, '2025-05-20')],
        inspections: [inspection('001j', AT.suzhou, '2025-05-06')],
      }),
    ],
    ZHEJIANG: [
      record({
        uscc: SAMPLE_USCC,
        name: NAME,
        permits: [permit('001z', AT.xihu, '2025-03-01')],
        penalties: [penalty('001z', ECOLOGY, '2024-11-30')],
      }),
    ],
    ANHUI: [
      record({
        uscc: SAMPLE_USCC,
        name: NAME,
        inspections: [inspection('001a', AT.hefei, '2025-07-01')],
      }),
    ],
  },
}

export const SAMPLE_BRANCH: Case = {
  id: 'sample-branch',
  shows: 'The branch of the sample, in another province than its head.',
  uscc: BRANCH_USCC,
  held: {
    ZHEJIANG: [
      record({
        uscc: BRANCH_USCC,
        name: `${NAME}杭州分公司`,
        registration: registration(AT.xihu, '2022-03-03', { kind: 'BRANCH', capital: null }),
        headOffice: { uscc: SAMPLE_USCC, name: NAME },
      }),
    ],
  },
}
