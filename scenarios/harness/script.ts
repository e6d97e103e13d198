/**
 * A scenario is data: a JSON script of steps, interpreted. It is at once what random engines generate, what a
 * failing run prints to be replayed, and what stands in `scripts/`. A step that makes no sense where it stands is
 * refused by what it addresses, never filtered out, so that every sub-list of steps is a script too.
 */

import type { Lag } from '#mock-m365'

/** Somebody of the tenant, by the first part of the user name. */
export type Person = 'admin' | 'roles' | 'exchange' | 'reader' | 'user'
export type Purpose = 'mail flow' | 'data sync'

/** How a role is given: plainly where absent, else through Privileged Identity Management. */
const ROLE_THROUGH = ['PIM', 'PIM, eligible'] as const
export type RoleThrough = (typeof ROLE_THROUGH)[number]

export type Step = (
  | {
      readonly op: 'consent'
      readonly purpose: Purpose
      readonly by?: Person
      readonly decision?: 'accept' | 'decline'
    }
  | { readonly op: 'assign role'; readonly by?: Person; readonly through?: RoleThrough }
  | { readonly op: 'provision' | 'synchronize' | 'deprovision' | 'restart' }
  | { readonly op: 'clean up'; readonly by?: Person }
  | { readonly op: 'advance'; readonly hours: number }
  /** Waits for the moment at which the product says that its next synchronization is due. */
  | { readonly op: 'await synchronization' }
  | { readonly op: 'administrator'; readonly act: Act; readonly value: string }
) & {
  /** Faults that strike while this step runs: operation, occurrence within the step (from 0), fault, knobs. */
  readonly faults?: readonly StepFault[]
  /** How the step has to end, where the script is there to show it. */
  readonly expect?: Expected
}

export interface Expected {
  readonly outcome: (typeof OUTCOMES)[number]
  /** A part of what is said. */
  readonly says?: string
  readonly writesNothing?: true
}

const OUTCOMES = ['done', 'pending', 'refused', 'failed'] as const

export type StepFault = readonly [
  operation: string,
  occurrence: number,
  fault: string,
  knobs?: Readonly<Record<string, number>>,
]

/** What a meddling administrator does by hand. */
export const ACTS = [
  'allow address',
  'take out address',
  'take out pair',
  'remove',
  'add rule',
  'add user',
  'remove user',
  'join group',
  'leave group',
  'verify domain',
  'disable',
  'move to top',
  'strip of exceptions',
  'disable connector',
  'rename group',
  'delete application',
  'disable application',
  'take role',
] as const
export type Act = (typeof ACTS)[number]

export interface Script {
  readonly v: 1
  readonly name: string
  readonly seed: string
  /** Name of an embedded world, or `state` for a tenant that was loaded from a file. */
  readonly world: string
  readonly site: string
  readonly directions: 'inbound' | 'both'
  /** Which policies are enabled: everything, some domains and some people, or none. */
  readonly policies: 'all' | 'mixed' | 'none'
  /** How late what is written is seen, per kind of object and reader, in seconds; at once where absent. */
  readonly lag?: Lag
  /** The tenant must come out of every stage as it does where no fault strikes, as in a sweep. */
  readonly undisturbed?: true
  /** Clauses (reports/clauses) that it witnesses by its ends, beside those of the invariants. */
  readonly clauses?: readonly string[]
  readonly steps: readonly Step[]
}

export const STAGE_OPS = ['provision', 'synchronize', 'deprovision', 'clean up'] as const
export type StageOp = (typeof STAGE_OPS)[number]
export const isStageOp = (op: string): op is StageOp => (STAGE_OPS as readonly string[]).includes(op)

/** What leads to a granted tenant, in the guide's order. */
export const GRANT: readonly Step[] = [
  { op: 'consent', purpose: 'mail flow' },
  { op: 'assign role' },
  { op: 'consent', purpose: 'data sync' },
  { op: 'provision' },
]

/** The four stages on one tenant. */
export const FOUR_STAGES: readonly Step[] = [
  ...GRANT,
  { op: 'advance', hours: 24 },
  { op: 'synchronize' },
  { op: 'deprovision' },
  { op: 'clean up' },
]

const OPS = new Set([
  ...['consent', 'assign role', 'restart', 'advance', 'await synchronization', 'administrator'],
  ...STAGE_OPS,
])
const STEPS_MAX = 200
const BYTES_MAX = 1_000_000

/**
 * Reads a script from JSON text.
 * @throws RangeError naming the place and what belongs there
 */
export function scriptFrom(text: string): Script {
  if (text.length > BYTES_MAX)
    throw new RangeError(`the script has ${text.length} characters; at most ${BYTES_MAX} are read`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new RangeError(`the script is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  const script = objectAt(value, 'script')
  if (script.v !== 1) throw new RangeError(`script.v: expected 1, found ${JSON.stringify(script.v)}`)
  for (const name of ['name', 'seed', 'world', 'site']) textAt(script[name], `script.${name}`)
  oneOf(script.directions, ['inbound', 'both'], 'script.directions')
  oneOf(script.policies, ['all', 'mixed', 'none'], 'script.policies')
  const { clauses = [] } = script
  if (!Array.isArray(clauses) || !clauses.every((one) => typeof one === 'string'))
    throw new RangeError('script.clauses: expected a list of texts')
  if (script.undisturbed !== undefined && script.undisturbed !== true)
    throw new RangeError('script.undisturbed: expected true')
  if (script.lag !== undefined) checkLag(objectAt(script.lag, 'script.lag'))
  const { steps } = script
  if (!Array.isArray(steps)) throw new RangeError('script.steps: expected a list')
  if (steps.length > STEPS_MAX)
    throw new RangeError(`script.steps: ${steps.length} steps; at most ${STEPS_MAX} are played`)
  for (const [i, step] of steps.entries()) checkStep(step, `script.steps[${i}]`)
  return value as Script
}

const LAG_RULES_MAX = 50
/** What the product is made to bear: what it has written itself it does not doubt for longer. */
const LAG_SECONDS_MAX = 900

/** Delays in reads would never drain of themselves, so that only those in seconds are played. */
function checkLag({ rules, alternating }: Record<string, unknown>): void {
  if (alternating !== undefined) textAt(alternating, 'script.lag.alternating')
  if (!Array.isArray(rules) || rules.length > LAG_RULES_MAX)
    throw new RangeError(`script.lag.rules: expected a list of at most ${LAG_RULES_MAX}`)
  for (const [i, value] of rules.entries()) {
    const place = `script.lag.rules[${i}]`
    const { kind, reader, seconds, reads } = objectAt(value, place)
    textAt(kind, `${place}.kind`)
    if (reader !== undefined) oneOf(reader, ['entra', 'graph', 'exchange'], `${place}.reader`)
    if (reads !== undefined) throw new RangeError(`${place}.reads: expected seconds alone`)
    if (!(Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= LAG_SECONDS_MAX))
      throw new RangeError(`${place}.seconds: expected a whole number from 0 to ${LAG_SECONDS_MAX}`)
  }
}

/** Milliseconds until everybody sees what is written. */
export const lagMsOf = ({ lag }: Script): number =>
  Math.max(0, ...(lag?.rules.map(({ seconds = 0 }) => seconds) ?? [])) * 1000

function checkStep(value: unknown, place: string): void {
  const step = objectAt(value, place)
  oneOf(step.op, [...OPS], `${place}.op`)
  if (step.op === 'consent') oneOf(step.purpose, ['mail flow', 'data sync'], `${place}.purpose`)
  if (step.through !== undefined) oneOf(step.through, ROLE_THROUGH, `${place}.through`)
  if (step.op === 'administrator') {
    oneOf(step.act, [...ACTS], `${place}.act`)
    textAt(step.value, `${place}.value`)
  }
  const { hours } = step
  if (step.op === 'advance' && !(typeof hours === 'number' && hours >= 0 && hours <= 24 * 366))
    throw new RangeError(`${place}.hours: expected a number from 0 to 8784, found ${JSON.stringify(hours)}`)
  if (step.by !== undefined) oneOf(step.by, ['admin', 'roles', 'exchange', 'reader', 'user'], `${place}.by`)
  if (step.expect !== undefined) {
    const expected = objectAt(step.expect, `${place}.expect`)
    oneOf(expected.outcome, OUTCOMES, `${place}.expect.outcome`)
    if (expected.says !== undefined) textAt(expected.says, `${place}.expect.says`)
  }
  if (step.faults !== undefined && !(Array.isArray(step.faults) && step.faults.every(isFault)))
    throw new RangeError(`${place}.faults: expected a list of [operation, occurrence, fault, knobs]`)
}

const isFault = (value: unknown): boolean =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  Number.isInteger(value[1]) &&
  typeof value[2] === 'string'

function objectAt(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError(`${place}: expected an object, found ${JSON.stringify(value)?.slice(0, 40)}`)
  return value as Record<string, unknown>
}

function textAt(value: unknown, place: string): void {
  if (typeof value !== 'string' || value === '')
    throw new RangeError(`${place}: expected text, found ${JSON.stringify(value)?.slice(0, 40)}`)
}

function oneOf(value: unknown, allowed: readonly string[], place: string): void {
  if (typeof value !== 'string' || !allowed.includes(value))
    throw new RangeError(
      `${place}: expected one of ${allowed.join(', ')}; found ${JSON.stringify(value)?.slice(0, 40)}`,
    )
}
