/** Which policies are in force, and in which direction, by what was asked of the console, as the harness reckons it. */
import type { Policy } from '#cas-core'
import { type ConsoleStep, isConsoleStep, type Step } from '../script.ts'
import { hasChangedPolicies, INLINE_SERVICE, type Stage } from '../stage-of.ts'
import type { StepResult } from '../step-result.ts'
import type { World } from '../world.ts'

const DIRECTIONS = ['inbound', 'outbound'] as const

/** Published: a predefined policy is for all targets. A grant in inline mode is for both directions. */
const forAll = (name: string): readonly Policy[] =>
  DIRECTIONS.map((direction) => ({ name, kind: 'ATP', direction, enabled: true, targets: { all: true } }))

/**
 * What is chosen when a grant begins is in force from its end on, and policies of an earlier grant are not. Where the
 * end of a grant is interrupted, the chosen policy may be in force or not: it was asked for, and nothing is promised yet.
 */
export function reckonPolicies(world: World, step: Step, result: StepResult, stage: Stage | undefined): void {
  if (!isConsoleStep(step)) return
  const { outcome } = result
  const ends = stage?.op === 'provision' && stage.mode === 'inline'
  if (ends && outcome !== 'refused' && outcome !== 'pending') {
    const { chosenPolicy } = world
    world.policies = chosenPolicy === undefined ? [] : forAll(String(chosenPolicy))
    world.hasConsolePolicies = true
  }
  // it is kept before groups and rules follow
  if (hasChangedPolicies(step, result)) world.policies = policiesAfter(world.policies, step)
  if (step.op !== 'console' || outcome !== 'done') return
  const { operation, input = {} } = step
  const isInline = (input.service ?? INLINE_SERVICE) === INLINE_SERVICE
  if (operation === 'beginGrant' && isInline) world.chosenPolicy = input.policy
  if (operation === 'setInlineProtection')
    world.protection = { inbound: input.inbound === true, outbound: input.outbound === true }
}

type Change = (policies: readonly Policy[], id: string, input: Input) => readonly Policy[]
type Input = Readonly<Record<string, unknown>>

const CHANGES: Readonly<Record<string, Change>> = {
  addPolicy: (policies, _, { service: __, organization: ___, ...policy }) => [
    ...policies,
    { enabled: true, ...policy } as unknown as Policy,
  ],
  changePolicy: (policies, id, { to }) => changed(policies, id, to as Partial<Policy>),
  enablePolicy: (policies, id) => changed(policies, id, { enabled: true }),
  disablePolicy: (policies, id) => changed(policies, id, { enabled: false }),
  removePolicy: (policies, id) => policies.filter((policy) => idOf(policy) !== id),
}

function policiesAfter(policies: readonly Policy[], step: ConsoleStep): readonly Policy[] {
  if (step.op !== 'console') return policies
  const { operation, input = {} } = step
  return CHANGES[operation]?.(policies, String(input.id), input) ?? policies
}

const changed = (policies: readonly Policy[], id: string, to: Partial<Policy>): readonly Policy[] =>
  policies.map((policy) => (idOf(policy) === id ? { ...policy, ...to } : policy))

/** What identifies a policy at the console: `ATP inbound finance`. */
export const idOf = ({ kind, direction, name }: Policy): string =>
  `${kind} ${direction} ${name.toLowerCase()}`
