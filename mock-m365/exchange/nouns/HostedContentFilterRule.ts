/**
 * To whom an anti-spam policy applies. The object's form is observed for the sibling rule of preset policies; texts of
 * refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/new-hostedcontentfilterrule
 */
import type { Entity } from '../../base.ts'
import { distinguishedName, localTime, type Origin, organizationId } from '../directory-object.ts'
import { directoryObjectExists, invalidSettings, objectNotFound, rulePriorityInvalid } from '../errors.ts'
import {
  changed,
  type Draft,
  type Edit,
  type Invocation,
  type NounDefinition,
  noun,
  type Outcome,
  target,
} from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { type Part, partsOf, phraseOf } from '../transport-rules/phrases.ts'
import { densePriorities } from '../transport-rules/priorities.ts'
import { recipientAddresses } from '../transport-rules/recipients.ts'

const KIND = 'HostedContentFilterRule'
const CONTAINER = 'CN=HostedContentFilterVersioned,CN=Rules,'
const CONDITIONS = ['SentTo', 'SentToMemberOf', 'RecipientDomainIs']
const EXCEPTIONS = CONDITIONS.map((name) => `ExceptIf${name}`)
const PARTS = { conditions: partsOf(CONDITIONS, 'Predicate'), exceptions: partsOf(EXCEPTIONS, 'Predicate') }

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const ENTRIES: ParameterSpec = { type: 'String[]', max: 1024 }

const definition: NounDefinition = {
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  emptyList: null,
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64 },
    HostedContentFilterPolicy: { type: 'String', mandatory: true },
    Comments: { type: 'String', max: 1024 },
    Enabled: { type: 'Boolean', verbs: ['New'], property: null },
    Priority: { type: 'Int32' },
    State: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.RuleState',
      values: ['Enabled', 'Disabled'],
      verbs: ['Get'],
    },
    ...Object.fromEntries([...CONDITIONS, ...EXCEPTIONS].map((name) => [name, ENTRIES])),
  },
  shows: (rule, { State }) => !State || rule.State === State,
  order: (a, b) => Number(a.Priority) - Number(b.Priority),
  blank,
  naming: (organization, name) => ({
    Identity: name,
    DistinguishedName: distinguishedName(organization, CONTAINER, name),
  }),
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences: (before, after, { view }): readonly Edit[] => densePriorities(KIND, view, before, after),
  odd: {
    'Enable-HostedContentFilterRule': {
      parameters: { Identity: IDENTITY },
      run: (call) => switched(call, 'Enabled'),
    },
    'Disable-HostedContentFilterRule': {
      parameters: { Identity: IDENTITY },
      run: (call) => switched(call, 'Disabled'),
    },
  },
}

export default noun(definition)

function switched(invocation: Invocation, State: 'Enabled' | 'Disabled'): Outcome {
  const before = target(definition, invocation)
  return changed(definition, invocation, { before, draft: { ...before, State }, properties: ['State'] })
}

function blank({ organization, guid, at }: Origin, name: string): Draft {
  return {
    HostedContentFilterPolicy: '',
    State: 'Enabled',
    Priority: 0,
    Comments: null,
    Description: '',
    RuleVersion: '14.0.0.0',
    ...Object.fromEntries([...CONDITIONS, ...EXCEPTIONS].map((property) => [property, null])),
    Conditions: null,
    Exceptions: null,
    Identity: name,
    DistinguishedName: distinguishedName(organization, CONTAINER, name),
    Guid: guid,
    ImmutableId: guid,
    OrganizationId: organizationId(organization),
    Name: name,
    IsValid: true,
    WhenChanged: localTime(at),
    ObjectState: 'Unchanged',
  }
}

function settle(draft: Draft, { view, seen = view, bound }: Invocation, before: Entity | undefined): void {
  const rules = view.list(KIND)
  if (!before) {
    draft.State = bound.Enabled === false ? 'Disabled' : 'Enabled'
    if (bound.Priority === undefined) draft.Priority = rules.length
  }
  const last = before ? rules.length - 1 : rules.length
  if (Number(draft.Priority) < 0 || Number(draft.Priority) > last) throw rulePriorityInvalid()
  const policy = String(draft.HostedContentFilterPolicy)
  const [known] = seen.find('HostedContentFilterPolicy', 'Name', policy)
  if (policy.toLowerCase() === 'default')
    throw invalidSettings("The default policy applies to everybody and can't be named by a rule.")
  if (!known) throw objectNotFound(policy)
  draft.HostedContentFilterPolicy = known.Name
  for (const name of [...CONDITIONS, ...EXCEPTIONS])
    if (name in bound && !name.endsWith('DomainIs') && Array.isArray(draft[name]))
      draft[name] = recipientAddresses(seen, draft[name], name.includes('MemberOf') ? 'groups' : 'any')
  if (CONDITIONS.every((name) => draft[name] === null))
    throw invalidSettings(`A rule must have at least one of ${CONDITIONS.join(', ')}.`)
  describe(draft)
}

/** The grammar is that of transport rules, the action's phrase observed. */
function describe(draft: Draft): void {
  const of = (parts: readonly Part[]) => parts.filter(({ property }) => draft[property] !== null)
  const [conditions, exceptions] = [of(PARTS.conditions), of(PARTS.exceptions)]
  const classes = (parts: readonly Part[]) =>
    parts.length === 0 ? null : parts.map(({ className }) => className ?? '')
  draft.Conditions = classes(conditions)
  draft.Exceptions = classes(exceptions)
  const lines = (heading: string, parts: readonly Part[], word: string) =>
    parts.length === 0
      ? ''
      : `${heading}\r\n\t${parts.map((part) => phraseOf(part, draft)).join(`\r\n\t${word} `)}\r\n`
  draft.Description = [
    lines('If the message:', conditions, 'and'),
    `Take the following actions:\r\n\tApply hosted content filter policy "${draft.HostedContentFilterPolicy}".\r\n`,
    lines('Except if the message:', exceptions, 'or'),
  ].join('')
}
