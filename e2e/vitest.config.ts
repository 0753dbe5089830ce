import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['*.e2e.ts'],
    globalSetup: ['./real-server.ts'],
    testTimeout: 90_000,
    hookTimeout: 180_000,
    // One browser and one server at a time: the machines that run this are small.
    fileParallelism: false,
  },
})
