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
  const met = `${setting.name}\n${meetable(view, state, setting)}`
  const endsAs = (key: string, probes: readonly Probe[]) => {
    const known = remembered.get(key)
    const ends = known ?? freshEnds(state, setting, forgeable, probes)
    if (!known) remembered.set(key, ends)
    return ends.values()
  }
  const { honest, forged } = occurringIn(setting)
  // only forged probes carry the headers
  const [plain, carrying] = [endsAs(met, honest), endsAs(`${met}\nforged ${forgeable.join()}`, forged)]
  return setting.probes.map((probe) => (probe.forged ? carrying : plain).next().value ?? [])
}

/** The same, without looking up what is remembered. */
export const freshEnds = (
  state: MailState,
  setting: Setting,
  forgeable: readonly Header[],
  probes = setting.probes,
): Ends =>
  probes.map((probe) => {
    const { outside, neighbours, at } = setting
    const arrival = { message: messageOf(probe, forgeable), connection: probe.connection, at }
    return endsOf(deliverMail(state, arrival, outside, { keepMessages: true, neighbours }))
  })

/**
 * All that a probe can meet, as text: enabled rules and what they name, connectors that fit a connection, what the
 * lists say of the addresses that occur, and the people who write and are written to.
 */
function meetable(view: View, state: MailState, setting: Setting): string {
  const rules = view.list('TransportRule').filter(({ State }) => State === 'Enabled')
  const named = new Set(rules.map(({ RouteMessageOutboundConnector: name }) => name))
  const outbound = view
    .list('OutboundConnector')
    .filter(({ Name, IsTransportRuleScoped }) => IsTransportRuleScoped !== true || named.has(Name))
  const fitting = new Set(state.inbound.filter((one) => fits(one, setting)).map(({ name }) => name))
  return [
    ...rules.map(contentOf),
    ...outbound.map(contentOf),
    ...view
      .list('InboundConnector')
      .filter(({ Name }) => fitting.has(String(Name)))
      .map(contentOf),
    listed(state, setting),
    state.pairs.map((pair) => pairMet(pair, setting)).join(' '),
    `${state.edge} ${state.rejectsDirectSend}`,
    peopleMet(view, state, setting),
    ...[...groupsNamed(rules)].map((group) => groupMet(state, group)),
    ...state.journaling.rules.flatMap(({ recipient }) => recipient ?? []).map((one) => groupMet(state, one)),
    ...MET_BY_ALL.map((kind) => contentsOf(view.list(kind))),
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
  readonly honest: readonly Probe[]
  readonly forged: readonly Probe[]
  readonly occurring: readonly Connection[]
  readonly senders: readonly string[]
  readonly people: readonly string[]
  /** What was said of a pair, of a connector and of a tenant’s lists: they never change. */
  readonly pairs: WeakMap<Pair, string>
  readonly connectors: WeakMap<Connector, boolean>
  readonly lists: WeakMap<MailState['allowed'], string>
  /** What was last said of the people. */
  last?: { readonly directory: readonly (readonly Entity[])[]; readonly met: string }
}

type Pair = MailState['pairs'][number]
type Connector = MailState['inbound'][number]

const ofSettings = new WeakMap<Setting, Occurring>()

/** Connections of different addresses, and people, that occur whatever the tenant holds. */
function occurringIn(setting: Setting): Occurring {
  const known = ofSettings.get(setting)
  if (known) return known
  const { probes, returns } = setting
  // mail to other customers of the site meets their scanner, and comes back, whatever this tenant's rules say
  const connections = [...probes.map(({ connection }) => connection), ...returns]
  const messages = probes.map(({ message }) => message)
  const made: Occurring = {
    honest: probes.filter(({ forged }) => !forged),
    forged: probes.filter(({ forged }) => forged),
    occurring: [...new Map(connections.map((one) => [one.ip, one])).values()],
    senders: [...new Set(messages.map(({ from }) => from))],
    people: [...new Set(messages.flatMap(({ from, to }) => [from, ...to]))],
    pairs: new WeakMap<Pair, string>(),
    connectors: new WeakMap<Connector, boolean>(),
    lists: new WeakMap<MailState['allowed'], string>(),
  }
  ofSettings.set(setting, made)
  return made
}

/** Whether a connector can take mail of one of the connections. */
function fits(connector: Connector, setting: Setting): boolean {
  const { occurring, connectors } = occurringIn(setting)
  const { hasAddresses, addresses, certificateName } = connector
  const known =
    connectors.get(connector) ??
    (!hasAddresses || certificateName !== '' || occurring.some(({ ip }) => addresses(ip) !== undefined))
  connectors.set(connector, known)
  return known
}

/** What the lists of addresses say of those that occur. */
function listed({ allowed, blocked }: MailState, setting: Setting): string {
  const { occurring, lists } = occurringIn(setting)
  const known =
    lists.get(allowed) ??
    nameOf(
      occurring.map(({ ip }) => `${ip} ${allowed(ip) !== undefined} ${blocked(ip) !== undefined}`).join(),
    )
  lists.set(allowed, known)
  return known
}

function pairMet(pair: Pair, setting: Setting): string {
  const { occurring, senders, pairs } = occurringIn(setting)
  const known = pairs.get(pair)
  if (known !== undefined) return known
  const { allows, internal, matches } = pair
  const met = senders.flatMap((sender) =>
    occurring.filter((one) => matches(sender, one)).map(({ ip }) => `${sender} ${ip}`),
  )
  const name = met.length === 0 ? '' : nameOf(`pair ${allows} ${internal} ${met.join()}`)
  pairs.set(pair, name)
  return name
}

/** Kinds that say who has an address. */
const DIRECTORY = ['users', 'groups', 'contacts', 'DynamicDistributionGroup', 'Recipient', 'domains'] as const

function peopleMet(view: View, state: MailState, setting: Setting): string {
  const made = occurringIn(setting)
  const directory = DIRECTORY.map((kind) => view.list(kind))
  if (made.last?.directory.every((list, i) => list === directory[i])) return made.last.met
  const met = nameOf(made.people.map((address) => personMet(state, address)).join())
  made.last = { directory, met }
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

/** What identifies an object, tells its history or explains it to people says nothing of where mail goes. */
const HISTORY: ReadonlySet<string> = new Set(
  'Guid ImmutableId ExchangeObjectId NameHashGuid DistinguishedName OriginatingServer CreatedBy LastModifiedBy ObjectState Comment Comments Description Size'.split(
    ' ',
  ),
)
const isHistory = (name: string): boolean => HISTORY.has(name) || name.startsWith('When')
const contents = new WeakMap<Entity, string>()

function contentOf(entity: Entity): string {
  let content = contents.get(entity)
  if (content === undefined) {
    const met = Object.entries(entity).filter(([name, value]) => value !== null && !isHistory(name))
    content = nameOf(JSON.stringify(met))
    contents.set(entity, content)
  }
  return content
}

/** Of lists that hardly ever change: a tenant gives the same one until it does. */
const contentsOfLists = new WeakMap<readonly Entity[], string>()

function contentsOf(list: readonly Entity[]): string {
  let contents = contentsOfLists.get(list)
  if (contents === undefined) {
    contents = list.map(contentOf).join(' ')
    contentsOfLists.set(list, contents)
  }
  return contents
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
