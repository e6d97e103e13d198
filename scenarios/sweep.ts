/**
 * The sweep: every call of a flow, struck once by every fault. It finds what depends on where a fault strikes; the
 * tenant must come out as it does without a fault, and nobody may notice.
 */
import { type CallRecord, canStrike } from '#mock-m365'
import type { Finding } from '#reports'
import { apiLife } from './harness/api-life.ts'
import { endStateOf } from './harness/end-state.ts'
import { type PlayOptions, play, type Taken } from './harness/play.ts'
import type { Played } from './harness/played.ts'
import { FOUR_STAGES, GRANT, type Script, type Step, titleOf } from './harness/script.ts'
import { INLINE_SERVICE, type Stage } from './harness/stage-of.ts'
import { stateDifference } from './harness/state-difference.ts'
import { CRASH_NAMES, interrupts, isOutOfTurn, STEP_FAULTS } from './harness/step-faults.ts'
import { embeddedOrigin, type Origin, type Warp } from './harness/world.ts'
import type { SubjectHost } from './subjects/host.ts'
import { begunAgain, undisturbed } from './undisturbed.ts'
import { isOfTwo, isOfTwoStages } from './workers/step-of-two.ts'

export interface Sweep {
  readonly name: string
  readonly script: Script
  /** Names of the faults that strike; all of them where absent. */
  readonly faults?: ReadonlySet<string>
  /** Where it is played; the embedded world that its script names where absent. */
  readonly origin?: Origin
  /** The first step that is struck, where others sweep those before it. */
  readonly from?: number
  /** Steps that run no stage are struck, too. */
  readonly everyStep?: true
  /** The process does less after a start, so that each variant is played from its beginning. */
  readonly remembers?: true
}

export const allBut = (...names: readonly string[]): ReadonlySet<string> =>
  new Set(STEP_FAULTS.map(({ name }) => name).filter((name) => !names.includes(name)))

/** What depends on the world strikes where there is more of everything, and what does not at one of them. */
const STRIKING = {
  plain: allBut('short-page', 'reordered', 'cut-off', 'sent-twice'),
  busy: allBut('refused-once', 'proxy-page', 'throttled-after-effect'),
} as const

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
  faults: STRIKING[world],
}))

const AT_CONSOLE = { service: INLINE_SERVICE }

/** The guide of a grant in inline mode as it is printed, and the end of the account, through the console. */
const GUIDE: readonly Step[] = [
  { op: 'console', operation: 'setLicence', input: { site: 'EU' }, as: 'vendor' },
  { op: 'console', operation: 'beginGrant', input: { ...AT_CONSOLE, policy: 'Default ATP policy' } },
  { op: 'console consent', ...AT_CONSOLE },
  { op: 'assign role' },
  { op: 'console consent', ...AT_CONSOLE },
  { op: 'console', operation: 'removeServiceAccount', input: AT_CONSOLE, by: 'admin' },
  { op: 'console', operation: 'cleanUp', input: AT_CONSOLE, by: 'admin' },
]

/**
 * What passes, at each call of API mode. A process that ends there, or a mailbox that is refused, is followed by the
 * schedule and not by a person: other tests play that.
 */
export const API_SWEEPS: readonly Sweep[] = [
  {
    name: 'API mode on plain',
    script: {
      v: 1,
      name: 'sweep of API mode',
      seed: 'API sweep',
      world: 'plain',
      site: 'EU',
      directions: 'both',
      policies: 'none',
      steps: apiLife(),
    },
    faults: allBut(
      ...STEP_FAULTS.map(({ name }) => name).filter(interrupts),
      'reordered',
      'cut-off',
      'throttled-after-effect',
    ),
  },
]

/** Both former features, and their migration. */
const MIGRATION: readonly Step[] = [...GRANT.slice(0, -1), { op: 'provision earlier' }, { op: 'migrate' }]

/** What passes is swept with the four stages: here it is asked who goes on where a process has ended. */
export const CRASH_SWEEPS: readonly Sweep[] = [
  {
    name: 'crashes of the guide of inline mode, at the console',
    script: {
      v: 1,
      name: 'crash at the console',
      seed: 'console sweep',
      world: 'plain',
      site: 'EU',
      directions: 'both',
      policies: 'none',
      steps: GUIDE,
    },
    faults: CRASH_NAMES,
  },
  {
    name: 'crashes of the migration of both former features',
    script: {
      v: 1,
      name: 'crash in a migration',
      seed: 'migration sweep',
      world: 'predecessor',
      site: 'EU',
      directions: 'inbound',
      policies: 'all',
      steps: MIGRATION,
    },
    faults: CRASH_NAMES,
  },
]

export interface Struck {
  readonly script: Script
  readonly played: Played
  readonly findings: readonly Finding[]
}

/** What no invariant can say, since it needs a second run: evaluated wherever a script asks for the comparison. */
export const COMPARISONS = [
  {
    name: 'planned faults strike',
    statement: 'the fault that a variant of the sweep plans does strike',
    clauses: [],
  },
  {
    name: 'faults leave no trace',
    statement:
      'a run in which a fault struck leaves the tenant after every stage as the undisturbed run does',
    clauses: ['PI-45', 'DP-21'],
  },
] as const

/** Plays a script, and once more without its faults where it asks for the comparison. */
export async function playCompared(
  script: Script,
  origin: Origin,
  warp: Warp = {},
  host?: SubjectHost,
): Promise<Struck> {
  const { played, states } = await observed(script, origin, { warp, ...(host ? { host } : {}) })
  if (script.undisturbed !== true) return { script, played, findings: played.findings }
  const calm = undisturbed(script).script
  const reference = await observed(calm, origin, { warp, ...(host ? { host } : {}) })
  return { script, played, findings: [...played.findings, ...judged(calm, played, states, reference.states)] }
}

/** One call of a flow, struck by one fault. */
export interface Variant {
  /** Counted through the whole sweep, from 0. */
  readonly number: number
  /** The step that is struck. */
  readonly step: number
  readonly script: Script
}

export interface SweepPlan {
  readonly variants: readonly Variant[]
  /** Calls of each step where nothing strikes, in order; none of a step that runs no stage. */
  readonly calls: readonly (readonly CallRecord[])[]
  play(variant: Variant): Promise<Struck>
}

/**
 * Plays the flow once without a fault: it shows which calls can be struck, and how the tenant must come out.
 * @param isShared whether variants go on from the steps of that run before the struck one, with the product started
 *   again over what it has kept then; only where nothing but the product itself remembers more
 */
export async function sweepPlanOf(
  { script, faults, origin = embeddedOrigin(script.world), from: first = 0, everyStep, remembers }: Sweep,
  warp: Warp = {},
  host?: SubjectHost,
  isShared = host === undefined &&
    Object.keys(warp).length === 0 &&
    !remembers &&
    script.lag === undefined &&
    !changesGeneration(script),
): Promise<SweepPlan> {
  const given = { warp, ...(host ? { host } : {}) }
  const taken: Taken[] = []
  const keep = (one: Taken) => void taken.push(one)
  const reference = await observed(script, origin, isShared ? { ...given, keep } : given)
  const variants = [...variantsOf(script, reference, faults, everyStep)]
    .filter(({ step }) => step >= first)
    .map((variant, number) => ({ ...variant, number }))
  const played = async (variant: Script, from: readonly Taken[]): Promise<Struck> => {
    const shared = reference.states.slice(0, from.length)
    const { played, states } = await observed(variant, origin, { ...given, taken: from })
    const findings = [...played.findings, ...judged(script, played, [...shared, ...states], reference.states)]
    return { script: variant, played, findings }
  }
  return {
    variants,
    calls: reference.calls.map((calls, i) => (reference.stages[i] ? calls : [])),
    async play({ script: variant, step }) {
      const struck = await played(variant, taken.slice(0, step))
      if (struck.findings.length === 0 || taken.length === 0) return struck
      // what fails is told as its replay shows it, which plays it from its beginning
      const whole = await played(variant, [])
      if (whole.findings.length > 0) return whole
      throw new Error(`it fails only in a process that begins with "${titled(variant.steps[step])}"`)
    },
  }
}

/** Which generation works then is not told to who goes on in the middle. */
const changesGeneration = ({ steps }: Script): boolean =>
  steps.some((step) => step.op === 'restart' && step.generation !== undefined)

/** Plays all variants, one after the other, and hands each over. @param part for a sample: every nth variant only */
export async function* sweepOf(
  sweep: Sweep,
  { part = 1, warp = {} }: { part?: number; warp?: Warp } = {},
): AsyncGenerator<Struck> {
  const plan = await sweepPlanOf(sweep, warp)
  for (const variant of plan.variants) if (variant.number % part === 0) yield plan.play(variant)
}

/** What the invariants cannot say: that the fault did strike, and that it left no trace. @param script without the fault */
function judged(
  script: Script,
  played: Played,
  states: Observed['states'],
  wanted: Observed['states'],
): Finding[] {
  const findings: Finding[] = []
  const { world } = played
  if (!hasStruck(played))
    findings.push({ invariant: COMPARISONS[0].name, detail: 'the fault did not strike', step: 0 })
  // what was refused at first is made last: no rule of the product relies on its place among the others
  const comparable = world.faults.planned.some(({ fault }) => isOutOfTurn(fault))
    ? withoutPlaces
    : (state: string) => state
  for (const [calm, { step, state }] of states.entries()) {
    const undisturbed = wanted[calm]?.state ?? ''
    if (state === undefined) continue
    if (comparable(state) !== comparable(undisturbed))
      findings.push({
        invariant: COMPARISONS[1].name,
        detail: `after "${titled(script.steps[calm])}" the tenant is not as in the undisturbed run: ${stateDifference(state, undisturbed)}`,
        step,
      })
  }
  return findings
}

/** A fault that was planned, of two the first at least, or each interruption of a worker by another. */
function hasStruck({ world: { faults, script }, results }: Played): boolean {
  const schedules = script.steps.flatMap((step, i) =>
    isOfTwo(step) ? [{ planned: step.beside.switches.length, happened: results[i]?.ofTwo?.switched }] : [],
  )
  return schedules.length > 0
    ? schedules.every(({ planned, happened }) => planned === happened)
    : faults.fired.length > 0
}

const withoutPlaces = (state: string): string =>
  state
    .replaceAll(/"Priority":\d+/g, '"Priority":0')
    .split('\n')
    .sort()
    .join('\n')

interface Observed {
  readonly played: Played
  /**
   * After each stage that was not interrupted, with the step in the script that was played; undefined where it may have
   * come out in more than one way.
   */
  readonly states: readonly { readonly step: number; readonly state: string | undefined }[]
  /** Calls of each step, in order, and the stage that it has run. */
  readonly calls: readonly (readonly CallRecord[])[]
  readonly stages: readonly (Stage | undefined)[]
}

async function observed(
  script: Script,
  origin: Origin,
  options: Omit<PlayOptions, 'onStep'>,
): Promise<Observed> {
  const states: Observed['states'][number][] = []
  const calls: (readonly CallRecord[])[] = []
  const stages: (Stage | undefined)[] = []
  const played = await play(script, origin, {
    ...options,
    onStep({ world, step, stage, result, index, ...moment }) {
      const isOpen = isOfTwoStages(step)
      // who was interrupted begins again, and is judged by that
      if (!isOpen && (result.outcome === 'crashed' || step.faults?.some(([, , fault]) => interrupts(fault))))
        return
      states.push({ step: index, state: isOpen ? undefined : stage ? endStateOf(world.tenant) : '' })
      calls.push(moment.calls)
      stages.push(stage)
    },
  })
  return { played, states, calls, stages }
}

/**
 * Only the product's own calls: people who are struck try again by themselves. A stage in which the process ends is
 * begun again by the next one.
 */
function* variantsOf(
  script: Script,
  { calls, stages }: Observed,
  faults: Sweep['faults'],
  everyStep = false,
): Generator<Omit<Variant, 'number'>> {
  for (const [at, step] of script.steps.entries()) {
    if (!stages[at] && !everyStep) continue
    const counts = new Map<string, number>()
    for (const call of calls[at] ?? []) {
      const { operation } = call
      const occurrence = counts.get(operation) ?? 0
      counts.set(operation, occurrence + 1)
      if (isPersons(operation)) continue
      for (const fault of STEP_FAULTS) {
        const { name } = fault
        if (!canStrike(fault, call) || faults?.has(name) === false) continue
        const struck: Step = { ...step, faults: [[operation, occurrence, name]] }
        const again = interrupts(name) ? [begunAgain(step)] : []
        const variant: Script = {
          ...script,
          undisturbed: true,
          name: `${script.name}: ${name} at ${operation} #${occurrence} of "${titleOf(step)}"`,
          steps: script.steps.toSpliced(at, 1, struck, ...again),
        }
        yield { step: at, script: variant }
      }
    }
  }
}

/** In the step in which a permission is given through the console, Microsoft's pages are a person's own. */
const isPersons = (operation: string): boolean => /\/(?:adminconsent|authorize)$/.test(operation)

const titled = (step: Step | undefined): string => (step ? titleOf(step) : '')
