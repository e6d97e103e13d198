import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * Nothing that a file leaves behind in a module may change what another finds: whatever the rooms keep between
 * calls is a cache of something that never changes. So files share their worker, and each module is loaded once.
 */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**'],
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    // Against hanging alone: no test judges how fast the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // `npm run explore` draws anew each time.
    setupFiles:
      mode === 'explore' ? [] : [fileURLToPath(new URL('./scenarios/fixed-seed.ts', import.meta.url))],
    // A test that was singled out while it was written must not hide the others.
    allowOnly: false,
    reporters: ['default', ['json', { outputFile: 'out/tests.json' }]],
  },
}))
