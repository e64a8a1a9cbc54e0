/** Decisions of one province seen through the feeds of others: domain scenarios 4 and 9. */
import { AT, abnormal, caseCode, day, record, registration, serious } from './build.ts'
import type { Case } from './build.ts'

const carried = caseCode('91320500', 301)
const dropped = caseCode('91320500', 302)
const removed = caseCode('91320500', 303)
const fromOutside = caseCode('91320500', 304)
const wronglyEnded = caseCode('91320500', 305)
const head = caseCode('91310115', 306)
const branch = caseCode('91320500', 307)
const listedHead = caseCode('91310115', 308)
const quietBranch = caseCode('91330106', 309)

const company = (name: string) => ({ name, registration: registration(AT.suzhou, '2022-02-02') })

export const LISTINGS: readonly Case[] = [
  {
    id: 'two-feeds',
    shows: 'Hangzhou listed a Suzhou company; both feeds carry it, it appears once.',
    uscc: carried,
    held: {
      JIANGSU: [
        record({
          uscc: carried,
          ...company('虚构双源一号有限公司'),
          seriousViolationListings: [serious('301j', AT.hangzhou, '2025-03-03')],
        }),
      ],
      ZHEJIANG: [
        record({
          uscc: carried,
          name: '虚构双源一号有限公司',
          seriousViolationListings: [serious('301z', AT.hangzhou, '2025-03-03')],
        }),
      ],
    },
  },
  {
    id: 'feed-dropped',
    shows: 'Jiangsu no longer carries the Hangzhou listing: it stays, and the difference is shown.',
    uscc: dropped,
    held: {
      JIANGSU: [record({ uscc: dropped, ...company('虚构双源二号有限公司') })],
      ZHEJIANG: [
        record({
          uscc: dropped,
          name: '虚构双源二号有限公司',
          seriousViolationListings: [serious('302z', AT.hangzhou, '2025-03-03')],
        }),
      ],
    },
  },
  {
    id: 'removed-by-its-authority',
    shows: 'Hangzhou has removed it; Jiangsu still sends it: it is gone.',
    uscc: removed,
    held: {
      JIANGSU: [
        record({
          uscc: removed,
          ...company('虚构双源三号有限公司'),
          seriousViolationListings: [serious('303j', AT.hangzhou, '2025-03-03')],
        }),
      ],
      ZHEJIANG: [
        record({
          uscc: removed,
          name: '虚构双源三号有限公司',
          seriousViolationListings: [
            serious('303z', AT.hangzhou, '2025-03-03', {
              removedOn: day('2026-04-01'),
              removalReason: '信用修复（虚构）',
              removalAuthority: AT.hangzhou,
            }),
          ],
        }),
      ],
    },
  },
  {
    id: 'authority-from-outside',
    shows: 'Shenzhen listed it: shown with its authority, carried by Jiangsu alone.',
    uscc: fromOutside,
    held: {
      JIANGSU: [
        record({
          uscc: fromOutside,
          ...company('虚构域外列入有限公司'),
          seriousViolationListings: [serious('304', AT.shenzhen, '2025-05-05')],
        }),
      ],
    },
  },
  {
    id: 'removal-by-another-authority',
    shows: 'Suzhou claims to have removed a Hangzhou listing: refused, the listing stays.',
    uscc: wronglyEnded,
    held: {
      JIANGSU: [
        record({
          uscc: wronglyEnded,
          ...company('虚构越权移出有限公司'),
          abnormalListings: [
            abnormal('305j', AT.hangzhou, '2025-06-01', {
              removedOn: day('2025-12-01'),
              removalReason: '虚构越权移出',
              removalAuthority: AT.suzhou,
            }),
          ],
        }),
      ],
      ZHEJIANG: [
        record({
          uscc: wronglyEnded,
          name: '虚构越权移出有限公司',
          abnormalListings: [abnormal('305z', AT.hangzhou, '2025-06-01')],
        }),
      ],
    },
  },
  {
    id: 'head-of-a-listed-branch',
    shows: 'Its Suzhou branch is marked abnormal; the head itself is not.',
    uscc: head,
    held: {
      SHANGHAI: [
        record({
          uscc: head,
          name: '虚构总部一号有限公司',
          registration: registration(AT.pudong, '2021-01-01'),
          branches: [
            {
              uscc: branch,
              registrationNumber: null,
              name: '虚构总部一号有限公司苏州分公司',
              authority: AT.suzhou,
            },
          ],
        }),
      ],
    },
  },
  {
    id: 'abnormal-branch',
    shows: 'A branch in the abnormal list, with its head in another province.',
    uscc: branch,
    held: {
      JIANGSU: [
        record({
          uscc: branch,
          name: '虚构总部一号有限公司苏州分公司',
          registration: registration(AT.suzhou, '2021-06-01', { kind: 'BRANCH', capital: null }),
          headOffice: { uscc: head, name: '虚构总部一号有限公司' },
          abnormalListings: [abnormal('307', AT.suzhou, '2025-07-20')],
        }),
      ],
    },
  },
  {
    id: 'listed-head',
    shows: 'A head in the serious list; its branch in Hangzhou is not listed itself.',
    uscc: listedHead,
    held: {
      SHANGHAI: [
        record({
          uscc: listedHead,
          name: '虚构总部二号有限公司',
          registration: registration(AT.pudong, '2021-01-01'),
          seriousViolationListings: [serious('308', AT.pudong, '2025-08-08')],
        }),
      ],
    },
  },
  {
    id: 'branch-of-a-listed-head',
    shows: 'The branch of listed-head, reached from it through headOffice.',
    uscc: quietBranch,
    held: {
      ZHEJIANG: [
        record({
          uscc: quietBranch,
          name: '虚构总部二号有限公司杭州分公司',
          registration: registration(AT.xihu, '2021-06-01', { kind: 'BRANCH', capital: null }),
          headOffice: { uscc: listedHead, name: '虚构总部二号有限公司' },
        }),
      ],
    },
  },
]
