/** What of a script a system under test can be given: the script in operations of its console, or the reasons why not. */

import { policiesOf } from '../harness/policy-choices.ts'
import { lagMsOf, type Script, type Step } from '../harness/script.ts'
import { interrupts, isCrash } from '../harness/step-faults.ts'
import type { Origin } from '../harness/world.ts'
import type { Told } from './protocol/schemas.ts'
import { consoleScriptOf } from './translation/console-script.ts'

/** What limits the scripts that a system under test can play. */
export interface Traits extends Pick<Told, 'time' | 'mail' | 'operations'> {
  /** Whether its process can be killed and started again. */
  readonly isOwn: boolean
}

export type Playable =
  | {
      readonly script: Script
      /** What was left out of it, in words: steps that no operation does, and that change nothing. */
      readonly leftOut: readonly string[]
    }
  | { readonly hindrances: readonly string[] }

/** Real time that one script may take by waiting. */
const WAIT_MS_MAX = 30_000

/** @param origin the tenant on which it is to be played */
export function playableOn(traits: Traits, script: Script, { cloud, facts }: Origin): Playable {
  const tenant = cloud.tenantNamed(facts.tenantId)
  const { script: made, leftOut } = consoleScriptOf(script, (choice) => policiesOf(choice, tenant))
  const needed = leftOut.filter(({ isNeeded }) => isNeeded).map(({ reason }) => reason)
  const hindrances = [...new Set([...needed, ...hindrancesIn(traits, made)])].sort()
  if (hindrances.length > 0) return { hindrances }
  return { script: made, leftOut: leftOut.map(({ step, reason }) => `step ${step}: ${reason}`) }
}

function hindrancesIn({ time, mail, operations, isOwn }: Traits, script: Script): string[] {
  const { steps } = script
  const has = new Set(operations)
  const missing = operationsIn(script).filter((name) => !has.has(name))
  const found = missing.map((name) => `it has no operation "${name}"`)
  if (!isOwn && steps.some(endsProcess))
    found.push('its process ends in the script, and it was not started by the harness')
  if (steps.some((step) => step.op === 'restart' && step.generation !== undefined))
    found.push('the script goes on in another generation, and its process has one')
  if (mail === 'none' && steps.some(({ expect }) => expect?.mails ?? expect?.mailsSay))
    found.push('the script writes down e-mail, and it tells of none')
  return time === 'real' ? [...found, ...realTimeHindrances(script)] : found
}

/** Operations that a script asks for, each once. */
export const operationsIn = ({ steps }: Script): readonly string[] => [
  ...new Set(steps.flatMap(operationsOf)),
]

/** Operations that a step asks for. */
function operationsOf(step: Step): readonly string[] {
  switch (step.op) {
    case 'console':
      return [step.operation]
    case 'console consent':
      return ['consentUrl', 'acceptConsent']
    case 'await synchronization':
      return ['viewDue']
    case 'notify':
      return ['takeNotification']
    default:
      return []
  }
}

const endsProcess = ({ op, faults = [] }: Step): boolean =>
  op === 'restart' || faults.some(([, , fault]) => isCrash(fault))

const MOMENT = /"\d{4}-\d\d-\d\dT[\d:.]+Z"/

function realTimeHindrances(script: Script): string[] {
  const { steps } = script
  const waits = steps.reduce((sum, step) => sum + (step.op === 'advance' ? step.hours * 3_600_000 : 0), 0)
  const found: string[] = []
  if (waits + lagMsOf(script) > WAIT_MS_MAX)
    found.push(`it lives in real time, and the script waits for more than ${WAIT_MS_MAX / 1000} s`)
  if (steps.some(({ op }) => op === 'await synchronization'))
    found.push('it lives in real time, and the script waits for a day’s synchronization')
  if (steps.some((step) => MOMENT.test(JSON.stringify(step))))
    found.push('it lives in real time, and the script names moments of another')
  if (steps.some(({ faults = [] }) => faults.some(([, , fault]) => isLong(fault))))
    found.push('it lives in real time, and a fault of the script is waited for')
  return found
}

/** Throttling and servers' errors are repeated after seconds; what a policy refuses, and a process that ends, are not. */
const isLong = (fault: string): boolean => !interrupts(fault)
