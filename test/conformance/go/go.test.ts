/** A verifier that shares no code with us, built from Debian's packages, judges what we write. */
import { beforeAll, expect, it } from 'vitest'
import { describeUnless } from '../../support/not-run.ts'
import { passes, rowOf } from '../row.ts'
import type { Answer } from '../row.ts'
import { goAnswers, verifierOrReason } from './run-go.ts'

const { why, program } = { program: '', ...(await verifierOrReason()) }

describeUnless(why, 'Go’s sumdb packages', () => {
  let answers: readonly Answer[]
  beforeAll(async () => {
    answers = await goAnswers(program)
  })

  it('accept every proof, note and folder of ours, and none that was altered', () => {
    const row = rowOf('go-sumdb', answers, () => false)
    expect(row.unexpected).toEqual([])
    expect(passes(row)).toBe(true)
  })

  it('were asked both ways, and about everything', () => {
    for (const kind of ['inclusion', 'consistency', 'note', 'folder']) {
      const asked = answers.filter(({ id }) => id.startsWith(kind))
      const [valid, altered] = [
        asked.filter((each) => each.valid),
        asked.filter((each) => !each.valid),
      ]
      expect(valid.length).toBeGreaterThanOrEqual(kind === 'folder' ? 1 : 60)
      expect(altered.length).toBeGreaterThanOrEqual(valid.length)
    }
  })
})
