/** How vitest goes through the test files: which share a process, and which start first. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Tests of functions: they touch nothing a process has only one of (clock, environment, signals,
 * replaced modules), so that they need no process of their own. To start one and to load the graph's
 * libraries into it costs more than most of these tests. Kept by tests-of-functions.test.ts.
 */
export const TESTS_OF_FUNCTIONS: readonly string[] = [
  'test/contract/**/*.test.ts',
  'test/property/**/*.test.ts',
  'test/scenario/**/*.test.ts',
  'test/unit/{anhui,jiangsu,shanghai,zhejiang}/**/*.test.ts',
  'test/unit/{model,schema,survivorship}/**/*.test.ts',
  'test/unit/{access,certification-path,federation-log,x509-maker}/**/*.test.ts',
  'test/unit/{audit,counters,gatehouse,grants,log-cli,log-service,pipeline-access,sign-in}/**/*.test.ts',
]

/** Begin with these, longest first: a long file that starts last leaves the other processor idle. */
const LONGEST = [
  'test/e2e/cli/dev.test.ts',
  'test/e2e/bench/',
  'test/e2e/life/start.test.ts',
  'test/e2e/private-postgres/',
  'test/e2e/',
  'test/conformance/',
  'test/differential/',
  'test/unit/certs/',
  'test/unit/tooling/',
  'test/unit/cache/',
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
