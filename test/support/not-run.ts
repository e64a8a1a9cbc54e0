/** Tests that need something from outside the project, which may be missing on this machine. */
import { describe, expect, it } from 'vitest'

/**
 * `describe`, unless there is a reason why it cannot be run: then it says NOT RUN with that reason,
 * and in CI it fails, because there a test that did not run must not look like one that passed.
 */
export function describeUnless(why: string | undefined, name: string, tests: () => void): void {
  const reason = why?.replace(/\s+/g, ' ')
  if (reason === undefined) {
    describe(name, tests)
  } else if (process.env['CI']) {
    describe(name, () => {
      it('has what it needs in CI', () => expect.fail(`NOT RUN: ${reason}`))
    })
  } else {
    console.log(`NOT RUN: ${name}: ${reason}`)
    describe.skipIf(true)(name, tests)
  }
}
