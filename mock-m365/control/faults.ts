/** Faults on purpose: which there are, and which calls they strike. */

import type { PlannedFault } from '../faults/fault.ts'
import { FAULTS } from '../faults/index.ts'
import { isKnownOperation, knownOperations, operationsLike } from './known-operations.ts'
import { ControlError, type Controlled, checkNames, type Route } from './route.ts'

const PLANNED_MAX = 10_000

export const faultRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'faults',
    does: 'the catalogue with its knobs, the operations, what is planned and what has struck',
    run: (controlled) => ({ ...told(controlled), operations: knownOperations() }),
  },
  {
    method: 'PUT',
    path: 'faults',
    does: 'replace the plan: {"faults": [{"operation": "POST /groups" or "*", "occurrence": 0, "fault": "…", "knobs": {}}]}',
    run: ({ body, ...controlled }) => {
      checkNames(body, ['faults'])
      const planned = plannedIn(body.faults)
      try {
        controlled.faults.load(planned)
      } catch (error) {
        if (error instanceof RangeError) throw new ControlError(400, error.message)
        throw error
      }
      return told(controlled)
    },
  },
  {
    method: 'DELETE',
    path: 'faults',
    does: 'plan none',
    run: (controlled) => {
      controlled.faults.load([])
      return told(controlled)
    },
  },
]

function told({ faults: { planned, fired } }: Controlled) {
  return { catalogue: FAULTS.map(({ name, story, knobs }) => ({ name, story, knobs })), planned, fired }
}

/** The shape of a plan; what is in it is judged where plans are made. @throws ControlError 400 naming the entry */
function plannedIn(value: unknown): PlannedFault[] {
  if (!Array.isArray(value) || value.length > PLANNED_MAX)
    throw new ControlError(400, `faults: expected a list of at most ${PLANNED_MAX}`)
  return value.map((one: unknown, i) => {
    const { operation, occurrence, fault, knobs = {}, ...others } = objectAt(one, `faults[${i}]`)
    const [other] = Object.keys(others)
    if (other !== undefined) throw new ControlError(400, `faults[${i}].${other.slice(0, 64)}: unknown`)
    if (typeof operation !== 'string') throw new ControlError(400, `faults[${i}].operation: expected a text`)
    if (operation !== '*' && !isKnownOperation(operation))
      throw new ControlError(400, `faults[${i}].operation: ${unknownOperation(operation)}`)
    if (typeof fault !== 'string') throw new ControlError(400, `faults[${i}].fault: expected a text`)
    if (typeof occurrence !== 'number')
      throw new ControlError(400, `faults[${i}].occurrence: expected a number`)
    return { operation, occurrence, fault, knobs: numbersAt(knobs, `faults[${i}].knobs`) }
  })
}

function unknownOperation(operation: string): string {
  const like = operationsLike(operation)
  const hint = like.length > 0 ? `there are ${like.join(', ')}; all` : 'they'
  return `${JSON.stringify(operation.slice(0, 64))} is no operation of the mock, and would never strike; ${hint} stand in GET /_casproof/faults`
}

function numbersAt(value: unknown, where: string): Record<string, number> {
  const numbers: Record<string, number> = {}
  for (const [name, one] of Object.entries(objectAt(value, where))) {
    if (typeof one !== 'number')
      throw new ControlError(400, `${where}.${name.slice(0, 64)}: expected a number`)
    numbers[name] = one
  }
  return numbers
}

function objectAt(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError(400, `${where}: expected an object`)
  return { ...value }
}
