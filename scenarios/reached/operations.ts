import { OPERATIONS } from '#cas-core'
import type { Step } from '../harness/script.ts'
import type { Family } from './family.ts'

export const operations: Family = {
  properties: OPERATIONS.map(({ name, does }) => ({
    name: `at the console: ${name}`,
    statement: `an operation of the console is done: ${does}`,
  })),
  at: ({ step, result }) =>
    result.outcome === 'done' ? usedIn(step).map((name) => `at the console: ${name}`) : [],
}

/** A permission is an address and an answer; Graph's notifications come in by an operation, too. */
function usedIn(step: Step): readonly string[] {
  if (step.op === 'console') return [step.operation]
  if (step.op === 'console consent') return ['consentUrl', 'acceptConsent']
  return step.op === 'notify' ? ['takeNotification'] : []
}
