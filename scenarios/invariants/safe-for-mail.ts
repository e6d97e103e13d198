import type { Entity, View } from '#mock-m365'
import { publishedSite } from '../expected.ts'
import { hasMended, invariant, lastOfEachWrite, type Moment } from '../harness/moment.ts'
import { isOfAnother } from '../harness/script.ts'

/**
 * Looked at after every single change, since a run can stop after any of them: an enabled rerouting rule needs
 * the way there and the way back, and a condition that does not match all mail.
 */
export const safeForMail = invariant({
  name: 'safe for mail',
  statement:
    'at no moment does an enabled rerouting rule lack its connector, the return connector, the allowed addresses or, inbound, the skip-spam rule, or match all mail; what an administrator has broken counts once a stage has mended it',
  clauses: ['PI-50', 'DP-10', 'DP-11', 'IV-02', 'RU-06'],
  check(moment) {
    const relevant = lastOfEachWrite(moment.changes.filter(({ kind }) => RELEVANT.has(kind)))
    if (relevant.length === 0 || isOfAnother(moment.step)) return undefined
    const breaches = new Set<string>()
    const at = (position: number) => breachesAt(moment.world.tenant.before(position), moment)
    let start: ReadonlySet<string> | undefined
    // what an administrator has broken is as it was until the stage comes to it
    const isInherited = (breach: string): boolean => {
      start ??= new Set(at(moment.changes[0]?.seq ?? 0))
      return start.has(breach)
    }
    for (const [i, { seq, call }] of relevant.entries())
      for (const breach of at(seq + 1))
        if ((i === relevant.length - 1 && hasMended(moment)) || !isInherited(breach))
          breaches.add(`after ${call}: ${breach}`)
    return [...breaches]
  },
})

const RELEVANT = new Set([
  'TransportRule',
  'InboundConnector',
  'OutboundConnector',
  'HostedConnectionFilterPolicy',
])

const WAYS = [
  {
    word: 'Incoming',
    direction: 'inbound',
    domains: 'RecipientDomainIs',
    members: 'SentToMemberOf',
    needsSkip: true,
  },
  {
    word: 'Outgoing',
    direction: 'outbound',
    domains: 'SenderDomainIs',
    members: 'FromMemberOf',
    needsSkip: false,
  },
] as const

function breachesAt(view: View, { world }: Moment): string[] {
  const breaches: string[] = []
  const named = (kind: string, name: string) => view.find(kind, 'Name', name)[0]
  const [policy] = view.list('HostedConnectionFilterPolicy')
  const allowed = Array.isArray(policy?.IPAllowList) ? policy.IPAllowList : []
  const site = publishedSite(world.script.site)
  for (const { word, direction, domains, members, needsSkip } of WAYS)
    for (const [target, property] of [
      ['Domain', domains],
      ['User', members],
    ] as const) {
      const name = `TMCAS Inline ${word} ${target} Transport Rule`
      const rule = named('TransportRule', name)
      if (rule?.State !== 'Enabled' || rule.RouteMessageOutboundConnector === null) continue
      const lacks = (what: string) => breaches.push(`"${name}" is on without ${what}`)
      if (!isOn(named('OutboundConnector', String(rule.RouteMessageOutboundConnector))))
        lacks('its outbound connector')
      if (!isOn(named('InboundConnector', `TMCAS Inline Inbound Connector for ${word} Message`)))
        lacks('the way back')
      if (site[direction].some((address) => !allowed.includes(address))) lacks('the allowed addresses')
      if (
        needsSkip &&
        named('TransportRule', 'TMCAS Inline Incoming Skip Spam Filter Transport Rule')?.State !== 'Enabled'
      )
        lacks('the skip-spam rule')
      if (isEmpty(rule[property])) lacks(`a value in ${property}, so that it matches all mail`)
    }
  return breaches
}

const isOn = (connector: Entity | undefined) => connector?.Enabled === true
const isEmpty = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)
