/** What can be played on a customer's own tenant: scripts that name nobody and nothing of an embedded one. */
import { type TenantFacts, WORLDS } from '#mock-m365'
import { accountOf } from '../harness/administrator.ts'
import type { Script, Step } from '../harness/script.ts'

/** Worlds that are about nothing but a tenant which can be granted. */
const USUAL: ReadonlySet<string> = new Set(['plain', 'busy'])

const NAMES: readonly string[] = [
  ...new Set(
    WORLDS.filter(({ name }) => USUAL.has(name)).flatMap(({ customer }) => [
      ...customer.domains,
      ...(customer.unverifiedDomains ?? []),
      ...(customer.users ?? []),
      ...Object.keys(customer.groups ?? {}).filter((group) => group === 'Research'),
    ]),
  ),
]

export type OnTenant = { readonly script: Script } | { readonly reason: string }

/** The script as it is played there. What it writes down of its ends is about its own tenant: the invariants judge here. */
export function onTenant(script: Script, facts: TenantFacts): OnTenant {
  if (!USUAL.has(script.world)) return { reason: `it is about its own tenant, ${script.world}` }
  const text = JSON.stringify(script.steps)
  const named = NAMES.find((name) => text.includes(name))
  if (named !== undefined) return { reason: `it names ${named}` }
  const absent = script.steps.flatMap(peopleIn).find((person) => !hasPerson(facts, person))
  if (absent !== undefined) return { reason: `the tenant has nobody who could be its person "${absent}"` }
  return { script: there(script) }
}

/** A random script without the steps of people who are not in the tenant. */
export const drawnOnTenant = (script: Script, facts: TenantFacts): Script => ({
  ...there(script),
  steps: there(script).steps.filter((step) => peopleIn(step).every((person) => hasPerson(facts, person))),
})

const there = (script: Script): Script => ({
  ...script,
  world: 'state',
  steps: script.steps.map(({ expect: _, ...step }) => step as Step),
})

/** Who acts in a step, and who signs in. */
const peopleIn = (step: Step): readonly string[] =>
  [...('by' in step ? [step.by] : []), ...('signs' in step ? [step.signs] : [])].filter(
    (person) => person !== undefined,
  )

function hasPerson(facts: TenantFacts, person: string): boolean {
  try {
    return accountOf(facts, person) !== undefined
  } catch {
    return false
  }
}
