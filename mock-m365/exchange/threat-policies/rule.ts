/**
 * Rules that assign a threat policy to people. The object's form is observed for the rules of preset
 * policies; texts of refusals are inferred.
 * https://learn.microsoft.com/powershell/module/exchange/new-hostedcontentfilterrule
 */

import type { Entity, Kind } from '../../base.ts'
import { localTime } from '../../times.ts'
import { distinguishedName, type Origin, organizationId } from '../directory-object.ts'
import { directoryObjectExists, invalidSettings, invalidValue, rulePriorityInvalid } from '../errors.ts'
import {
  changed,
  type Draft,
  type Edit,
  type Invocation,
  type NounDefinition,
  type Outcome,
  target,
} from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { type Part, partsOf, phraseOf } from '../transport-rules/phrases.ts'
import { densePriorities } from '../transport-rules/priorities.ts'
import { recipientAddresses } from '../transport-rules/recipients.ts'
import { getPolicy, type ThreatPolicy } from './policy.ts'

export interface ThreatRule {
  readonly policy: ThreatPolicy
  /** The policy's name in the rule's description: `hosted content filter policy`. */
  readonly words: string
  /** Names of the conditions on users, on members of groups, and on domains. */
  readonly conditions: readonly [people: string, groups: string, domains: string]
}

/** Conditions of policies that apply to recipients. */
export const RECIPIENTS = ['SentTo', 'SentToMemberOf', 'RecipientDomainIs'] as const
export const SENDERS = ['From', 'FromMemberOf', 'SenderDomainIs'] as const

/** The table of one of these nouns of rules. */
interface Form {
  readonly kind: Kind
  /** Property that names the policy. */
  readonly named: string
  readonly container: string
  readonly words: string
  readonly policy: ThreatPolicy
  readonly conditions: readonly string[]
  readonly exceptions: readonly string[]
  readonly groups: string
  readonly domains: string
}

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const ENTRIES: ParameterSpec = { type: 'String[]', max: 1024 }

export function threatRule({ policy, words, conditions }: ThreatRule): NounDefinition {
  const [, groups, domains] = conditions
  const form: Form = {
    kind: policy.rule,
    named: policy.kind,
    container: `CN=${policy.rule.replace(/Rule$/, '')}Versioned,CN=Rules,`,
    words,
    policy,
    conditions,
    exceptions: conditions.map((name) => `ExceptIf${name}`),
    groups,
    domains,
  }
  const definition: NounDefinition = {
    name: form.kind,
    verbs: ['Get', 'New', 'Set', 'Remove'],
    emptyList: null,
    parameters: parametersOf(form),
    shows: (rule, { State }) => !State || rule.State === State,
    order: (a, b) => Number(a.Priority) - Number(b.Priority),
    blank: (origin, name) => blank(form, origin, name),
    naming: (organization, name) => ({
      Identity: name,
      DistinguishedName: distinguishedName(organization, form.container, name),
    }),
    settle: (draft, call, before) => settle(form, draft, call, before),
    exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
    consequences: (before, after, { view }): readonly Edit[] =>
      densePriorities(form.kind, view, before, after),
  }
  const switches = (['Enabled', 'Disabled'] as const).map(
    (State) =>
      [
        `${State.slice(0, -1)}-${form.kind}`,
        { parameters: { Identity: IDENTITY }, run: (call: Invocation) => switched(definition, call, State) },
      ] as const,
  )
  return { ...definition, odd: Object.fromEntries(switches) }
}

function parametersOf({ named, conditions, exceptions }: Form): Readonly<Record<string, ParameterSpec>> {
  return {
    Name: { type: 'String', mandatory: true, max: 64, check: ruleName },
    [named]: { type: 'String', mandatory: true },
    Comments: { type: 'String', max: 1024 },
    Enabled: { type: 'Boolean', verbs: ['New'], property: null },
    Priority: { type: 'Int32' },
    State: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.RuleState',
      values: ['Enabled', 'Disabled'],
      verbs: ['Get'],
    },
    ...Object.fromEntries([...conditions, ...exceptions].map((name) => [name, ENTRIES])),
  }
}

/** The documentation forbids these characters; that the service refuses them is inferred. */
function ruleName(text: string): string {
  const [bad] = /[\\%&*+/=?{}|<>();:[\],"]/.exec(text) ?? []
  if (bad === undefined) return text
  throw invalidValue(`The name '${text}' contains the character ${bad}, which isn't allowed.`)
}

function switched(definition: NounDefinition, call: Invocation, State: 'Enabled' | 'Disabled'): Outcome {
  const before = target(definition, call)
  return changed(definition, call, { before, draft: { ...before, State }, properties: ['State'] })
}

function blank(
  { named, container, conditions, exceptions }: Form,
  { organization, guid, at }: Origin,
  name: string,
): Draft {
  return {
    [named]: '',
    State: 'Enabled',
    Priority: 0,
    Comments: null,
    Description: '',
    RuleVersion: '14.0.0.0',
    ...Object.fromEntries([...conditions, ...exceptions].map((property) => [property, null])),
    Conditions: null,
    Exceptions: null,
    Identity: name,
    DistinguishedName: distinguishedName(organization, container, name),
    Guid: guid,
    ImmutableId: guid,
    OrganizationId: organizationId(organization),
    Name: name,
    IsValid: true,
    WhenChanged: localTime(at),
    ObjectState: 'Unchanged',
  }
}

function settle(
  form: Form,
  draft: Draft,
  { view, seen = view, bound }: Invocation,
  before: Entity | undefined,
): void {
  const { kind, named, conditions, exceptions, groups, domains } = form
  const rules = view.list(kind)
  if (!before) {
    draft.State = bound.Enabled === false ? 'Disabled' : 'Enabled'
    if (bound.Priority === undefined) draft.Priority = rules.length
  }
  const last = before ? rules.length - 1 : rules.length
  if (Number(draft.Priority) < 0 || Number(draft.Priority) > last) throw rulePriorityInvalid()
  if (!before || named in bound)
    namePolicy(form, draft, view, getPolicy(form.policy, seen, String(draft[named])))
  for (const name of [...conditions, ...exceptions])
    if (name in bound && !name.endsWith(domains) && Array.isArray(draft[name]))
      draft[name] = recipientAddresses(seen, draft[name], name.endsWith(groups) ? 'groups' : 'any')
  if (conditions.every((name) => draft[name] === null))
    throw invalidSettings(`A rule must have at least one of ${conditions.join(', ')}.`)
  describe(form, draft)
}

/**
 * A rule may not name the default policy, which is for everybody, or a policy of another rule (documented).
 */
function namePolicy({ kind, named }: Form, draft: Draft, view: Invocation['view'], policy: Entity): void {
  if (policy.IsDefault === true)
    throw invalidSettings("The default policy applies to everybody and can't be named by a rule.")
  const other = view.find(kind, named, policy.Name).find(({ Guid }) => Guid !== draft.Guid)
  if (other)
    throw invalidSettings(`The policy '${policy.Name}' is already associated with the rule '${other.Name}'.`)
  draft[named] = policy.Name
}

/** The grammar is that of transport rules, the action's phrase observed. */
function describe({ named, words, conditions, exceptions }: Form, draft: Draft): void {
  const given = (names: readonly string[]) =>
    partsOf(names, 'Predicate').filter(({ property }) => draft[property] !== null)
  const [asked, excepted] = [given(conditions), given(exceptions)]
  const classes = (parts: readonly Part[]) =>
    parts.length === 0 ? null : parts.map(({ className }) => className ?? '')
  draft.Conditions = classes(asked)
  draft.Exceptions = classes(excepted)
  const lines = (heading: string, parts: readonly Part[], word: string) =>
    parts.length === 0
      ? ''
      : `${heading}\r\n\t${parts.map((part) => phraseOf(part, draft)).join(`\r\n\t${word} `)}\r\n`
  draft.Description = [
    lines('If the message:', asked, 'and'),
    `Take the following actions:\r\n\tApply ${words} "${draft[named]}".\r\n`,
    lines('Except if the message:', excepted, 'or'),
  ].join('')
}
