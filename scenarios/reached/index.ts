/** Everything that a whole run must have reached, and how a run is asked what it has reached: one line each. */
import type { Counts } from '#reports'
import { CONDITIONS } from '../expected.ts'
import type { Moment } from '../harness/moment.ts'
import { STAGE_OPS } from '../harness/script.ts'
import { STEP_FAULTS } from '../harness/step-faults.ts'
import { acts } from './acts.ts'
import { behaviour } from './behaviour.ts'
import { codes } from './codes.ts'
import { ends } from './ends.ts'
import type { Family } from './family.ts'
import { faults } from './faults.ts'
import { mendedObjects } from './mended-objects.ts'
import { operations } from './operations.ts'
import { sites } from './sites.ts'
import { traits } from './traits.ts'

const FAMILIES: readonly Family[] = [
  ...behaviour,
  codes,
  ends,
  mendedObjects,
  acts,
  faults,
  operations,
  sites,
  traits,
]

type Count = Counts['reached'][number]

const SOMETIMES: readonly Count[] = FAMILIES.flatMap(({ properties }) =>
  properties.map(({ name, statement }): Count => ({ kind: 'sometimes', name, statement, times: 0 })),
)
const STAGES_BEGUN: readonly Count[] = CONDITIONS.flatMap((state) =>
  STAGE_OPS.map(
    (op): Count => ({
      kind: 'stage',
      name: `${state}, ${op}`,
      statement: `a stage begins in a state of the account: ${op}, ${state}`,
      times: 0,
    }),
  ),
)
const STAGES_STRUCK: readonly Count[] = STEP_FAULTS.flatMap(({ name: fault }) =>
  STAGE_OPS.map(
    (op): Count => ({
      kind: 'struck',
      name: `${fault} in ${op}`,
      statement: `a fault strikes in a stage: ${fault}, ${op}`,
      times: 0,
    }),
  ),
)

/** All that there is, never met. */
export const NOTHING_REACHED: readonly Count[] = [...SOMETIMES, ...STAGES_BEGUN, ...STAGES_STRUCK]

const KNOWN: ReadonlyMap<string, Count> = new Map(
  NOTHING_REACHED.map((one) => [keyOf(one.kind, one.name), one]),
)

/** What one run has met: it is shown every moment, in order. */
export class Reached {
  readonly #times = new Map<string, number>()

  see(moment: Moment): void {
    for (const { at } of FAMILIES) for (const name of at(moment)) this.#count('sometimes', name)
    const { stage, before, calls } = moment
    if (stage?.mode === 'inline') this.#count('stage', `${before}, ${stage.op}`)
    if (stage)
      for (const { fault } of calls) if (fault !== undefined) this.#count('struck', `${fault} in ${stage.op}`)
  }

  /** What a run is not asked for is not counted. */
  get counts(): readonly Count[] {
    return [...this.#times].flatMap(([key, times]) => {
      const known = KNOWN.get(key)
      return known ? [{ ...known, times }] : []
    })
  }

  #count(kind: Count['kind'], name: string): void {
    const key = keyOf(kind, name)
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1)
  }
}

function keyOf(kind: Count['kind'], name: string): string {
  return `${kind} ${name}`
}
