/** Every act of an administrator is drawn by random scripts or stands in a stored one. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { scripts } from './arbitraries.ts'
import { ACTS } from './harness/script.ts'
import { storedScripts } from './stored-scripts.ts'

test('every act of an administrator is played', () => {
  const drawn = fc.sample(scripts('acts'), { numRuns: 500, seed: 1 })
  const played = new Set(
    [...drawn, ...storedScripts()].flatMap(({ steps }) =>
      steps.flatMap((step) => (step.op === 'administrator' ? [step.act] : [])),
    ),
  )
  const idle = ACTS.filter((act) => !played.has(act))
  expect(idle, 'acts that arbitraries.ts does not draw and no stored script has').toEqual([])
})
