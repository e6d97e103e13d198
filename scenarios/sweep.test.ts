import { describe, expect, test } from 'vitest'
import type { Finding } from '#reports'
import { givesUp } from './defects/gives-up.ts'
import { scriptFrom } from './harness/script.ts'
import { embeddedOrigin, type Warp } from './harness/world.ts'
import { COMPARISONS, CRASH_SWEEPS, playCompared, SWEEPS, sweepOf, sweepPlanOf } from './sweep.ts'

const TRACE = COMPARISONS[1].name

test('a replay of a variant shows what the sweep showed: the comparison too, by object and property', async () => {
  const [sweep] = SWEEPS
  if (!sweep) throw new Error('there is no sweep')
  for await (const { script, findings } of sweepOf(sweep, { warp: givesUp.warp, part: 3 })) {
    const traces = findings.filter(({ invariant }) => invariant === TRACE)
    if (traces.length === 0) continue
    const replayed = scriptFrom(JSON.stringify(script))
    const again = await playCompared(replayed, embeddedOrigin(script.world), givesUp.warp)
    const told = ({ invariant, step }: Finding) => [invariant, step]
    expect(again.findings.map(told)).toEqual(findings.map(told))
    expect(again.findings.filter(({ invariant }) => invariant === TRACE)).toEqual(traces)
    expect(traces[0]?.detail).toMatch(
      /^after "[^"]+" the tenant is not as in the undisturbed run: \w+ ".*" is |: \w+: /,
    )
    expect(traces[0]?.detail).not.toContain('{')
    return
  }
  throw new Error('no variant left a trace')
})

test('a script that asks for no comparison is judged by the invariants alone', async () => {
  const [sweep] = SWEEPS
  if (!sweep) throw new Error('there is no sweep')
  const { findings, played } = await playCompared(sweep.script, embeddedOrigin(sweep.script.world))
  expect(findings).toBe(played.findings)
})

describe('variants that go on from the steps of the undisturbed run', () => {
  const both = async (sweep: (typeof SWEEPS)[number], warp: Warp) => ({
    whole: await sweepPlanOf(sweep, warp, undefined, false),
    shared: await sweepPlanOf(sweep, warp, undefined, true),
  })

  test.for([...SWEEPS, ...CRASH_SWEEPS].map((sweep) => [sweep.name, sweep] as const))(
    'find what they find from the beginning, with fewer calls: %s',
    async ([, sweep]) => {
      const { whole, shared } = await both(sweep, {})
      expect(shared.variants).toEqual(whole.variants)
      const calls = { whole: 0, shared: 0 }
      for (const variant of whole.variants.filter(({ number }) => number % 60 === 0)) {
        const [one, other] = [await whole.play(variant), await shared.play(variant)]
        expect(other.findings, variant.script.name).toEqual(one.findings)
        expect(other.played.results.map(({ outcome }) => outcome)).toEqual(
          one.played.results.map(({ outcome }) => outcome),
        )
        expect(other.played.world.faults.fired).toEqual(one.played.world.faults.fired)
        calls.whole += one.played.world.cloud.calls.length
        calls.shared += other.played.world.cloud.calls.length
      }
      expect(calls.shared).toBeLessThan(calls.whole)
    },
  )

  test('fail where they fail from the beginning, and are told so', async () => {
    const [sweep] = SWEEPS
    if (!sweep) throw new Error('there is no sweep')
    const { whole, shared } = await both(sweep, givesUp.warp)
    let failed = 0
    for (const variant of whole.variants.filter(({ number }) => number % 20 === 0)) {
      const { findings } = await whole.play(variant)
      expect((await shared.play(variant)).findings, variant.script.name).toEqual(findings)
      if (findings.length > 0) failed++
    }
    expect(failed).toBeGreaterThan(0)
  })
})
