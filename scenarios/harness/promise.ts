/** Whose mail a run has promised to have scanned, as the harness reckons it from the policies and the directory. */
import type { Change } from '#mock-m365'
import { NO_SCOPES, type Scopes, scopesIn, switchedOn } from '../mail/scopes.ts'
import type { Step } from './script.ts'
import type { Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

export type MailPromise = Scopes

/** A stage that grants promises what the directory then holds; from the first call that takes access away, nothing is. */
export function promiseAfter(
  promise: MailPromise,
  step: Step,
  stage: Stage | undefined,
  { outcome }: StepResult,
  { tenant, policies, protection, directions }: World,
  isQuiet: boolean,
): MailPromise {
  switch (stage?.mode === 'inline' ? stage.op : step.op) {
    case 'provision':
    case 'provision earlier':
    case 'upgrade':
    case 'synchronize': {
      // while not every server has seen a write, mail may follow it or not
      if (outcome !== 'done' || !isQuiet) return promise
      const scopes = switchedOn(scopesIn(tenant, policies), protection)
      return directions === 'both' ? scopes : { ...scopes, outbound: NO_SCOPES.outbound }
    }
    case 'deprovision':
    case 'clean up':
      return outcome === 'refused' ? promise : NO_SCOPES
    default:
      return promise
  }
}

/** What an administrator changes of the product's by hand stays so and is reported: it ends every promise of the run. */
export const isTouchedByHand = (step: Step, changes: readonly Change[], made: ReadonlySet<string>): boolean =>
  step.op === 'administrator' && changes.some(({ kind, key }) => made.has(`${kind} ${key}`))
