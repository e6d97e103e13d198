/** https://learn.microsoft.com/powershell/module/exchange/new-transportrule — texts of refusals inferred where not marked. */
import type { Entity } from '../../base.ts'
import { directoryObjectExists, invalidSettings, rulePriorityInvalid } from '../errors.ts'
import {
  changed,
  type Draft,
  type Edit,
  getByIdentity,
  type Invocation,
  type NounDefinition,
  noun,
  type Outcome,
} from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { RECIPIENT_PARAMETERS, RULE_PARAMETERS, takesGroups } from '../transport-rules/parameters.ts'
import { recipientAddresses } from '../transport-rules/recipients.ts'
import { blankRule, described, ruleNaming } from '../transport-rules/rule.ts'

const KIND = 'TransportRule'

/** Limits of an organization, observed in Get-TransportConfig. */
const RULES_MAX = 300
const RULE_BYTES_MAX = 8192
const REGEX_CHARACTERS_MAX = 20_480

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const { Mode = IDENTITY } = RULE_PARAMETERS

const definition: NounDefinition = {
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  resultSize: true,
  parameters: RULE_PARAMETERS,
  shows: (rule, { State, DlpPolicy }) =>
    (!State || rule.State === State) && (!DlpPolicy || rule.DlpPolicy === DlpPolicy),
  order: (a, b) => Number(a.Priority) - Number(b.Priority),
  blank: blankRule,
  naming: ruleNaming,
  emptyList: null,
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences: shiftOthers,
  odd: {
    'Enable-TransportRule': {
      parameters: { Identity: IDENTITY, Mode },
      run: (call) => switched(call, 'Enabled'),
    },
    'Disable-TransportRule': {
      parameters: { Identity: IDENTITY },
      run: (call) => switched(call, 'Disabled'),
    },
  },
}

export default noun(definition)

function switched(invocation: Invocation, State: 'Enabled' | 'Disabled'): Outcome {
  const { view, bound } = invocation
  const before = getByIdentity(KIND, view, String(bound.Identity))
  const draft = { ...before, State, Mode: bound.Mode ?? before.Mode }
  return changed(definition, invocation, { before, draft, properties: ['State', 'Mode'] })
}

function settle(draft: Draft, invocation: Invocation, before: Entity | undefined): void {
  const { view, bound, actorName } = invocation
  const rules = view.list(KIND)
  if (before === undefined) begin(draft, invocation, rules)
  settlePriority(draft, rules, before)
  for (const name of RECIPIENT_PARAMETERS) if (name in bound) resolveRecipients(draft, invocation, name)
  if (typeof bound.RouteMessageOutboundConnector === 'string')
    draft.RouteMessageOutboundConnector = connectorName(invocation, bound.RouteMessageOutboundConnector)
  for (const name of ACTION_TEXTS) if (draft[name] === '') draft[name] = null
  completeActions(draft)
  refuseHalves(draft)
  draft.LastModifiedBy = actorName
  described(draft)
  refuseSize(draft, rules)
}

/** An empty text takes an action away (inferred), like null. */
const ACTION_TEXTS = [
  ...['PrependSubject', 'RouteMessageOutboundConnector', 'SetHeaderName', 'SetHeaderValue', 'RemoveHeader'],
  ...[
    'RejectMessageReasonText',
    'RejectMessageEnhancedStatusCode',
    'ApplyHtmlDisclaimerText',
    'GenerateIncidentReport',
  ],
  ...['HeaderContainsMessageHeader', 'HeaderMatchesMessageHeader'],
  ...['ExceptIfHeaderContainsMessageHeader', 'ExceptIfHeaderMatchesMessageHeader'],
]

function begin(draft: Draft, { bound, actorName }: Invocation, rules: readonly Entity[]): void {
  if (rules.length >= RULES_MAX)
    throw invalidSettings(`The organization has the maximum of ${RULES_MAX} transport rules.`)
  draft.CreatedBy = actorName
  draft.State = bound.Enabled === false ? 'Disabled' : 'Enabled'
  if (bound.Priority === undefined) draft.Priority = afterLast(rules)
}

const afterLast = (rules: readonly Entity[]): number =>
  rules.reduce((after, { Priority }) => Math.max(after, Number(Priority) + 1), 0)

/** From 0 to the number of rules for a new rule, to one less for an old one (documented). */
function settlePriority(draft: Draft, rules: readonly Entity[], before: Entity | undefined): void {
  const last = before ? afterLast(rules) - 1 : afterLast(rules)
  const priority = Number(draft.Priority)
  if (priority < 0 || priority > last) throw rulePriorityInvalid()
}

function resolveRecipients(draft: Draft, { view }: Invocation, name: string): void {
  const value = draft[name]
  if (typeof value === 'string' && value !== '') draft[name] = recipientAddresses(view, [value], false)[0]
  else if (Array.isArray(value)) draft[name] = recipientAddresses(view, value, takesGroups(name))
}

/** A rule keeps the connector's name, however it was named (observed). */
function connectorName({ view }: Invocation, identity: string): unknown {
  return identity === '' ? null : getByIdentity('OutboundConnector', view, identity).Name
}

/** Values that stand where only the other half was given (documented). */
const COMPLETIONS = [
  ['RejectMessageReasonText', 'RejectMessageEnhancedStatusCode', '5.7.1'],
  ['RejectMessageEnhancedStatusCode', 'RejectMessageReasonText', 'Delivery not authorized, message refused'],
  ['ApplyHtmlDisclaimerText', 'ApplyHtmlDisclaimerLocation', 'Append'],
  ['ApplyHtmlDisclaimerText', 'ApplyHtmlDisclaimerFallbackAction', 'Wrap'],
] as const

function completeActions(draft: Draft): void {
  for (const [given, other, value] of COMPLETIONS) if (draft[given] !== null) draft[other] ??= value
  const code = draft.RejectMessageEnhancedStatusCode
  if (typeof code === 'string' && !/^5\.7\.(?:1|9\d\d)$/.test(code))
    throw invalidSettings('RejectMessageEnhancedStatusCode must be 5.7.1 or between 5.7.900 and 5.7.999.')
}

type Pair = readonly [string, string]

const HALVES: readonly Pair[] = [
  ['HeaderContainsMessageHeader', 'HeaderContainsWords'],
  ['HeaderMatchesMessageHeader', 'HeaderMatchesPatterns'],
  ['BetweenMemberOf1', 'BetweenMemberOf2'],
  ['ADComparisonAttribute', 'ADComparisonOperator'],
]

const PAIRS: readonly Pair[] = [
  ...HALVES,
  ...HALVES.map(([a, b]): Pair => [`ExceptIf${a}`, `ExceptIf${b}`]),
  ['SetHeaderName', 'SetHeaderValue'],
]

/** Parameters that must be given together (documented). */
function refuseHalves(draft: Draft): void {
  const broken = PAIRS.find(([a, b]) => (draft[a] === null) !== (draft[b] === null))
  if (broken) throw invalidSettings(`${broken[0]} and ${broken[1]} must be specified together.`)
}

function refuseSize(draft: Draft, rules: readonly Entity[]): void {
  if (Number(draft.Size) > RULE_BYTES_MAX)
    throw invalidSettings(
      `The rule is ${draft.Size} bytes; a rule can't be larger than ${RULE_BYTES_MAX} bytes.`,
    )
  if (draft.RegexSize === 0) return
  const others = rules.filter(({ Guid }) => Guid !== draft.Guid)
  const characters = others.reduce(
    (sum, { RegexSize }) => sum + Number(RegexSize ?? 0),
    Number(draft.RegexSize),
  )
  if (characters > REGEX_CHARACTERS_MAX)
    throw invalidSettings(`The regular expressions of all rules exceed ${REGEX_CHARACTERS_MAX} characters.`)
}

/**
 * Priorities stay dense: a rule that comes, goes or moves pushes the others (documented). That a pushed rule keeps
 * its WhenChanged is inferred.
 */
function shiftOthers(
  before: Entity | undefined,
  after: Entity | undefined,
  { view }: Invocation,
): readonly Edit[] {
  const left = before ? Number(before.Priority) : Number.POSITIVE_INFINITY
  const taken = after ? Number(after.Priority) : Number.POSITIVE_INFINITY
  if (left === taken) return []
  const self = (before ?? after)?.Guid
  const edits: Edit[] = []
  for (const rule of view.list(KIND)) {
    const now = Number(rule.Priority)
    const closed = now > left ? now - 1 : now
    const Priority = closed >= taken ? closed + 1 : closed
    if (rule.Guid !== self && Priority !== now)
      edits.push({ kind: KIND, key: String(rule.Guid), after: { ...rule, Priority }, cascade: true })
  }
  return edits
}
