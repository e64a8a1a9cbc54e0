import { defineConfig } from 'vitest/config'
import { IN_A_PROCESS_OF_THEIR_OWN, LongestFirst } from './test/support/run-order.ts'

// Minutes long or measuring: started by their own npm scripts.
const NOT_HERE = ['test/chaos/**', 'test/soak/**', 'test/bench/**']

export default defineConfig({
  // Without `development`, as Node resolves: graphql has a second copy of itself behind that word,
  // and two copies in one process do not know each other's types.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Processes, not threads: tests send signals, change the environment and load native code.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    restoreMocks: true,
    unstubEnvs: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: [...IN_A_PROCESS_OF_THEIR_OWN] },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...NOT_HERE, ...IN_A_PROCESS_OF_THEIR_OWN],
          isolate: false,
          setupFiles: ['test/support/forget-openssl-errors.ts'],
        },
      },
    ],
  },
})
