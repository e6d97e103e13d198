/** Whose mail a run has promised to have scanned, as the harness reckons it from the policies and the directory. */
import type { Change } from '#mock-m365'
import { NO_SCOPES, type Scopes, scopesIn, switchedOn, together } from '../mail/scopes.ts'
import { type FormerMail, formerMailAfter, formerMailIn, formerObjectsIn } from './former.ts'
import type { Step } from './script.ts'
import type { Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

type MailPromise = Scopes

/** Whose mail is to be scanned, before a step and after it, and whose the former account may lead when it begins. */
export interface Promised {
  readonly before: MailPromise
  readonly after: MailPromise
  readonly former: MailPromise
}

/** What a step has come to. */
interface Done {
  readonly step: Step
  readonly stage: Stage | undefined
  readonly result: StepResult
  readonly changes: readonly Change[]
  readonly isQuiet: boolean
}

/** What a run has promised so far, by the account in inline mode and by the former one. */
export class Promises {
  #inline: MailPromise = NO_SCOPES
  #former: FormerMail
  #isTouched = false
  readonly #formerObjects: ReadonlySet<string>

  /** @param tenant before anything has happened */
  constructor(tenant: World['tenant']) {
    this.#former = formerMailIn(tenant)
    this.#formerObjects = new Set(formerObjectsIn(tenant))
  }

  /** @param made `kind key` of what the product has made */
  take(done: Done, made: ReadonlySet<string>, world: World): Promised {
    const { step, result, changes } = done
    const isInline = (name: string) => made.has(name) && !this.#formerObjects.has(name)
    this.#isTouched ||= isTouchedByHand(step, changes, isInline)
    const { meanwhile, after } = formerMailAfter(this.#former, step, result, changes, world)
    const [before, former] = [together(this.#inline, meanwhile), this.#former.led]
    this.#former = after
    this.#inline = this.#isTouched ? NO_SCOPES : promiseAfter(this.#inline, done, world)
    return { before, former, after: together(this.#inline, after.promised) }
  }
}

/** A stage that grants promises what the directory then holds; from the first call that takes access away, nothing is. */
function promiseAfter(
  promise: MailPromise,
  { step, stage, result: { outcome }, isQuiet }: Done,
  { tenant, policies, protection, directions }: World,
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
const isTouchedByHand = (
  step: Step,
  changes: readonly Change[],
  isMade: (name: string) => boolean,
): boolean => step.op === 'administrator' && changes.some(({ kind, key }) => isMade(`${kind} ${key}`))
