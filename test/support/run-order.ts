/** How vitest goes through the test files: which share a process, and which start first. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * These get a process each: they change what a process has only one of (clock, environment, handlers of
 * signals and errors, replaced modules), or are minutes of other processes' work. All others share one
 * per worker: to start it and to load the graph's libraries into it costs more than most of them do.
 * Kept by shared-process.test.ts.
 */
export const IN_A_PROCESS_OF_THEIR_OWN: readonly string[] = [
  'test/e2e/bench/**/*.test.ts',
  'test/e2e/cli/dev.test.ts',
  'test/e2e/office/chaos.test.ts',
  'test/e2e/private-postgres/**/*.test.ts',
  'test/e2e/audit/disclose.test.ts',
  'test/e2e/sign-in/command-line.test.ts',
  'test/unit/pipeline/{answers,compiled-equals-interpreted}.test.ts',
  'test/unit/registries/{coalescer,registry-call,source}.test.ts',
  'test/unit/sandbox/lookup-cost.test.ts',
  'test/unit/tooling/**/*.test.ts',
]

/** Begin with these, longest first: a long file that starts last leaves the other processor idle. */
const LONGEST = [
  'test/e2e/cli/dev.test.ts',
  'test/e2e/bench/',
  'test/e2e/office/chaos.test.ts',
  'test/e2e/private-postgres/',
  'test/unit/tooling/redis.test.ts',
  'test/e2e/office/outages.test.ts',
  'test/e2e/faults/',
  'test/e2e/',
  'test/conformance/',
  'test/unit/cache/',
  'test/unit/certs/',
  'test/differential/',
  'test/unit/sandbox/',
  'test/property/',
  'test/scenario/',
  'test/contract/',
]

/** Without it the largest file is the first, in a checkout that has not run its tests before. */
export class LongestFirst extends BaseSequencer {
  /** Files that share a process stay behind those that do not, as vitest itself has it. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ project, moduleId }: TestSpecification): number {
  const path = relative(project.config.root, moduleId)
  const found = LONGEST.findIndex((start) => path.startsWith(start))
  const behind = project.config.isolate ? 0 : LONGEST.length + 1
  return behind + (found < 0 ? LONGEST.length : found)
}
