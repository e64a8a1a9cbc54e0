import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Without `development`, as Node resolves: graphql has a second copy of itself behind that word,
  // and two copies in one process do not know each other's types.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    include: ['test/**/*.test.ts'],
    // Minutes long or measuring: started by their own npm scripts.
    exclude: ['test/chaos/**', 'test/soak/**', 'test/bench/**'],
    // Processes, not threads: tests send signals, change the environment and load native code.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
