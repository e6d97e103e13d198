/** Steps that cas-core in this process takes by its own doors. For other systems under test they are translated to the console. */
import type { Protection, StageResult } from '#cas-core'
import { administrator } from './administrator.ts'
import { withForged } from './forged-answer.ts'
import { policiesOf } from './policy-choices.ts'
import type { PolicyChoice, Step } from './script.ts'
import type { StepResult } from './step-result.ts'
import type { InProcessWorld } from './world.ts'

/** What is played on every system under test as it is. */
type AnywhereOp =
  | 'assign role'
  | 'administrator'
  | 'advance'
  | 'await synchronization'
  | 'restart'
  | 'receive mail'
  | 'notify'
  | 'console'
  | 'console consent'

export type InProcessStep = Exclude<Step, { readonly op: AnywhereOp }>

export async function inProcessStep(
  world: InProcessWorld,
  step: InProcessStep,
): Promise<StageResult | StepResult> {
  const { service, origin, fetch } = world
  const person = (name: Parameters<typeof administrator>[2]) => administrator(fetch, origin.facts, name)
  switch (step.op) {
    case 'consent':
      return consented(world, step)
    case 'provision':
      return service.provision()
    case 'upgrade':
      return service.upgradeForOutbound()
    case 'synchronize':
      return service.synchronize()
    case 'deprovision':
      return service.deprovision()
    case 'clean up':
      return service.cleanUp(person(step.by ?? 'admin'))
    case 'deprovision former':
      return world.former.deprovision()
    case 'migrate':
      return world.migrateOutbound()
    case 'provision earlier':
      return world.earlier.provision()
    case 'verify':
      return service.verify()
    case 'view removal':
      return shownRemoval(await service.viewRemoval())
    case 'remove by force':
      return service.removeByForce()
    case 'view cleanup':
      return service.viewCleanup(step.by ? person(step.by) : undefined)
    case 'view role':
      return service.viewRole(step.by ? person(step.by) : undefined)
    case 'check settings':
      return service.checkSecuritySettings(step.by ? person(step.by) : undefined)
    case 'set policies':
      return changePolicies(world, step.policies)
    case 'set protection':
      return changeProtection(world, step)
  }
}

async function consented(
  { service, script, origin, fetch }: InProcessWorld,
  { purpose, by = 'admin', decision = 'accept', forged }: Extract<Step, { op: 'consent' }>,
): Promise<StepResult> {
  const state = `${script.seed} ${purpose}`
  const person = administrator(fetch, origin.facts, by)
  const answer = await person.consent(service.consentUrl(purpose, state), decision)
  if ('refusal' in answer) return { outcome: 'refused', message: answer.refusal, activities: [] }
  return service.acceptConsent(purpose, withForged(answer.callback, forged), state)
}

/** The progress screen in one line, as it would be read out. */
function shownRemoval(view: Awaited<ReturnType<InProcessWorld['service']['viewRemoval']>>): StepResult {
  if (!view) return { outcome: 'refused', message: 'no removal is under way', activities: [] }
  const steps = view.steps.map(({ step, status }) => `${step}: ${status}`)
  const force = view.isForceOffered ? ['Forcibly remove data'] : []
  const message = [...steps, `Estimated time left: ${view.minutesLeft} minute(s)`, ...force].join('; ')
  return { outcome: 'done', message, activities: [] }
}

/** What the harness expects follows what the product has taken. */
async function changePolicies(world: InProcessWorld, choice: PolicyChoice): Promise<StepResult> {
  const { cloud, facts } = world.origin
  const policies = policiesOf(choice, cloud.tenantNamed(facts.tenantId))
  const result = await world.service.setPolicies(policies)
  if (result.outcome === 'done') world.policies = policies
  return result
}

async function changeProtection(
  world: InProcessWorld,
  { inbound, outbound }: Protection,
): Promise<StepResult> {
  const result = await world.service.setProtection({ inbound, outbound })
  if (result.outcome === 'done') world.protection = { inbound, outbound }
  return result
}
