import { consistency } from './verify-consistency.ts'
import { entry } from './verify-entry.ts'
import { omission } from './verify-omission.ts'
import { range } from './verify-range.ts'
import { pairs, times } from './verify-sections.ts'
import { usage } from './words.ts'

const WHAT = { entry, range, consistency, times, pairs, omission } as const

export const command = {
  /** Exit status 0 VALID, 1 INVALID, 3 UNDETERMINED. */
  async run(words: readonly string[]): Promise<number> {
    const [name = '', ...rest] = words
    if (!Object.hasOwn(WHAT, name)) throw usage(`verify之后应为${Object.keys(WHAT).join('、')}`)
    return WHAT[name as keyof typeof WHAT].run(rest)
  },
}
