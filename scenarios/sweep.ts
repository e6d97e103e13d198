/**
 * The sweep: every call of a flow, struck once by every fault. It finds what depends on where a fault strikes; the
 * tenant must come out as it does without a fault, and nobody may notice.
 */
import type { CallRecord } from '#mock-m365'
import type { Finding } from '#reports'
import { endStateOf } from './harness/end-state.ts'
import { type Played, play } from './harness/play.ts'
import { FOUR_STAGES, isStageOp, type Script, type Step } from './harness/script.ts'
import { isCrash, STEP_FAULTS } from './harness/step-faults.ts'
import { embeddedOrigin, type Origin, type Warp } from './harness/world.ts'

export interface Sweep {
  readonly name: string
  readonly script: Script
}

export const SWEEPS: readonly Sweep[] = (['plain', 'busy'] as const).map((world) => ({
  name: `four stages on ${world}`,
  script: {
    v: 1,
    name: `sweep of ${world}`,
    seed: 'sweep',
    world,
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    steps: FOUR_STAGES,
  },
}))

export interface Struck {
  readonly script: Script
  readonly played: Played
  readonly findings: readonly Finding[]
}

/** Plays all variants, one after the other, and hands each over. @param part for a sample: every nth variant only */
export async function* sweepOf(
  { script }: Sweep,
  options: { part?: number; warp?: Warp } = {},
): AsyncGenerator<Struck> {
  const { part = 1, warp = {} } = options
  const origin = embeddedOrigin(script.world)
  const reference = await observed(script, origin, warp)
  let number = 0
  for (const variant of variantsOf(script, reference.calls)) {
    if (number++ % part !== 0) continue
    const { played, states } = await observed(variant, origin, warp)
    yield {
      script: variant,
      played,
      findings: [...played.findings, ...judged(script, played, states, reference.states)],
    }
  }
}

/** What the invariants cannot say: that the fault did strike, and that it left no trace. @param script without the fault */
function judged(
  script: Script,
  { world }: Played,
  states: readonly string[],
  wanted: readonly string[],
): Finding[] {
  const findings: Finding[] = []
  if (world.faults.fired.length !== 1)
    findings.push({ invariant: 'planned faults strike', detail: 'the fault did not strike', step: 0 })
  for (const [step, state] of states.entries())
    if (state !== wanted[step])
      findings.push({
        invariant: 'faults leave no trace',
        detail: `after "${script.steps[step]?.op}" the tenant differs: ${firstDifference(state, wanted[step] ?? '')}`,
        step,
      })
  return findings
}

interface Observed {
  readonly played: Played
  readonly states: readonly string[]
  /** Calls of each step, in order. */
  readonly calls: readonly (readonly CallRecord[])[]
}

async function observed(script: Script, origin: Origin, warp: Warp): Promise<Observed> {
  const states: string[] = []
  const calls: (readonly CallRecord[])[] = []
  const played = await play(script, origin, {
    warp,
    onStep({ world, step, result, ...moment }) {
      // who was interrupted begins again, and is judged by that
      if (result.outcome === 'crashed') return
      states.push(isStageOp(step.op) ? endStateOf(world.tenant) : '')
      calls.push(moment.calls)
    },
  })
  return { played, states, calls }
}

/**
 * Only the product's own calls: people who are struck try again by themselves. A stage in which the process ends is
 * begun again by the next one.
 */
function* variantsOf(script: Script, calls: Observed['calls']): Generator<Script> {
  for (const [at, step] of script.steps.entries()) {
    if (!isStageOp(step.op)) continue
    const counts = new Map<string, number>()
    for (const { operation, writes } of calls[at] ?? []) {
      const occurrence = counts.get(operation) ?? 0
      counts.set(operation, occurrence + 1)
      for (const { name, atWrites } of STEP_FAULTS) {
        if (atWrites && !writes) continue
        const struck: Step = { ...step, faults: [[operation, occurrence, name]] }
        const again = isCrash(name) ? [step] : []
        yield {
          ...script,
          name: `${script.name}: ${name} at ${operation} #${occurrence} of "${step.op}"`,
          steps: script.steps.toSpliced(at, 1, struck, ...again),
        }
      }
    }
  }
}

function firstDifference(state: string, wanted: string): string {
  const [have, want] = [state.split('\n'), wanted.split('\n')]
  const extra = have.find((line) => !want.includes(line))
  const missing = want.find((line) => !have.includes(line))
  return [extra && `has ${extra.slice(0, 120)}`, missing && `lacks ${missing.slice(0, 120)}`]
    .filter(Boolean)
    .join('; ')
}
