/** Known defects, each met in a long run: what is handed over is small, and still fails in the same way. */
import { expect, test } from 'vitest'
import { brokeFirst, type ConformanceRecord } from '#reports'
import { DEFECTS } from '../defects/index.ts'
import { FOUR_STAGES, type Script, type Step, scriptFrom } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { playCompared } from '../sweep.ts'
import { failureOf } from './failure.ts'
import { commandsOf } from './shrink.ts'
import { withSimplest } from './simplest.ts'

const NOISE: readonly Step[] = [
  { op: 'administrator', act: 'add rule', value: 'Quarterly report' },
  { op: 'restart' },
  { op: 'synchronize', faults: [['*', 3, 'throttled']] },
  { op: 'administrator', act: 'allow address', value: '192.0.2.1' },
  { op: 'advance', hours: 5 },
]
const LONG: Script = {
  v: 1,
  name: 'a long run',
  seed: 'noise',
  world: 'busy',
  site: 'EU',
  directions: 'both',
  policies: 'mixed',
  steps: [...NOISE, ...FOUR_STAGES.slice(0, 4), ...NOISE, ...FOUR_STAGES.slice(4), ...NOISE],
}

/** All of them take half a minute. */
const DEFECTS_TRIED = Number(process.env.CASPROOF_DEFECTS_SHRUNK ?? 5)

const recordWith = (failures: ConformanceRecord['failures']) => ({ failures }) as ConformanceRecord

test('the median of what is left of a long run is at most six commands', { timeout: 240_000 }, async () => {
  const sizes: number[] = []
  for (const { warp } of DEFECTS) {
    if (sizes.length >= DEFECTS_TRIED) break
    const { findings } = await playCompared(LONG, embeddedOrigin(LONG.world), warp)
    if (findings.length === 0) continue
    const failure = failureOf('a', 'long', LONG, findings)
    const [small] = (await withSimplest(recordWith([failure]), warp)).failures
    if (!small) throw new Error('a failure is left')
    const script = scriptFrom(JSON.stringify(small.script))
    const again = await playCompared(script, embeddedOrigin(script.world), warp)
    expect(brokeFirst(failureOf('a', 'long', script, again.findings))).toBe(brokeFirst(failure))
    sizes.push(commandsOf(script))
  }
  expect(sizes).toHaveLength(DEFECTS_TRIED)
  expect(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(6)
})
