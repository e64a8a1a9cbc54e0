/**
 * What `npm test` runs, in this order. To add a check, add a row: its command is found in
 * node_modules/.bin or on the PATH, and it fails by its exit code. A step that could not be run
 * for want of something outside the project prints `NOT RUN: reason`; in CI that is a failure.
 */
export interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /**
   * Runs beside the others on what they leave of the processors, at the lowest priority: those wait
   * much of their time, for timers, disks and other processes. For steps that measure no time.
   */
  readonly aside?: true
  /** After this long the step is ended and counts as failed. Default: ten minutes. */
  readonly timeoutMs?: number
  /** Where the step leaves a count of its tests, in the JSON form that Jest and vitest share. */
  readonly results?: string
}

export const VITEST_RESULTS = '.cache/test-results.json'

export const STEPS: readonly Step[] = [
  // First of those aside, because it takes as long as the others together.
  { name: 'lint and types', command: ['node', 'test/support/lint-and-types.ts'], aside: true },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'], aside: true },
  {
    name: 'import rules',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'],
    aside: true,
  },
  {
    name: 'generated files',
    command: ['node', 'gateway/cli/ydelta.ts', 'schema', '--check'],
    aside: true,
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
