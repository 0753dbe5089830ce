import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/no-network.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Importing the server anew for each file would be a third of the time; no test mocks a module or changes a global for others.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
