/** Codes, numbers and names that do not fit together: domain notes 1.2–1.4 and scenario 8. */
import { makeRegistrationNumber } from '../../../../../schemas/model/registration-number.ts'
import { AT, abnormal, caseCode, day, penalty, record, registration } from './build.ts'
import type { Case } from './build.ts'

const national = caseCode('91100000', 201)
const doubled = caseCode('91340100', 202)
const twoNames = caseCode('91320100', 203)
const converted = caseCode('92330106', 204)
const closed = caseCode('92320500', 205)
const successor = caseCode('91320500', 206)

const OLD_NUMBERS = [
  makeRegistrationNumber('32010000000901'),
  makeRegistrationNumber('33010600000902'),
] as const

export const IDENTITIES: readonly Case[] = [
  {
    id: 'national-code',
    shows: 'A 100000 code: registered at the national authority, held by the Shanghai registry.',
    uscc: national,
    held: {
      SHANGHAI: [
        record({
          uscc: national,
          name: '虚构全国一号股份有限公司',
          registration: registration(AT.national, '2023-03-03', { kind: 'JOINT_STOCK_COMPANY' }),
        }),
      ],
    },
  },
  {
    id: 'code-given-twice',
    shows:
      '重码: two entities answer to one code: no name, no registrar, a conflict that shows both.',
    uscc: doubled,
    held: {
      ANHUI: [
        record({
          uscc: doubled,
          name: '虚构重码甲商贸有限公司',
          registration: registration(AT.hefei, '2019-01-01'),
        }),
        record({
          uscc: doubled,
          name: '虚构重码乙建材有限公司',
          registration: registration(AT.wuhu, '2020-02-02'),
          penalties: [penalty('202', AT.wuhu, '2022-02-02')],
        }),
      ],
    },
  },
  {
    id: 'number-only',
    shows: 'Known by registration number only: found by name, never an entity of the graph.',
    uscc: null,
    held: {
      JIANGSU: [
        record({
          registrationNumber: OLD_NUMBERS[0],
          name: '虚构旧号一号商店',
          registration: registration(AT.nanjing, '2005-05-05', { is: 'REVOKED' }),
        }),
      ],
      ZHEJIANG: [record({ registrationNumber: OLD_NUMBERS[1], name: '虚构旧号二号商店' })],
    },
  },
  {
    id: 'two-names',
    shows: 'Shanghai knows it by another name than its registrar; the former name is no conflict.',
    uscc: twoNames,
    held: {
      JIANGSU: [
        record({
          uscc: twoNames,
          name: '虚构新名科技（南京）有限公司',
          formerNames: ['虚构旧名科技（南京）有限公司'],
          registration: registration(AT.nanjing, '2025-05-05'),
        }),
      ],
      ZHEJIANG: [
        record({
          uscc: twoNames,
          name: '虚构旧名科技（南京）有限公司',
          penalties: [penalty('203z', AT.hangzhou, '2024-04-04')],
        }),
      ],
      SHANGHAI: [
        record({
          uscc: twoNames,
          name: '虚构别名科技（南京）有限公司',
          penalties: [penalty('203s', AT.pudong, '2025-06-06')],
        }),
      ],
    },
  },
  {
    id: 'converted',
    shows: 'An individual business became a company and kept its 92… code and founding day.',
    uscc: converted,
    held: {
      ZHEJIANG: [
        record({
          uscc: converted,
          name: '虚构转型餐饮有限公司',
          formerNames: ['虚构转型小吃店'],
          registration: registration(AT.xihu, '2026-01-15', { establishedOn: day('2012-07-07') }),
        }),
      ],
    },
  },
  {
    id: 'cancelled-and-established',
    shows:
      'The individual business was closed with a mark that stays its own; see established-anew.',
    uscc: closed,
    held: {
      JIANGSU: [
        record({
          uscc: closed,
          name: '虚构先注销面馆',
          registration: registration(AT.suzhou, '2026-02-02', {
            kind: 'INDIVIDUAL_BUSINESS',
            is: 'DEREGISTERED',
          }),
          abnormalListings: [abnormal('205', AT.suzhou, '2025-07-10', { kind: 'MARK' })],
        }),
      ],
    },
  },
  {
    id: 'established-anew',
    shows: 'The company established in its place has a new code and none of the old marks.',
    uscc: successor,
    held: {
      JIANGSU: [
        record({
          uscc: successor,
          name: '虚构后设立餐饮有限公司',
          registration: registration(AT.suzhou, '2026-02-03', { establishedOn: day('2026-02-03') }),
        }),
      ],
    },
  },
]
