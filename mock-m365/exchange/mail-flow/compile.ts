/** Compiles what the mail flow reads of a tenant. */
import type { Entity } from '../../base.ts'
import { rangeTest } from '../../ip-ranges.ts'
import { mailHostOf } from '../../public-dns.ts'
import type { View } from '../../tenant.ts'
import { acceptedDomains } from '../nouns/AcceptedDomain.ts'
import { dynamicMembers, isDynamicMember } from '../recipients/dynamic-groups.ts'
import {
  DYNAMIC_GROUPS,
  entityWithId,
  isMemberOf,
  membersOf,
  type Recipient,
  recipientByAddress,
  recipientOf,
  settingsOf,
} from '../recipients/index.ts'
import { inboundConnector, outboundConnector } from './connectors.ts'
import { filterPolicies, filterPolicy } from './filter/filter-policy.ts'
import { forwardsOutside } from './filter/outbound-policy.ts'
import { senderList } from './filter/sender-list.ts'
import { spoofPair } from './filter/spoof-pairs.ts'
import { spoofPolicies, spoofPolicy } from './filter/spoof-policy.ts'
import { journalingOf } from './journal/rule.ts'
import { gatewayHosts } from './outside/gateways.ts'
import { delivery } from './recipients/delivery.ts'
import { remoteDomainsOf } from './recipients/remote-domains.ts'
import { compiledRule } from './rules/rule.ts'
import type { CompiledRule, DomainType, MailState } from './state.ts'
import { textsOf } from './texts.ts'

export function compileMail(view: View): MailState {
  const [connectionFilter = {}] = view.list('HostedConnectionFilterPolicy')
  const [organization] = view.list('OrganizationConfig')
  const wishes = once(delivery)
  const recipients = recipientsOf(view)
  return {
    rules: rulesOf(view),
    inbound: view
      .list('InboundConnector')
      .map(once(inboundConnector))
      .filter(({ enabled }) => enabled),
    outbound: view.list('OutboundConnector').map(once(outboundConnector)),
    ...once(addressLists)(connectionFilter),
    pairs: view.list('TenantAllowBlockListSpoofItems').map(once(spoofPair)),
    ...filterPolicies(view, once(filterPolicy)),
    ...spoofPolicies(view, once(spoofPolicy)),
    senders: senderList(view.list('TenantAllowBlockListItems')),
    journaling: journalingOf(view),
    gateways: gatewayHosts(view),
    forwardsOutside: forwardsOutside(view, recipients),
    recipientsMax: recipientsMax(view),
    remoteDomain: remoteDomainsOf(view),
    rejectsDirectSend: organization?.RejectDirectSend === true,
    ...domainsOf(view),
    ...recipients,
    settings: ({ id }) => settingsOf(view, id),
    delivery: ({ id }) => wishes(settingsOf(view, id)),
    ...referredOf(view),
  }
}

function recipientsMax(view: View): number {
  const [config] = view.list('TransportConfig')
  const limit = Number(config?.MaxRecipientEnvelopeLimit)
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit
}

function referredOf(view: View): Pick<MailState, 'recipientWithId' | 'isOneOf' | 'manager'> {
  const recipientWithId = (id: string) => {
    const entity = entityWithId(view, id)
    return entity && recipientOf(view, entity)
  }
  return {
    recipientWithId,
    isOneOf: ({ id }, ids) => ids.some((one) => one === id || isMemberOf(view, id, one)),
    manager: ({ id }) => {
      const { managerId } = view.get('users/manager', id) ?? {}
      return typeof managerId === 'string' ? recipientWithId(managerId) : undefined
    },
  }
}

/** Entities never change, so what was compiled from one stays valid. */
const compiledByEntity = new WeakMap<(entity: Entity) => unknown, WeakMap<Entity, unknown>>()

function once<Made>(make: (entity: Entity) => Made): (entity: Entity) => Made {
  let known = compiledByEntity.get(make) as WeakMap<Entity, Made> | undefined
  if (!known) {
    known = new WeakMap<Entity, Made>()
    compiledByEntity.set(make, known)
  }
  const remembered = known
  return (entity) => {
    let one = remembered.get(entity)
    if (one === undefined) {
      one = make(entity)
      remembered.set(entity, one)
    }
    return one
  }
}

function rulesOf(view: View): readonly CompiledRule[] {
  return view
    .list('TransportRule')
    .filter(({ State }) => State === 'Enabled')
    .map(once(compiledRule))
    .sort((a, b) => a.priority - b.priority)
}

const addressLists = ({ IPAllowList, IPBlockList }: Entity) => ({
  allowed: rangeTest(textsOf(IPAllowList)),
  blocked: rangeTest(textsOf(IPBlockList)),
})

function domainsOf(view: View): Pick<MailState, 'domainType' | 'edge' | 'domain' | 'silent'> {
  const exact = new Map<string, DomainType>()
  const above = new Map<string, DomainType>()
  const silent = { from: new Set<string>(), to: new Set<string>() }
  let edge = ''
  for (const accepted of acceptedDomains(view)) {
    const { DomainName, DomainType, MatchSubDomains, Default } = accepted
    const name = String(DomainName).toLowerCase()
    const type =
      DomainType === 'InternalRelay' || DomainType === 'ExternalRelay' ? DomainType : 'Authoritative'
    exact.set(name, type)
    if (accepted.SendingFromDomainDisabled === true) silent.from.add(name)
    if (accepted.SendingToDomainDisabled === true) silent.to.add(name)
    if (MatchSubDomains === true) above.set(name, type)
    if (Default === true || edge === '') edge = name
  }
  const domainType = (domain: string) => {
    const own = exact.get(domain)
    if (own !== undefined || above.size === 0) return own
    for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
      const type = above.get(domain.slice(dot + 1))
      if (type !== undefined) return type
    }
    return undefined
  }
  return {
    domainType,
    silent,
    domain: edge,
    edge: mailHostOf(edge),
  }
}

/** Answers kept for one state; with more addresses than this, answers are computed again. */
const REMEMBERED_MAX = 100_000

function recipientsOf(view: View): Pick<MailState, 'recipient' | 'isMember' | 'members'> {
  const recipients = new Map<string, Recipient | undefined>()
  const memberships = new Map<string, Map<string, boolean>>()
  let asked = 0
  const recipient = (address: string) => {
    if (recipients.has(address)) return recipients.get(address)
    const found = recipientByAddress(view, address)
    if (recipients.size < REMEMBERED_MAX) recipients.set(address, found)
    return found
  }
  return {
    recipient,
    isMember: (member, groupAddress) => {
      if (!member) return false
      const ofGroup = memberships.get(groupAddress) ?? new Map<string, boolean>()
      const known = ofGroup.get(member.id)
      if (known !== undefined) return known
      const group = recipient(groupAddress.toLowerCase())
      const answer =
        group !== undefined &&
        (group.type === DYNAMIC_GROUPS
          ? isDynamicMember(view, member, group)
          : isMemberOf(view, member.id, group.id))
      if (asked++ < REMEMBERED_MAX) memberships.set(groupAddress, ofGroup.set(member.id, answer))
      return answer
    },
    members: (group) =>
      group.type === DYNAMIC_GROUPS ? dynamicMembers(view, group) : membersOf(view, group.id),
  }
}
