/** Faults of a served mock: a plan that can be replaced while it runs. Each plan counts from zero. */
import { type FaultPlan, faultPlan, NO_FAULTS, type PlannedFault } from '../faults/fault.ts'
import { FAULTS } from '../faults/index.ts'

export interface LoadableFaults extends FaultPlan {
  readonly planned: readonly PlannedFault[]
  /** @throws RangeError naming the entry, where a fault or knob is unknown or out of range */
  load(planned: readonly PlannedFault[]): void
}

export function loadableFaults(): LoadableFaults {
  let plan = NO_FAULTS
  let planned: readonly PlannedFault[] = []
  return {
    hit: (call, arrival) => plan.hit(call, arrival),
    get fired() {
      return plan.fired
    },
    get planned() {
      return planned
    },
    load(next) {
      plan = faultPlan(next, FAULTS)
      planned = next
    },
  }
}
