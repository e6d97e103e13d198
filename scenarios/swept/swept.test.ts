/** A sample of what a night plays whole: flows other than the four stages, and pairs of faults. */
import { describe, expect, test } from 'vitest'
import { impatient } from '../defects/impatient.ts'
import { replayCommand } from '../replay-command.ts'
import { endlessUnitsOf, unitsOf } from '../spread/units.ts'
import { type Struck, sweepPlanOf } from '../sweep.ts'
import { PAIRED, pairsAt } from './fault-pairs.ts'
import { NIGHT_SWEEPS } from './night-sweeps.ts'

const failure = ({ script, findings }: Struck) =>
  `${JSON.stringify(findings.slice(0, 3), null, 1)}\nreplay: ${replayCommand(script)}`

describe('flows other than the four stages', () => {
  const STRIDE = 90

  test.each(NIGHT_SWEEPS.map((sweep) => [sweep.name, sweep] as const))('%s', async (_, sweep) => {
    const plan = await sweepPlanOf(sweep)
    const some = plan.variants.filter(({ number }) => number % STRIDE === 11)
    expect(some.length).toBeGreaterThan(0)
    expect(plan.variants.filter(({ step }) => step < (sweep.from ?? 0))).toEqual([])
    for (const variant of some) {
      const struck = await plan.play(variant)
      expect(struck.findings, failure(struck)).toEqual([])
    }
  })

  test('no two have one name', () => {
    expect(new Set(NIGHT_SWEEPS.map(({ name }) => name)).size).toBe(NIGHT_SWEEPS.length)
  })
})

describe('pairs of faults', async () => {
  const plan = await sweepPlanOf(PAIRED)
  const all = PAIRED.script.steps.flatMap((_, step) => [...pairsAt(plan, step)])

  test('the second strikes one of the three calls after the first', async () => {
    const both: boolean[] = []
    for (const variant of all.filter((_, i) => i % 600 === 5)) {
      const struck = await plan.play(variant)
      expect(struck.findings, failure(struck)).toEqual([])
      const { faults, cloud } = struck.played.world
      const places = cloud.calls.flatMap(({ fault }, i) => (fault === undefined ? [] : [i]))
      both.push(faults.fired.length === 2)
      expect((places[1] ?? 0) - (places[0] ?? 0)).toBeLessThanOrEqual(3)
    }
    expect(both.length).toBeGreaterThan(20)
    expect(both.filter(Boolean).length).toBeGreaterThan(both.length / 3)
  })

  test('a product that does not heed how long it is to wait is found out', async () => {
    const [variant] = all.filter(({ script }) => /throttled .* throttled /.test(script.name))
    if (!variant) throw new Error('no pair is throttled twice')
    const wrong = await sweepPlanOf(PAIRED, impatient.warp)
    expect((await wrong.play(variant)).findings).not.toEqual([])
  })

  test('they are played by a night alone, and share its time with random scripts', () => {
    const orders = { version: '0', seed: 'x', runs: 10, part: 1 }
    const of = (engine: string, units: readonly { readonly engine: string }[]) =>
      units.filter((unit) => unit.engine === engine).length
    expect(of('pairs', unitsOf(orders))).toBe(0)
    expect(of('pairs', unitsOf({ ...orders, nightPart: 1 }))).toBeGreaterThan(100)
    const timed = { ...orders, nightPart: 1, forSeconds: 60 }
    expect(of('pairs', unitsOf(timed))).toBe(0)
    const endless = endlessUnitsOf(timed)
    const first = Array.from({ length: 20 }, () => endless?.next().value)
    expect(first.map((unit) => unit?.engine)).toEqual(
      Array.from({ length: 10 }, () => ['random', 'pairs']).flat(),
    )
    const short = endlessUnitsOf({ ...timed, nightPart: 100 })
    expect(Array.from({ length: 4 }, () => short?.next().value?.engine)).toEqual([
      'random',
      'random',
      'random',
      'random',
    ])
  })
})
