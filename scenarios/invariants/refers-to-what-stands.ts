import type { Entity, View } from '#mock-m365'
import { publishedNames } from '#reports'
import { invariant, lastOfEachWrite, type Moment } from '../harness/moment.ts'
import { isByOthers } from '../harness/script.ts'

/** Switched off or not: a rule that names nothing is broken in the admin center, and acts otherwise once it is on. */
export const refersToWhatStands = invariant({
  name: 'refers to what stands',
  statement:
    'at no moment does a rule of the product name a connector or a group that is not there: what is named comes first and goes last',
  clauses: [],
  check(moment) {
    const { step, changes, world } = moment
    const relevant = lastOfEachWrite(changes.filter(({ kind }) => RELEVANT.has(kind)))
    if (isByOthers(step) || relevant.length === 0) return undefined
    const at = (position: number) => danglingIn(world.tenant.before(position))
    const inherited = new Set(at(changes[0]?.seq ?? 0))
    return [
      ...new Set(
        relevant.flatMap(({ seq, call }) =>
          at(seq + 1)
            .filter((breach) => !inherited.has(breach) && !isByHand(moment, breach))
            .map((breach) => `after ${call}: ${breach}`),
        ),
      ),
    ]
  },
})

const RELEVANT: ReadonlySet<string> = new Set(['TransportRule', 'OutboundConnector', 'groups'])
const RULES: ReadonlySet<unknown> = new Set(publishedNames.REROUTING_RULES)

function danglingIn(view: View): string[] {
  const connectors = new Set(view.list('OutboundConnector').map(({ Name }) => Name))
  const groups = new Set(view.list('groups').map(({ mail }) => String(mail).toLowerCase()))
  return view
    .list('TransportRule')
    .filter(({ Name }) => RULES.has(Name))
    .flatMap((rule) => [
      ...(connectors.has(rule.RouteMessageOutboundConnector)
        ? []
        : [`"${rule.Name}" names the connector ${rule.RouteMessageOutboundConnector}`]),
      ...membersIn(rule)
        .filter((address) => !groups.has(address.toLowerCase()))
        .map((address) => `"${rule.Name}" names the group ${address}`),
    ])
}

const membersIn = ({ SentToMemberOf, FromMemberOf }: Entity): string[] =>
  [SentToMemberOf, FromMemberOf].flatMap((value) => (Array.isArray(value) ? value.map(String) : []))

/** What an administrator has taken away is not there until a stage has made it again. */
const isByHand = ({ baseline }: Moment, breach: string): boolean =>
  [...baseline.takenOut].some((one) => breach.includes(one.slice(one.indexOf(' ') + 1)))
