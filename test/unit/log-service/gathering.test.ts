/** How leaves come together in groups, over a store in memory. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { emptyRoot } from '../../../gateway/federation-log/tree.ts'
import { plainRow } from '../../../gateway/log/make-row.ts'
import { Sequencer } from '../../../gateway/log/sequencer.ts'
import type { LogRow } from '../../../gateway/store/log-append.ts'
import { AT } from './log-bench.ts'

/** Far longer than any turn of the loop. */
const GATHER_MS = 1_000
let made = 0
const row = (): LogRow => {
  const facts = { role: 'GATEWAY', agency: null, province: null, count: null, document: null }
  const id = `leaf-${String((made += 1)).padStart(6, '0')}`
  return plainRow({ type: 'ADMINISTRATIVE', id, at: AT.toISOString(), act: 'EXPORT', ...facts })
}

/** `groups`: sizes of what was appended so far. */
function openSequencer() {
  const groups: number[] = []
  const sequencer = new Sequencer({
    appender: {
      head: () => Promise.resolve({ size: 0, root: emptyRoot(), hashes: [] }),
      find: () => Promise.resolve(new Map()),
      concluded: () => Promise.resolve(new Set()),
      append: (_from, _to, rows) => {
        groups.push(rows.length)
        return Promise.resolve({ done: true })
      },
      close: () => Promise.resolve(),
    },
    observer: { committed: () => undefined, lostRace: () => undefined, failed: () => undefined },
    gatherMs: GATHER_MS,
  })
  const append = (leaves: number) =>
    Promise.all(Array.from({ length: leaves }, () => sequencer.append(row(), 60_000)))
  return { sequencer, groups, append }
}

const someTurns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
}

it.each([
  { first: 7, after: [7, 1, 1] },
  { first: 8, after: [8, 2] },
])('those behind a group of $first: $after', async ({ first, after }) => {
  const { sequencer, groups, append } = openSequencer()
  await append(first)
  const one = append(1)
  await someTurns()
  await Promise.all([one, append(1)])
  expect(groups).toEqual(after)
  await sequencer.close(0)
})

it('are not waited for where enough wait already', async () => {
  const { sequencer, groups, append } = openSequencer()
  await append(8)
  const many = append(64)
  await someTurns()
  expect(groups).toEqual([8, 64])
  await many
  await sequencer.close(0)
})

it('are not waited for by one that comes when nothing is under way any more', async () => {
  const { sequencer, groups, append } = openSequencer()
  await append(8)
  await wait(GATHER_MS)
  await someTurns()
  const one = append(1)
  await someTurns()
  expect(groups).toEqual([8, 1])
  await one
  await sequencer.close(0)
})
