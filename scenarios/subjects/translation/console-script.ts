/**
 * A script for systems under test that are met at their console alone: each step is done as a person would do it there.
 * What is played, printed and replayed is a script again. Of two workers the first does it: one process answers there.
 */
import { FORMER_SERVICE } from '../../harness/former.ts'
import {
  isConsoleStep,
  type PolicyChoice,
  type Script,
  type Person as Somebody,
  type Step,
} from '../../harness/script.ts'
import { INLINE_SERVICE } from '../../harness/stage-of.ts'
import { aloneOf } from '../../workers/step-of-two.ts'
import { added, type PoliciesOf, replaced } from './policies.ts'

/** A step that no operation of the console does. */
export interface LeftOut {
  /** Index in the script that was translated. */
  readonly step: number
  readonly reason: string
  /** Whether the tenant is another one without it, so that the script cannot be played at all. */
  readonly isNeeded: boolean
}

export interface Translated {
  readonly script: Script
  readonly leftOut: readonly LeftOut[]
}

type Consent = Extract<Step, { op: 'consent' }>
type Expected = NonNullable<Step['expect']>
type Made = { readonly steps: readonly Step[] } | Omit<LeftOut, 'step'>

/** What every step may have. */
type OfAnyStep = Pick<Step, 'faults' | 'expect'>
type ByAnyone = OfAnyStep & { readonly by?: Somebody }

const SERVICE = { service: INLINE_SERVICE }

/** @param policiesOf what a choice of policies comes to in the tenant on which the script is played */
export function consoleScriptOf(script: Script, policiesOf: PoliciesOf): Translated {
  // who uses the console already needs no translation
  if (script.steps.every(isPlayedAsItIs)) return { script, leftOut: [] }
  const person = new Person(script, policiesOf)
  const steps: Step[] = [{ ...consoleStep('setLicence', { site: script.site }), as: 'vendor' }]
  const leftOut: LeftOut[] = []
  for (const [index, step] of script.steps.map(aloneOf).entries()) {
    const made = person.does(step)
    if ('steps' in made) steps.push(...made.steps)
    else leftOut.push({ step: index, ...made })
  }
  steps.push(...person.leaves())
  return { script: { ...script, policies: 'none', steps }, leftOut }
}

const AS_IT_IS: ReadonlySet<Step['op']> = new Set<Step['op']>([
  'assign role',
  'administrator',
  'advance',
  'await synchronization',
  'restart',
  'receive mail',
  'notify',
])

const isPlayedAsItIs = (step: Step): boolean => isConsoleStep(step) || AS_IT_IS.has(step.op)

/** What a person does between the last permission and the button that it belongs to. */
const PASSED: ReadonlySet<Step['op']> = new Set<Step['op']>([
  ...AS_IT_IS,
  'view role',
  'view cleanup',
  'view removal',
  'check settings',
  'set policies',
  'set protection',
  'verify',
  'deprovision former',
])

type ConsoleOperation = Extract<Step, { op: 'console' }>

const consoleStep = (operation: string, input: object = {}): ConsoleOperation => ({
  op: 'console',
  operation,
  input: { ...input },
})

const PURPOSES = 2

/** Somebody at the console, who knows what was done there so far. */
class Person {
  readonly #script: Script
  readonly #policiesOf: PoliciesOf
  #choice: PolicyChoice
  /** Permissions that were given since the tenant was last clean. */
  readonly #given = new Set<Consent['purpose']>()
  #hasBegun = false
  #mayBeGranted = false
  #mayBeClean = true
  /** Whether an upgrade may have been done that the script has failing: policies come after it, too. */
  #mayBeUpgraded = false
  /** The last permission: with it a grant goes on by itself, so that it is given where the script goes on. */
  #held: Consent | undefined

  constructor(script: Script, policiesOf: PoliciesOf) {
    this.#script = script
    this.#policiesOf = policiesOf
    this.#choice = script.policies
  }

  does(step: Step): Made {
    const before = PASSED.has(step.op) || step.op === 'provision' ? [] : this.leaves()
    const made = this.#does(step)
    return 'steps' in made ? { steps: [...before, ...made.steps] } : made
  }

  /** What was held back, where nothing more comes. */
  leaves(): readonly Step[] {
    const held = this.#held
    this.#held = undefined
    return held ? this.#consents(held) : []
  }

  #does(step: Step): Made {
    switch (step.op) {
      case 'provision':
        return { steps: this.#provisions(step) }
      case 'consent':
        return this.#asksForConsent(step)
      case 'upgrade':
        return { steps: [this.#upgrades(step), ...this.#addsPolicies()] }
      case 'synchronize':
        return { steps: [done('synchronizeTargets', SERVICE, step)] }
      case 'deprovision':
        this.#ends()
        return { steps: [done('removeServiceAccount', SERVICE, { by: 'admin', ...step })] }
      case 'remove by force':
        this.#ends()
        this.#given.clear()
        return { steps: [done('removeServiceAccount', { ...SERVICE, force: true }, step)] }
      case 'clean up':
        return { steps: [this.#cleansUp(step)] }
      case 'view removal':
        return { steps: [done('viewRemoval', SERVICE, withoutWords(step))] }
      case 'view cleanup':
        // nothing stands any more, and so the account counts as cleaned up
        if (step.expect?.outcome === 'done') this.#isClean()
        return { steps: [done('viewCleanup', SERVICE, step)] }
      case 'view role':
        return { steps: [done('viewRole', {}, step)] }
      case 'check settings':
        return { steps: [done('checkSecuritySettings', {}, step)] }
      case 'set policies':
        return { steps: this.#replacesPolicies(step.policies) }
      case 'set protection': {
        const { inbound, outbound } = step
        return { steps: [done('setInlineProtection', { inbound, outbound }, step)] }
      }
      case 'verify':
        return { reason: 'the console has no operation that verifies and does nothing more', isNeeded: false }
      case 'deprovision former':
        return {
          steps: [done('removeServiceAccount', { service: FORMER_SERVICE }, { by: 'admin', ...step })],
        }
      case 'migrate':
        return { steps: [done('migrateOutboundProtection', {}, step)] }
      case 'provision earlier':
        return { reason: 'another product does it, which no operation of this console is', isNeeded: true }
      default:
        return { steps: [step] }
    }
  }

  #asksForConsent(step: Consent): Made {
    const { by = 'admin', decision = 'accept', forged, expect } = step
    const isGiven =
      by === 'admin' && decision === 'accept' && forged === undefined && expect?.outcome !== 'refused'
    if (isGiven) this.#given.add(step.purpose)
    // the earlier generation has a button, and goes on with nothing else
    const goesOn = this.#script.generation !== 'cas' && !this.#mayBeGranted && this.#given.size === PURPOSES
    if (!isGiven || !goesOn || step.faults) return { steps: this.#consents(step) }
    const { expect: _, ...held } = step
    this.#held = held
    return { steps: [] }
  }

  #consents({ purpose, op: _, expect, ...rest }: Consent): readonly Step[] {
    this.#mayBeClean = false
    const told = expect === undefined ? {} : { expect: asTold(expect) }
    const consent: Step = { op: 'console consent', ...SERVICE, purpose, ...rest, ...told }
    const again = this.#mayBeGranted ? [consoleStep('beginRecreateToken', SERVICE)] : []
    return [this.#begins(), ...again, consent]
  }

  /** An account that was cleaned up is not shown any more. */
  #cleansUp({ expect, ...step }: ByAnyone): Step {
    const told = this.#mayBeClean || expect === undefined ? {} : { expect }
    if (!this.#mayBeGranted) this.#isClean()
    return done('cleanUp', SERVICE, { by: 'admin', ...step, ...told })
  }

  #isClean(): void {
    this.#mayBeClean = true
    this.#given.clear()
  }

  #begins(): Step {
    this.#hasBegun = true
    const { directions } = this.#script
    return consoleStep('beginGrant', { ...SERVICE, ...(directions === 'both' ? {} : { directions }) })
  }

  #provisions(step: OfAnyStep): readonly Step[] {
    const goesOn = this.#goesOn(step)
    if (this.#given.size === PURPOSES && step.expect?.outcome !== 'refused') this.#mayBeGranted = true
    return [...goesOn, ...this.#addsPolicies()]
  }

  #goesOn({ faults, expect }: OfAnyStep): readonly Step[] {
    const held = this.#held
    this.#held = undefined
    // policies come after the grant, and a fault may find nothing to strike before
    const told = this.#mayBeGranted || faults ? undefined : expect
    // Microsoft's page writes in the same step, and so nothing can be said of what the step writes
    if (held) return this.#consents({ ...held, ...given({ faults, expect: told && said(told) }) })
    const again = this.#hasBegun || this.#given.size < PURPOSES ? [] : [this.#begins()]
    // the button of the earlier generation is the same act
    const button = this.#script.generation === 'cas' ? 'verifyAndSubmit' : 'submitGrant'
    return [...again, done(button, SERVICE, given({ faults, expect: told }))]
  }

  #upgrades({ expect, ...step }: OfAnyStep): Step {
    this.#mayBeUpgraded ||= step.faults !== undefined
    return done('upgradeForOutbound', {}, this.#mayBeUpgraded ? step : { ...step, ...given({ expect }) })
  }

  #addsPolicies(): readonly Step[] {
    return added(this.#policiesOf(this.#choice))
  }

  #replacesPolicies(choice: PolicyChoice): readonly Step[] {
    const [before, after] = [this.#policiesOf(this.#choice), this.#policiesOf(choice)]
    this.#choice = choice
    return replaced(before, after)
  }

  #ends(): void {
    this.#hasBegun = false
    this.#mayBeGranted = false
    this.#mayBeUpgraded = false
  }
}

/** An operation with what every step may have. */
function done(operation: string, input: object, { by, faults, expect }: ByAnyone): Step {
  return { ...consoleStep(operation, input), ...given({ by, faults, expect: expect && asTold(expect) }) }
}

/** The console may refuse before the stage would, in the words of its screen. */
function asTold(expect: Expected): Expected {
  if (expect.outcome !== 'refused') return expect
  const { says: _, code: __, ...rest } = expect
  return rest
}

function said(expect: Expected): Expected {
  const { writesNothing: _, ...rest } = expect
  return rest
}

/** The screen shows as data what a step of a script reads out. */
function withoutWords({ expect, ...step }: OfAnyStep): OfAnyStep {
  const { says: _, ...rest } = expect ?? { outcome: 'done' as const }
  return { ...step, ...(expect ? { expect: rest } : {}) }
}

/** Without properties that are undefined. */
const given = <Kind extends object>(value: Kind) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Name in keyof Kind]?: NonNullable<Kind[Name]>
  }
