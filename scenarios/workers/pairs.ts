/**
 * All schedules of two workers at one account with at most two switches: which of them does the next act is data, and an
 * act is a call or a write into the store. The tenant must come out as after one worker.
 */
import { GRANT, type Script, type Step } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'
import { type Struck, type SweepPlan, sweepPlanOf } from '../sweep.ts'
import type { Beside } from './schedule.ts'

/** Two stages at once, and what becomes of the one that is interrupted. */
export interface Pair {
  readonly name: string
  /** The script without the second worker: pairs of one stage have one. */
  readonly script: Script
  /** The step at which there are two. */
  readonly step: number
  readonly beside: Omit<Beside, 'switches'>
}

/** The lease has ended by then, and so has the patience for what was just written. */
const LONG = { minutes: 60 }

type Op = Extract<Step, { readonly beside?: Beside }>['op']

interface Flow {
  readonly steps: readonly Step[]
  readonly directions?: Script['directions']
}

/** A day on which a policy, a user and a group are others than before. */
const DAY: readonly Step[] = [
  { op: 'set policies', policies: 'asymmetric' },
  { op: 'administrator', act: 'add user', value: 'Grace Hopper' },
  { op: 'administrator', act: 'nest group', value: 'Finance in Research' },
  { op: 'advance', hours: 24 },
  { op: 'synchronize' },
]
const END: readonly Step[] = [{ op: 'deprovision' }, { op: 'clean up' }]

const FLOWS: Readonly<Record<Op, Flow>> = {
  provision: { steps: [...GRANT, ...END] },
  synchronize: { steps: [...GRANT, ...DAY, { op: 'deprovision' }] },
  // what one of two leaves in the middle is ended by one that comes later
  deprovision: { steps: [...GRANT, { op: 'deprovision' }, ...END] },
  'clean up': { steps: [...GRANT, ...END] },
  upgrade: { steps: [...GRANT, { op: 'upgrade' }, { op: 'deprovision' }], directions: 'inbound' },
}

const OPS = Object.keys(FLOWS) as readonly Op[]

const scriptOf = (op: Op): Script => ({
  v: 1,
  name: `two workers, ${op}`,
  seed: 'two workers',
  world: 'busy',
  site: 'EU',
  directions: FLOWS[op].directions ?? 'both',
  policies: 'mixed',
  steps: FLOWS[op].steps,
})

const SCRIPTS = new Map(OPS.map((op) => [op, scriptOf(op)]))

function pair(op: Op, how: string, beside: Pair['beside']): Pair {
  const script = SCRIPTS.get(op) ?? scriptOf(op)
  const name = `${beside.op === undefined ? op : `${op} and ${beside.op}`}: ${how}`
  return { name, step: script.steps.findIndex((one) => one.op === op), beside, script }
}

/** The one that stands still is named first. */
const MIXED: readonly (readonly [Op, Op])[] = [
  ['synchronize', 'deprovision'],
  ['deprovision', 'synchronize'],
]

export const PAIRS: readonly Pair[] = [
  ...OPS.map((op) => pair(op, 'the other is told who works', {})),
  ...OPS.map((op) => pair(op, 'the other takes over from one that stands still', LONG)),
  ...OPS.map((op) => pair(op, 'the other takes over from one that died', { ...LONG, dies: true })),
  ...MIXED.map(([op, other]) => pair(op, 'one stands still', { ...LONG, op: other })),
]

/** Plays schedules, by the acts after which a worker is interrupted. */
export interface FlowPlan {
  /** Acts of the first worker where nobody interrupts it. */
  readonly acts: number
  play(pair: Pair, switches: readonly number[]): Promise<Struck>
}

/** Of all pairs that have a script. */
export async function flowPlanOf({ script, step }: Pair, warp: Warp = {}): Promise<FlowPlan> {
  const plan: SweepPlan = await sweepPlanOf({ name: script.name, script, faults: new Set() }, warp)
  const play: FlowPlan['play'] = (pair, switches) =>
    plan.play({ number: 0, step, script: scheduled(pair, switches) })
  const alone = await play({ name: 'alone', script, step, beside: {} }, [])
  return { acts: actsIn(alone.played, step)[0], play }
}

function scheduled({ name, script, step, beside }: Pair, switches: readonly number[]): Script {
  const own = script.steps[step]
  if (!own) throw new RangeError(`"${name}" has no step ${step}`)
  return {
    ...script,
    undisturbed: true,
    name: `two workers, ${name}, after ${switches.join(' and ')} acts`,
    steps: script.steps.with(step, { ...own, beside: { ...beside, switches } } as Step),
  }
}

/** Acts of the two workers in a schedule that was played. */
export const actsIn = (played: Struck['played'], step: number): readonly [number, number] =>
  played.results[step]?.ofTwo?.acts ?? [0, 0]
