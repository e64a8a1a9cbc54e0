/** The counts are frozen: refusing everything fails as surely as accepting everything. */
import { beforeAll, expect, it } from 'vitest'
import { describeWithCorpus } from './describe-with-corpus.ts'
import { passes } from './row.ts'
import type { Row } from './row.ts'
import { NO_ROOTS } from './tlog-merkle.ts'
import { TLOG_VECTORS, runTlog } from './tlog.ts'

const NOTHING_WRONG = { wronglyAccepted: 0, outsideTheList: 0, unexpected: [] }
const all = (ran: number) => ({ ran, agreed: ran, wronglyRefused: 0, skipped: 0, ...NOTHING_WRONG })

describeWithCorpus('tlog', (folder) => {
  let rows: readonly Row[]
  beforeAll(() => {
    rows = runTlog(folder)
  })

  it('agrees on every vector but four whose roots have not 32 bytes', () => {
    expect(rows).toEqual([
      { corpus: 'tlog', ...all(98) },
      { corpus: 'tlog/consistency', ...all(98), agreed: 97, wronglyRefused: 1 },
      { corpus: 'tlog/subtree-inclusion', ...all(204) },
      { corpus: 'tlog/subtree-consistency', ...all(118), agreed: 115, wronglyRefused: 3 },
      { corpus: 'tlog/rfc6962', ...all(33) },
      { corpus: 'tlog/notes', ...all(8) },
      { corpus: 'tlog/c2sp', ...all(9), skipped: 10 },
    ])
    expect(rows.map(passes)).toEqual(rows.map(() => true))
    expect(NO_ROOTS).toHaveLength(4)
  })

  it('leaves no vector out of its count', () => {
    const counted = rows.reduce((sum, { ran, skipped }) => sum + ran + skipped, 0)
    expect(counted).toBe(TLOG_VECTORS)
    expect(counted).toBe(578)
  })
})
