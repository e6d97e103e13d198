/** Makes a failing script smaller for as long as it goes on failing in the same way. */
import type { Script, Step } from '../harness/script.ts'
import type { Beside } from '../workers/schedule.ts'
import { isOfTwo } from '../workers/step-of-two.ts'

export interface Shrunk {
  readonly script: Script
  /** Scripts that were played on the way. */
  readonly plays: number
}

/** What a reader has to follow: steps, faults that strike in them, and interruptions of one worker by another. */
export const commandsOf = ({ steps }: Script): number =>
  steps.reduce((sum, step) => sum + 1 + (step.faults ?? []).length + switchesIn(step), 0)

const switchesIn = (step: Step): number => (isOfTwo(step) ? step.beside.switches.length : 0)

/**
 * Takes away steps, faults, delays and what is unusual about the tenant, in ever smaller pieces, until nothing more can
 * go. The same script always gives the same result: what bounds it is plays, not time.
 * @param isFailing whether a script fails as the first one does; it is asked at most `playsMax` times
 */
export async function shrink(
  script: Script,
  isFailing: (script: Script) => Promise<boolean>,
  playsMax: number,
): Promise<Shrunk> {
  let [smallest, plays] = [script, 0]
  const takes = async (smaller: Script): Promise<boolean> => {
    if (plays >= playsMax) return false
    plays++
    if (!(await isFailing(smaller))) return false
    smallest = smaller
    return true
  }
  for (let before: Script | undefined; before !== smallest && plays < playsMax; ) {
    before = smallest
    await withoutPieces(
      () => smallest.steps,
      (steps) => takes({ ...smallest, steps }),
    )
    for (let i = smallest.steps.length - 1; i >= 0; i--)
      await withoutPieces(
        () => smallest.steps[i]?.faults ?? [],
        (faults) =>
          takes({ ...smallest, steps: smallest.steps.with(i, withFaults(smallest.steps[i], faults)) }),
      )
    for (let i = smallest.steps.length - 1; i >= 0; i--) await withPlainerSchedule(i, () => smallest, takes)
    await withoutDelay(() => smallest, takes)
    for (const usual of USUAL) {
      const plainer = { ...smallest, ...usual }
      if (JSON.stringify(plainer) !== JSON.stringify(smallest)) await takes(plainer)
    }
  }
  return { script: smallest, plays }
}

/** What needs no explanation. */
const USUAL: readonly Partial<Script>[] = [
  { world: 'plain' },
  { site: 'EU' },
  { policies: 'all' },
  { directions: 'both' },
]

/** Halves first, then quarters, down to single elements, from the end on: what comes later depends on what comes before. */
async function withoutPieces<T>(
  list: () => readonly T[],
  takes: (shorter: readonly T[]) => Promise<boolean>,
): Promise<void> {
  for (let size = Math.ceil(list().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let end = list().length; end > 0; end -= size) {
      const now = list()
      const from = Math.max(0, Math.min(end, now.length) - size)
      await takes(now.toSpliced(from, size))
    }
}

/** One worker instead of two, then fewer switches between them, then earlier ones, and no time that passes at them. */
async function withPlainerSchedule(
  at: number,
  now: () => Script,
  takes: (script: Script) => Promise<boolean>,
): Promise<void> {
  const scheduled = (beside: Beside | undefined): Promise<boolean> => {
    const { beside: _, ...alone } = { beside: undefined, ...now().steps[at] } as Scheduled
    const step = (beside === undefined ? alone : { ...alone, beside }) as Step
    return takes({ ...now(), steps: now().steps.with(at, step) })
  }
  const besideOf = () => (now().steps[at] as Scheduled | undefined)?.beside
  if (!besideOf() || (await scheduled(undefined))) return
  await withoutPieces(
    () => besideOf()?.switches ?? [],
    async (switches) => {
      const beside = besideOf()
      return (
        beside !== undefined && switches.length < beside.switches.length && scheduled({ ...beside, switches })
      )
    },
  )
  for (const plainer of PLAINER) {
    const beside = besideOf()
    if (beside && JSON.stringify(plainer(beside)) !== JSON.stringify(beside)) await scheduled(plainer(beside))
  }
}

type Scheduled = Step & { readonly beside?: Beside }

const PLAINER: readonly ((beside: Beside) => Beside)[] = [
  ({ op: _, ...beside }) => beside,
  ({ dies: _, ...beside }) => beside,
  ({ minutes: _, ...beside }) => beside,
  ({ switches, ...beside }) => ({ ...beside, switches: switches.map((acts) => Math.floor(acts / 2)) }),
]

async function withoutDelay(now: () => Script, takes: (script: Script) => Promise<boolean>): Promise<void> {
  const { lag } = now()
  if (!lag) return
  const { lag: _, ...prompt } = now()
  if (await takes(prompt)) return
  await withoutPieces(
    () => now().lag?.rules ?? [],
    (rules) => takes({ ...now(), lag: { ...lag, ...now().lag, rules } }),
  )
}

function withFaults(step: Step | undefined, faults: NonNullable<Step['faults']>): Step {
  if (!step) throw new RangeError('a step that is not there has no faults')
  const { faults: _, ...calm } = step
  return faults.length === 0 ? calm : { ...step, faults }
}
