/** Planned faults: the catalogue, and the calls that they strike. */
import * as v from 'valibot'
import type { Fault, Knob } from '../../faults/fault.ts'
import { FAULTS } from '../../faults/index.ts'
import { isKnownOperation, knownOperations, operationsLike } from '../known-operations.ts'
import { type Controlled, type Route, refusing, route } from '../route.ts'
import { RECORD, TEXTS, whole } from '../schemas.ts'

const PLANNED_MAX = 10_000
const OCCURRENCE_MAX = 1_000_000_000

const OPERATION = v.pipe(
  v.string('the name of an operation, or "*" for every call'),
  v.check(
    (name) => name === '*' || isKnownOperation(name),
    ({ input }) => operationWords(String(input)),
  ),
)

/** An entry of a plan for one fault: its own knobs, each within its range. */
const plannedOf = ({ name, knobs }: Fault) =>
  v.strictObject({
    operation: OPERATION,
    occurrence: whole(0, OCCURRENCE_MAX),
    fault: v.literal(name),
    knobs: v.optional(
      v.strictObject(
        Object.fromEntries(
          Object.entries(knobs).map(([knob, range]) => [knob, v.optional(settingOf(range))]),
        ),
      ),
      {},
    ),
  })

function settingOf({ min, max, unit, only }: Knob) {
  return only ? v.picklist(only, `${only.join(' or ')} ${unit}`) : whole(min, max, unit)
}

const PLAN = v.strictObject({
  faults: v.pipe(
    v.array(v.variant('fault', FAULTS.map(plannedOf)), 'a list of planned faults'),
    v.maxLength(PLANNED_MAX, `at most ${PLANNED_MAX} planned faults`),
  ),
})

const TOLD = v.object({ catalogue: v.array(RECORD), planned: v.array(RECORD), fired: v.array(RECORD) })

export const faultRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'faults',
    says: 'the catalogue with its knobs, the operations, what is planned and what has struck',
    output: v.object({ ...TOLD.entries, operations: TEXTS }),
    run: (controlled) => ({ ...planIn(controlled), operations: knownOperations() }),
  }),
  route({
    method: 'PUT',
    path: 'faults',
    says: 'replace the plan; occurrences count from 0 again',
    body: PLAN,
    output: TOLD,
    run: ({ body, ...controlled }) => {
      refusing(() => controlled.faults.load(body.faults.map(withoutGaps)))
      return planIn(controlled)
    },
  }),
  route({
    method: 'DELETE',
    path: 'faults',
    says: 'plan none',
    output: TOLD,
    run: (controlled) => {
      controlled.faults.load([])
      return planIn(controlled)
    },
  }),
]

/** Knobs that are not set are absent. */
function withoutGaps<Planned extends { readonly knobs: Readonly<Record<string, number | undefined>> }>(
  planned: Planned,
) {
  const knobs: Record<string, number> = {}
  for (const [name, value] of Object.entries(planned.knobs)) if (value !== undefined) knobs[name] = value
  return { ...planned, knobs }
}

function planIn({ faults: { planned, fired } }: Pick<Controlled, 'faults'>) {
  return { catalogue: FAULTS.map(({ name, story, knobs }) => ({ name, story, knobs })), planned, fired }
}

/** A hint for an operation's name that would never match. */
function operationWords(operation: string): string {
  const like = operationsLike(operation)
  const such = like.length > 0 ? `, such as ${like.join(', ')}` : ''
  return `an operation of the mock${such} (GET /_casproof/faults lists them)`
}
