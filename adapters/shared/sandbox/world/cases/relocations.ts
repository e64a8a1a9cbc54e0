/** Moves between provinces (迁移), as domain scenario 1 and its variants. */
import { AT, caseCode, day, penalty, record, registration } from './build.ts'
import type { Case } from './build.ts'

const handedOver = caseCode('91310115', 101)
const inBetween = caseCode('91310115', 102)
const disputed = caseCode('91310115', 103)
const named = caseCode('91330106', 104)
const abroad = caseCode('91340100', 105)

const movedToHefei = {
  authority: AT.pudong,
  on: day('2026-03-05'),
  fileHandedOverOn: day('2026-05-20'),
}

export const RELOCATIONS: readonly Case[] = [
  {
    id: 'hand-over',
    shows:
      'Hefei approved the move on 2026-03-05; Shanghai still answers 存续. The registrar is Hefei.',
    uscc: handedOver,
    held: {
      SHANGHAI: [
        record({
          uscc: handedOver,
          name: '虚构迁址一号贸易有限公司',
          registration: registration(AT.pudong, '2024-06-01'),
          penalties: [penalty('101', AT.pudong, '2025-08-08')],
        }),
      ],
      ANHUI: [
        record({
          uscc: handedOver,
          name: '虚构迁址一号贸易有限公司',
          registration: registration(AT.hefei, '2026-03-05', { movedIn: movedToHefei }),
        }),
      ],
    },
  },
  {
    id: 'neither-answers',
    shows:
      'In the middle of a move neither side registers it; a penalty in Jiangsu shows that it exists.',
    uscc: inBetween,
    held: {
      JIANGSU: [
        record({
          uscc: inBetween,
          name: '虚构迁址二号贸易有限公司',
          penalties: [penalty('102', AT.suzhou, '2025-09-09')],
        }),
      ],
    },
  },
  {
    id: 'both-approve',
    shows:
      'Shanghai approved a change after Hefei had taken it over: a conflict for people to settle.',
    uscc: disputed,
    held: {
      SHANGHAI: [
        record({
          uscc: disputed,
          name: '虚构迁址三号贸易有限公司',
          registration: registration(AT.pudong, '2026-03-20'),
        }),
      ],
      ANHUI: [
        record({
          uscc: disputed,
          name: '虚构迁址三号贸易有限公司',
          registration: registration(AT.hefei, '2026-03-05', { movedIn: movedToHefei }),
        }),
      ],
    },
  },
  {
    id: 'destination-named',
    shows: 'Zhejiang answers 迁出 and names Suzhou, which registers it and has the file.',
    uscc: named,
    held: {
      ZHEJIANG: [
        record({
          uscc: named,
          name: '虚构迁址四号贸易有限公司',
          registration: registration(AT.xihu, '2025-02-10', {
            is: 'MOVED_OUT',
            movedOut: {
              authority: AT.suzhou,
              on: day('2025-02-10'),
              fileHandedOverOn: day('2025-04-01'),
            },
          }),
        }),
      ],
      JIANGSU: [
        record({
          uscc: named,
          name: '虚构迁址四号贸易有限公司',
          registration: registration(AT.suzhou, '2025-02-10', {
            movedIn: {
              authority: AT.xihu,
              on: day('2025-02-10'),
              fileHandedOverOn: day('2025-04-01'),
            },
          }),
        }),
      ],
    },
  },
  {
    id: 'left-the-four',
    shows:
      'Anhui answers 迁出 to Shenzhen: the registrar is named, its registration is not to be had.',
    uscc: abroad,
    held: {
      ANHUI: [
        record({
          uscc: abroad,
          name: '虚构迁址五号贸易有限公司',
          registration: registration(AT.hefei, '2025-06-06', {
            is: 'MOVED_OUT',
            movedOut: { authority: AT.shenzhen, on: day('2025-06-06'), fileHandedOverOn: null },
          }),
        }),
      ],
    },
  },
]
