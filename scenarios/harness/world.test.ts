/** In a separate process, whose collections nobody else asks for. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const WORLD = new URL('./world.ts', import.meta.url).href

test('what is left of a run is gone with the next minor collections: nothing of it waits for a major one', () => {
  const { stdout } = spawnSync(
    process.execPath,
    [
      ...['--expose-gc', '-e'],
      `import('${WORLD}').then(async ({ embeddedOrigin, worldOf }) => {
        const script = { v: 1, name: '', seed: '', world: 'plain', site: 'EU', directions: 'both', policies: 'all', steps: [] }
        const origin = embeddedOrigin('plain')
        let standing = 0
        const collected = new FinalizationRegistry(() => standing--)
        for (let i = 0; i < 50; i++, standing++) collected.register(worldOf(script, origin))
        for (let i = 0; i < 5; i++) {
          gc({ type: 'minor' })
          await new Promise(setImmediate)
        }
        console.log(standing < 5 ? 'gone' : standing + ' worlds stand')
      })`,
    ],
    { encoding: 'utf8' },
  )
  expect(stdout).toBe('gone\n')
})
