/** What a script's steps can be struck by: the mock's catalogue, and the end of the product's own process. */
import { FAULTS, type Fault, type FaultPlan, faultPlan, NO_FAULTS, type PlannedFault } from '#mock-m365'

/** Microsoft sees nothing of the first and everything of the second; the product lives to see neither. */
const CRASHES: readonly Fault[] = [
  {
    name: 'crash-before-call',
    story: 'the product’s process ends before the call has left; its journal stays',
    knobs: {},
    play: () => ({ status: 0, headers: {}, body: '', lost: true }),
  },
  {
    name: 'crash-after-effect',
    story: 'the call takes effect; the product’s process ends before the answer; its journal stays',
    knobs: {},
    atWrites: true,
    play: ({ call, requestId }) => ({ ...call.run(requestId), lost: true }),
  },
]

export const STEP_FAULTS: readonly Fault[] = [...FAULTS, ...CRASHES]

export const CRASH_NAMES: ReadonlySet<string> = new Set(CRASHES.map(({ name }) => name))
/** Faults that last: a stage that meets one cannot come to its end, and is begun again when it is lifted. */
const LASTING_NAMES = new Set(STEP_FAULTS.filter(({ lasting }) => lasting).map(({ name }) => name))

const isLasting = (fault: string): boolean => LASTING_NAMES.has(fault)

const OUT_OF_TURN = new Set(STEP_FAULTS.filter(({ outOfTurn }) => outOfTurn).map(({ name }) => name))

/** Whether what it strikes may come to be after what comes later in the table. */
export const isOutOfTurn = (fault: string): boolean => isLasting(fault) || OUT_OF_TURN.has(fault)

/** Whether a stage that this strikes has to be begun again by somebody. */
export const interrupts = (fault: string | undefined): boolean =>
  fault !== undefined && (CRASH_NAMES.has(fault) || isLasting(fault))

export const isCrash = (fault: string | undefined): boolean => fault !== undefined && CRASH_NAMES.has(fault)

/** A plan that is loaded again for every step. */
export interface StepFaults extends FaultPlan {
  /** @throws RangeError naming the entry, where a fault or knob is unknown or out of range */
  load(planned: readonly PlannedFault[]): void
  /** All that were planned in the run, and all that struck. */
  readonly planned: readonly PlannedFault[]
  /** How many of those that struck have ended a process. */
  readonly crashes: number
}

/** A call that has not taken effect yet. */
interface Late {
  /** Milliseconds since the epoch. */
  readonly dueAt: number
  readonly run: (at: number) => void
}

/**
 * For scripts alone: what comes so late that a later stage has undone it meanwhile no product can know, so that it is not
 * drawn by chance.
 */
const lateEffect = (late: Late[]): Fault => ({
  name: 'late-effect',
  story: 'the connection breaks; the call takes effect some minutes later',
  knobs: { seconds: { min: 1, max: 600, unit: 'seconds' } },
  atWrites: true,
  play({ arrival, service, requestId }, { seconds = 1 }) {
    late.push({
      dueAt: arrival.at + seconds * 1000,
      run: (at) => void service.resolve({ ...arrival, at }).run(requestId),
    })
    return { status: 0, headers: {}, body: '', lost: true }
  },
})

/** What has come due is seen by the next caller. */
function settle(late: Late[], at: number): void {
  for (const one of late.filter(({ dueAt }) => dueAt <= at)) {
    late.splice(late.indexOf(one), 1)
    one.run(at)
  }
}

export const stepFaults = (): StepFaults => new Steps()

class Steps implements StepFaults {
  readonly planned: PlannedFault[] = []
  readonly #earlier: PlannedFault[] = []
  readonly #late: Late[] = []
  readonly #catalogue = [...STEP_FAULTS, lateEffect(this.#late)]
  #current: FaultPlan = NO_FAULTS

  get fired(): readonly PlannedFault[] {
    return [...this.#earlier, ...this.#current.fired]
  }

  get crashes(): number {
    return this.fired.filter(({ fault }) => isCrash(fault)).length
  }

  hit(...[call, arrival]: Parameters<FaultPlan['hit']>): ReturnType<FaultPlan['hit']> {
    settle(this.#late, arrival.at)
    return this.#current.hit(call, arrival)
  }

  load(next: readonly PlannedFault[]): void {
    this.#earlier.push(...this.#current.fired)
    this.planned.push(...next)
    this.#current = next.length === 0 ? NO_FAULTS : faultPlan(next, this.#catalogue)
  }
}
