/** A transport rule, compiled: which recipients of a message it matches, and its actions. */
import type { Entity } from '../../../base.ts'
import { CONDITION_PROPERTIES } from '../../transport-rules/parameters.ts'
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import type { CompiledRule, MailState, MessageTest, Named, RecipientTest, Tests } from '../state.ts'
import type { Reason } from '../trace/trace.ts'
import { actionsOf } from './actions.ts'
import { OTHER_HALVES, testFor } from './predicates.ts'

export function compiledRule(entity: Entity): CompiledRule {
  return {
    name: String(entity.Name),
    priority: Number(entity.Priority),
    audit: entity.Mode === 'Audit' || entity.Mode === 'AuditAndNotify',
    from: timeOf(entity.ActivationDate, Number.NEGATIVE_INFINITY),
    until: timeOf(entity.ExpiryDate, Number.POSITIVE_INFINITY),
    conditions: testsOf(entity, ''),
    exceptions: testsOf(entity, 'ExceptIf'),
    actions: actionsOf(entity),
    stops: entity.StopRuleProcessing === true,
  }
}

function timeOf(value: unknown, absent: number): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? absent : at
}

function testsOf(entity: Entity, prefix: string): Tests {
  const ofMessage: Named<MessageTest>[] = []
  const ofRecipient: Named<RecipientTest>[] = []
  const unknown: Reason[] = []
  for (const property of CONDITION_PROPERTIES) {
    const predicate = prefix + property
    if (!isSet(entity[predicate])) continue
    const whole = OTHER_HALVES.get(property)
    if (whole !== undefined && isSet(entity[prefix + whole])) continue
    // A predicate with a missing half cannot be judged; ignoring it would make the rule match more mail.
    const test = whole === undefined ? testFor(entity, property, prefix) : undefined
    if (!test) unknown.push({ predicate, found: '' })
    else if ('ofMessage' in test) ofMessage.push({ predicate, cost: test.cost, test: test.ofMessage })
    else ofRecipient.push({ predicate, cost: test.cost, test: test.ofRecipient })
  }
  const cheapestFirst = (a: { readonly cost: number }, b: { readonly cost: number }) => a.cost - b.cost
  return { ofMessage: ofMessage.sort(cheapestFirst), ofRecipient: ofRecipient.sort(cheapestFirst), unknown }
}

/** An empty list is not a condition: a rule without conditions matches all mail (documented). */
function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => one !== '' && one !== null)
  return value !== null && value !== undefined && value !== false && value !== ''
}

export interface Judgement {
  readonly outcome: 'holds' | 'excepted' | 'not judged'
  readonly because: readonly Reason[]
  readonly addressees: readonly Addressee[]
}

/**
 * @returns undefined where the conditions do not match. That is the usual case, so no record is made for it
 */
export function judge(rule: CompiledRule, letter: Letter, state: MailState): Judgement | undefined {
  const { at } = letter.origin
  if (at < rule.from || at > rule.until) return undefined
  const { conditions, exceptions } = rule
  for (const { test } of conditions.ofMessage) if (test(letter, state) === undefined) return undefined
  const fitting = fittingOf(conditions.ofRecipient, letter, state)
  if (fitting.length === 0) return undefined
  if (conditions.unknown.length > 0)
    return { outcome: 'not judged', because: conditions.unknown, addressees: fitting }
  for (const { predicate, test } of exceptions.ofMessage) {
    const found = test(letter, state)
    if (found !== undefined)
      return { outcome: 'excepted', because: [{ predicate, found }], addressees: fitting }
  }
  const left = fitting.filter((addressee) => !exceptionFor(exceptions.ofRecipient, letter, addressee, state))
  const [first] = left
  if (!first)
    return {
      outcome: 'excepted',
      because: exceptedBy(exceptions, letter, fitting, state),
      addressees: fitting,
    }
  const because = [...reasonsFor(conditions, letter, first, state), ...exceptions.unknown]
  return { outcome: 'holds', because, addressees: left }
}

function fittingOf(
  tests: readonly Named<RecipientTest>[],
  letter: Letter,
  state: MailState,
): readonly Addressee[] {
  const { addressees } = letter
  if (tests.length === 0) return addressees
  return addressees.filter((addressee) => {
    for (const { test } of tests) if (test(letter, addressee, state) === undefined) return false
    return true
  })
}

function exceptionFor(
  tests: readonly Named<RecipientTest>[],
  letter: Letter,
  addressee: Addressee,
  state: MailState,
): Reason | undefined {
  for (const { predicate, test } of tests) {
    const found = test(letter, addressee, state)
    if (found !== undefined) return { predicate, found }
  }
  return undefined
}

const exceptedBy = (
  { ofRecipient }: Tests,
  letter: Letter,
  addressees: readonly Addressee[],
  state: MailState,
): readonly Reason[] =>
  addressees.slice(0, 1).flatMap((addressee) => exceptionFor(ofRecipient, letter, addressee, state) ?? [])

/** Evaluated again, only for the few rules that matched, so that other rules need no record. */
function reasonsFor(
  { ofMessage, ofRecipient }: Tests,
  letter: Letter,
  addressee: Addressee,
  state: MailState,
): readonly Reason[] {
  const reasons: Reason[] = []
  for (const { predicate, test } of ofMessage) reasons.push({ predicate, found: test(letter, state) ?? '' })
  for (const { predicate, test } of ofRecipient)
    reasons.push({ predicate, found: test(letter, addressee, state) ?? '' })
  return reasons
}
