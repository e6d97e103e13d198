/** `npm run evidence`: all tests once, watched. The separate clients take part if `npm run compat` has installed them. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**'],
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: [
      fileURLToPath(new URL('../fixed-seed.ts', import.meta.url)),
      fileURLToPath(new URL('./collect.ts', import.meta.url)),
    ],
    globalSetup: [fileURLToPath(new URL('./merge.ts', import.meta.url))],
  },
})
