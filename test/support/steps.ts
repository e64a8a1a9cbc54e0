/**
 * What `npm test` runs, started in this order. To add a check, add a row: its command is found in
 * node_modules/.bin or on the PATH, and it fails by its exit code. A step that could not be run
 * for want of something outside the project prints `NOT RUN: reason`; in CI that is a failure.
 */
export interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** May run at the same time as its neighbours in the list that may too: it measures no time. */
  readonly together?: true
  /** After this long the step is ended and counts as failed. Default: ten minutes. */
  readonly timeoutMs?: number
  /** Where the step leaves a count of its tests, in the JSON form that Jest and vitest share. */
  readonly results?: string
}

export const VITEST_RESULTS = '.cache/test-results.json'

export const STEPS: readonly Step[] = [
  // First, because it takes as long as the others together.
  { name: 'lint', command: ['eslint', '--max-warnings=0', '.'], together: true },
  {
    name: 'types',
    command: ['tsc', '--incremental', '--tsBuildInfoFile', '.cache/types.tsbuildinfo'],
    together: true,
  },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'], together: true },
  {
    name: 'import rules',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'],
    together: true,
  },
  {
    name: 'generated files',
    command: ['node', 'gateway/cli/ydelta.ts', 'schema', '--check'],
    together: true,
  },
  {
    name: 'tests',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${VITEST_RESULTS}`,
    ],
    results: VITEST_RESULTS,
  },
  { name: 'README samples', command: ['node', 'test/support/readme.ts'], timeoutMs: 300_000 },
]
