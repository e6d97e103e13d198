/** https://learn.microsoft.com/powershell/module/exchange/new-transportrule — texts of refusals inferred where not marked. */
import type { Entity } from '../../base.ts'
import { directoryObjectExists, invalidSettings } from '../errors.ts'
import {
  changed,
  type Draft,
  getByIdentity,
  type Invocation,
  type NounDefinition,
  noun,
  type Outcome,
  target,
} from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { completeHalves, refuseMisfits } from '../transport-rules/dependencies.ts'
import { afterLast, refuseExcess, refuseOneMore, refusePriority } from '../transport-rules/limits.ts'
import {
  ACTION_PROPERTIES,
  CONDITION_PROPERTIES,
  EXCEPTION_PROPERTIES,
  RECIPIENT_PARAMETERS,
  RULE_PARAMETERS,
  takesOf,
} from '../transport-rules/parameters.ts'
import { densePriorities } from '../transport-rules/priorities.ts'
import { recipientAddresses } from '../transport-rules/recipients.ts'
import { blankRule, described, ruleNaming } from '../transport-rules/rule.ts'
import { isLike } from '../wildcards.ts'

const KIND = 'TransportRule'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const { Mode = IDENTITY } = RULE_PARAMETERS

const definition: NounDefinition = {
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  resultSize: true,
  parameters: RULE_PARAMETERS,
  shows: (rule, { State, DlpPolicy, Filter }) =>
    (!State || rule.State === State) &&
    (!DlpPolicy || rule.DlpPolicy === DlpPolicy) &&
    (typeof Filter !== 'string' || describedLike(Filter)(rule)),
  presented,
  order: (a, b) => Number(a.Priority) - Number(b.Priority),
  blank: blankRule,
  naming: ruleNaming,
  emptyList: null,
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences: (before, after, { view }) => densePriorities(KIND, view, before, after),
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
  const { bound } = invocation
  const before = target(definition, invocation)
  const draft = { ...before, State, Mode: bound.Mode ?? before.Mode }
  return changed(definition, invocation, { before, draft, properties: ['State', 'Mode'] })
}

function settle(draft: Draft, invocation: Invocation, before: Entity | undefined): void {
  const { view, bound, actorName } = invocation
  const rules = view.list(KIND)
  if (before === undefined) begin(draft, invocation, rules)
  refusePriority(draft, rules, before === undefined)
  for (const name of RECIPIENT_PARAMETERS) if (name in bound) resolveRecipients(draft, invocation, name)
  if (typeof bound.RouteMessageOutboundConnector === 'string')
    draft.RouteMessageOutboundConnector = connectorName(invocation, bound.RouteMessageOutboundConnector)
  for (const name of TEXTS) if (draft[name] === '') draft[name] = null
  completeHalves(draft, before)
  refuseMisfits(draft)
  draft.LastModifiedBy = actorName
  described(draft)
  refuseExcess(draft, rules)
}

/** An empty text removes a predicate or an action (inferred), like null. */
const TEXTS = [...CONDITION_PROPERTIES, ...EXCEPTION_PROPERTIES, ...ACTION_PROPERTIES]

function begin(draft: Draft, { bound, actorName }: Invocation, rules: readonly Entity[]): void {
  refuseOneMore(rules)
  draft.CreatedBy = actorName
  draft.State = bound.Enabled === false ? 'Disabled' : 'Enabled'
  if (bound.Priority === undefined) draft.Priority = afterLast(rules)
}

function resolveRecipients(draft: Draft, { view, seen = view }: Invocation, name: string): void {
  const value = draft[name]
  const takes = takesOf(name)
  if (typeof value === 'string' && value !== '') draft[name] = recipientAddresses(seen, [value], takes)[0]
  else if (Array.isArray(value)) draft[name] = recipientAddresses(seen, value, takes)
}

/** A rule stores the connector's name, whichever way the call named it (observed). */
function connectorName({ view, seen = view }: Invocation, identity: string): unknown {
  return identity === '' ? null : getByIdentity('OutboundConnector', seen, identity).Name
}

/** A filter may only name the Description, in the form `Description -like 'Text*'` (documented). */
function describedLike(filter: string): (rule: Entity) => boolean {
  const pattern = /^\s*Description\s+-like\s+(?:'([^']*)'|"([^"]*)")\s*$/i.exec(filter)
  if (!pattern) throw invalidSettings(`Invalid filter syntax. '${filter.slice(0, 256)}'`)
  const wanted = (pattern[1] ?? pattern[2] ?? '').toLowerCase()
  return ({ Description }) => isLike(String(Description).toLowerCase(), wanted)
}

/** Documented: descriptions, and the values of conditions, exceptions and actions, are then blank. */
function presented(rule: Entity, { ExcludeConditionActionDetails }: Binding): Entity {
  return ExcludeConditionActionDetails === true ? { ...rule, ...BLANK } : rule
}

const BLANK: Entity = {
  ...Object.fromEntries(TEXTS.map((name) => [name, null])),
  ...{ Description: '', Conditions: null, Exceptions: null, Actions: null },
}
