/** Policies that a script has, as somebody makes them at the console, one after the other. */
import type { Policy } from '#cas-core'
import { idOf } from '../../harness/console/policies-after.ts'
import type { PolicyChoice, Step } from '../../harness/script.ts'
import { INLINE_SERVICE } from '../../harness/stage-of.ts'

/** What a choice comes to in the tenant of the run. */
export type PoliciesOf = (choice: PolicyChoice) => readonly Policy[]

const consoleStep = (operation: string, input: object): Step => ({
  op: 'console',
  operation,
  input: { service: INLINE_SERVICE, ...input },
})

export const added = (policies: readonly Policy[]): readonly Step[] =>
  policies.map((policy) => consoleStep('addPolicy', policy))

/** New ones come first, so that nobody loses protection in between who is to have it. */
export function replaced(before: readonly Policy[], after: readonly Policy[]): readonly Step[] {
  const [kept, known] = [new Set(after.map(idOf)), new Set(before.map(idOf))]
  const gone = before.filter((policy) => !kept.has(idOf(policy)))
  return [
    ...added(after.filter((policy) => !known.has(idOf(policy)))),
    ...gone.map((policy) => consoleStep('removePolicy', { id: idOf(policy) })),
  ]
}
