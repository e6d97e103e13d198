import { expect, test } from 'vitest'
import type { Finding } from '#reports'
import { givesUp } from './defects/gives-up.ts'
import { scriptFrom } from './harness/script.ts'
import { embeddedOrigin } from './harness/world.ts'
import { COMPARISONS, playCompared, SWEEPS, sweepOf } from './sweep.ts'

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
