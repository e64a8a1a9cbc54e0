/** Tests on published vectors, which are not part of this repository. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { TestOptions } from 'vitest'
import { corporaFolder } from './corpora.ts'

/**
 * `describe` with the folder of the vectors; where they are not there it says SKIPPED. Unlike a
 * missing Redis that is no failure in CI: a clone of this repository alone must pass its tests.
 */
export function describeWithCorpus(
  name: string,
  tests: (folder: string) => void,
  options: TestOptions = {},
): void {
  const folder = join(corporaFolder(), name)
  if (existsSync(folder)) {
    describe(name, options, () => tests(folder))
    return
  }
  console.log(`SKIPPED: vectors of ${name}: no folder ${folder} (set CORPORA_DIR)`)
  describe.skip(name, () => tests(folder))
}
