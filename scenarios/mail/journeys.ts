/**
 * Where the probes end in a tenant as it stands. A tenant that differs only in what no probe can meet gives the same
 * answers, so that most writes of a run, and nearly all runs of a sweep, cost a look-up.
 */
import QuickLRU from 'quick-lru'
import {
  type Connection,
  compileMail,
  deliverMail,
  type Entity,
  type Header,
  type MailState,
  type Outside,
  type View,
} from '#mock-m365'
import { type Ends, endsOf } from './ends.ts'
import { forgeableHeadersIn, messageOf, type Probe } from './probes.ts'

export interface Setting {
  /** Names the probes and the outside world, which do not change in a run. */
  readonly name: string
  readonly probes: readonly Probe[]
  readonly outside: Outside
  /** Other tenants of the service, which do not change in a run. */
  readonly neighbours: readonly MailState[]
  /** How mail comes back from each scanner. */
  readonly returns: readonly Connection[]
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Runs come back to the states of those shortly before them: more would be memory that rises with the scripts played. */
const REMEMBERED_MAX = 2000
const remembered = new QuickLRU<string, Ends>({ maxSize: REMEMBERED_MAX })

/** @param forgeable headers that forged probes carry; those of the view itself, where it is left out */
export function endsIn(
  view: View,
  setting: Setting,
  forgeable: readonly Header[] = forgeableHeadersIn(view),
): Ends {
  const state = compileMail(view)
  const key = `${setting.name}\n${forgeable.join()}\n${meetable(view, state, setting)}`
  const known = remembered.get(key)
  if (known) return known
  const ends = freshEnds(state, setting, forgeable)
  remembered.set(key, ends)
  return ends
}

/** The same, without looking up what is remembered. */
export const freshEnds = (
  state: MailState,
  { probes, outside, neighbours, at }: Setting,
  forgeable: readonly Header[],
): Ends =>
  probes.map((probe) => {
    const arrival = { message: messageOf(probe, forgeable), connection: probe.connection, at }
    return endsOf(deliverMail(state, arrival, outside, { keepMessages: true, neighbours }))
  })

/**
 * All that a probe can meet, as text: enabled rules and what they name, connectors that fit a connection, what the
 * lists say of the addresses that occur, and the people who write and are written to.
 */
function meetable(view: View, state: MailState, setting: Setting): string {
  const { occurring, people } = occurringIn(setting)
  const rules = view.list('TransportRule').filter(({ State }) => State === 'Enabled')
  const named = new Set(rules.map(({ RouteMessageOutboundConnector: name }) => name))
  const outbound = view
    .list('OutboundConnector')
    .filter(({ Name, IsTransportRuleScoped }) => IsTransportRuleScoped !== true || named.has(Name))
  const fits = state.inbound.filter(
    ({ hasAddresses, addresses, certificateName }) =>
      !hasAddresses || certificateName !== '' || occurring.some(({ ip }) => addresses(ip) !== undefined),
  )
  const fitting = new Set(fits.map(({ name }) => name))
  return [
    ...rules.map(contentOf),
    ...outbound.map(contentOf),
    ...view
      .list('InboundConnector')
      .filter(({ Name }) => fitting.has(String(Name)))
      .map(contentOf),
    ...occurring.map(
      ({ ip }) => `${ip} ${state.allowed(ip) !== undefined} ${state.blocked(ip) !== undefined}`,
    ),
    ...state.pairs.flatMap((pair) => pairMet(pair, setting)),
    `${state.edge} ${state.rejectsDirectSend}`,
    ...people.map((address) => personMet(state, address)),
    ...[...groupsNamed(rules)].map((group) => groupMet(state, group)),
    ...state.journaling.rules.flatMap(({ recipient }) => recipient ?? []).map((one) => groupMet(state, one)),
    ...MET_BY_ALL.flatMap((kind) => view.list(kind).map(contentOf)),
  ].join('\n')
}

/** Few objects, each of which any message can meet. */
export const MET_BY_ALL = [
  'AcceptedDomain',
  'domains',
  'HostedContentFilterPolicy',
  'HostedContentFilterRule',
  'HostedOutboundSpamFilterPolicy',
  'HostedOutboundSpamFilterRule',
  'JournalRule',
  'DynamicDistributionGroup',
  'RemoteDomain',
  'TenantAllowBlockListItems',
  'TransportConfig',
] as const

interface Occurring {
  readonly occurring: readonly Connection[]
  readonly senders: readonly string[]
  readonly people: readonly string[]
  /** What was said of a pair, which never changes. */
  readonly pairs: WeakMap<Pair, readonly string[]>
}

type Pair = MailState['pairs'][number]

const ofSettings = new WeakMap<Setting, Occurring>()

/** Connections of different addresses, and people, that occur whatever the tenant holds. */
function occurringIn(setting: Setting): Occurring {
  const known = ofSettings.get(setting)
  if (known) return known
  const { probes, returns } = setting
  // mail to other customers of the site meets their scanner, and comes back, whatever this tenant's rules say
  const connections = [...probes.map(({ connection }) => connection), ...returns]
  const messages = probes.map(({ message }) => message)
  const made = {
    occurring: [...new Map(connections.map((one) => [one.ip, one])).values()],
    senders: [...new Set(messages.map(({ from }) => from))],
    people: [...new Set(messages.flatMap(({ from, to }) => [from, ...to]))],
    pairs: new WeakMap<Pair, readonly string[]>(),
  }
  ofSettings.set(setting, made)
  return made
}

function pairMet(pair: Pair, setting: Setting): readonly string[] {
  const { occurring, senders, pairs } = occurringIn(setting)
  const known = pairs.get(pair)
  if (known) return known
  const { allows, internal, matches } = pair
  const met = senders.flatMap((sender) =>
    occurring
      .filter((one) => matches(sender, one))
      .map(({ ip }) => `pair ${allows} ${internal} ${sender} ${ip}`),
  )
  pairs.set(pair, met)
  return met
}

function personMet(state: MailState, address: string): string {
  const recipient = state.recipient(address)
  return recipient
    ? `${contentOf(recipient.entity)} ${contentOf(state.settings(recipient))}`
    : `${address} is nobody`
}

const GROUP_PROPERTIES = /MemberOf/

const groupsNamed = (rules: readonly Entity[]): ReadonlySet<string> => new Set(rules.flatMap(groupsIn))

const groups = new WeakMap<Entity, readonly string[]>()

function groupsIn(rule: Entity): readonly string[] {
  const known = groups.get(rule)
  if (known) return known
  const found = Object.entries(rule).flatMap(([property, value]) =>
    GROUP_PROPERTIES.test(property) && Array.isArray(value) ? value.map(String) : [],
  )
  groups.set(rule, found)
  return found
}

function groupMet(state: MailState, address: string): string {
  const group = state.recipient(address.toLowerCase())
  if (!group) return `${address} is not a group`
  return `${address} ${state
    .members(group)
    .map(({ id }) => id)
    .join(' ')}`
}

/** What identifies an object or tells its history says nothing of where mail goes. */
const HISTORY =
  /^(?:Guid|ImmutableId|ExchangeObjectId|NameHashGuid|DistinguishedName|OriginatingServer|When\w*|CreatedBy|LastModifiedBy|ObjectState)$/
const contents = new WeakMap<Entity, string>()

function contentOf(entity: Entity): string {
  let content = contents.get(entity)
  if (content === undefined) {
    content = nameOf(
      JSON.stringify(entity, (name, value) => (value === null || HISTORY.test(name) ? undefined : value)),
    )
    contents.set(entity, content)
  }
  return content
}

const CONTENTS_MAX = 2000
const names = new QuickLRU<string, string>({ maxSize: CONTENTS_MAX })
let named = 0

/** A short name for each content, the same one for the same: a state is looked up by the names of all that is in it. */
function nameOf(content: string): string {
  let name = names.get(content)
  if (name === undefined) {
    name = `#${++named}`
    names.set(content, name)
  }
  return name
}
