/**
 * Limits of an organization's rules, observed in Get-TransportConfig; the texts of the refusals are inferred,
 * except that for a rule's size:
 * https://learn.microsoft.com/exchange/troubleshoot/email-delivery/transport-rule-not-created-because-too-large
 */
import type { Entity } from '../../base.ts'
import { invalidSettings, rulePriorityInvalid } from '../errors.ts'
import { asList, type Draft } from '../noun.ts'

const RULES_MAX = 300
const RULE_BYTES_MAX = 8192
const REGEX_CHARACTERS_MAX = 20_480
const ADDED_RECIPIENTS_MAX = 100

/** @throws CmdletError where the organization has the maximum number of rules */
export function refuseOneMore(rules: readonly Entity[]): void {
  if (rules.length >= RULES_MAX)
    throw invalidSettings(`The organization has the maximum of ${RULES_MAX} transport rules.`)
}

/** The place after the last rule. */
export const afterLast = (rules: readonly Entity[]): number =>
  rules.reduce((after, { Priority }) => Math.max(after, Number(Priority) + 1), 0)

/** From 0 to the number of rules for a new rule, to one less for an old one (documented). @throws CmdletError */
export function refusePriority(draft: Draft, rules: readonly Entity[], isNew: boolean): void {
  const last = isNew ? afterLast(rules) : afterLast(rules) - 1
  const priority = Number(draft.Priority)
  if (priority < 0 || priority > last) throw rulePriorityInvalid()
}

/** Sums over all rules, with a changed rule in its new form. @throws CmdletError */
export function refuseExcess(draft: Draft, rules: readonly Entity[]): void {
  if (Number(draft.Size) > RULE_BYTES_MAX)
    throw invalidSettings(
      `The rule can't be created because it is too large. It contains ${draft.Size} characters and the maximum is ${RULE_BYTES_MAX}. Please reduce the size.`,
    )
  const others = () => rules.filter(({ Guid }) => Guid !== draft.Guid)
  const own = charactersOf(draft)
  if (own > 0 && others().reduce((sum, rule) => sum + charactersOf(rule), own) > REGEX_CHARACTERS_MAX)
    throw invalidSettings(`The regular expressions of all rules exceed ${REGEX_CHARACTERS_MAX} characters.`)
  const added = addedBy(draft)
  if (added > 0 && others().reduce((sum, rule) => sum + addedBy(rule), added) > ADDED_RECIPIENTS_MAX)
    throw invalidSettings(`All rules together add more than ${ADDED_RECIPIENTS_MAX} recipients.`)
}

const charactersOf = ({ RegexSize }: Entity): number => Number(RegexSize ?? 0)

/** Which actions add recipients is inferred; a manager counts as one. */
const addedBy = (rule: Entity): number =>
  ['AddToRecipients', 'CopyTo', 'BlindCopyTo'].reduce((sum, name) => sum + asList(rule[name]).length, 0) +
  (rule.AddManagerAsRecipientType ? 1 : 0)
