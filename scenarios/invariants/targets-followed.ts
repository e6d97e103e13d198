import { publishedNames } from '#reports'
import { hasMended, invariant, type Moment } from '../harness/moment.ts'
import { type Scope, scopesIn } from '../mail/scopes.ts'

const { GROUPS, REROUTING_RULES } = publishedNames

/** Group, domain rule and its condition, by direction. */
const FOLLOWING = [
  { direction: 'inbound', group: GROUPS[0], rule: REROUTING_RULES[0], property: 'RecipientDomainIs' },
  { direction: 'outbound', group: GROUPS[1], rule: REROUTING_RULES[2], property: 'SenderDomainIs' },
] as const

/** Calculated from the present policies and directory, so the order of earlier changes does not matter. */
export const targetsFollowed = invariant({
  name: 'targets followed',
  statement:
    'after each synchronization the virtual groups hold exactly the people, and the domain rules name exactly the domains, or those above them, that the policies target',
  clauses: ['PT-01', 'PT-02', 'PT-03', 'PT-04', 'PT-05', 'PT-11', 'SY-13', 'SY-14', 'SY-34', 'SY-35'],
  atQuiet: true,
  check(moment) {
    const { condition, world } = moment
    if (!hasMended(moment) || !condition.startsWith('granted')) return undefined
    const scopes = scopesIn(world.tenant, world.policies)
    return FOLLOWING.filter(({ direction }) => direction === 'inbound' || condition === 'granted').flatMap(
      (one) => breachesOf(moment, one, scopes[one.direction]),
    )
  },
})

function breachesOf(
  { world: { tenant } }: Moment,
  { group, rule, property }: (typeof FOLLOWING)[number],
  { users, domains }: Scope,
): string[] {
  const id = String(tenant.find('groups', 'displayName', group)[0]?.id)
  // Entra keeps the membership of a deleted user for the day on which the user is restored, and shows it to nobody
  const members = tenant
    .find('groups/members', 'groupId', id)
    .map(({ memberId }) => String(memberId))
    .filter((one) => tenant.get('users', one) !== undefined)
  const named = tenant.find('TransportRule', 'Name', rule)[0]?.[property]
  // a condition cannot be empty: a rule without targets names what no mail is for
  const followed = Array.isArray(named) && domains.size > 0 ? named.map(String) : []
  return [
    ...differences(`"${group}"`, members, users),
    // a rule that names a domain has those below it too
    ...differences(`${property} of "${rule}"`, followed, domains, (domain) =>
      followed.some((one) => domain.endsWith(`.${one}`)),
    ),
  ]
}

function differences(
  where: string,
  found: readonly string[],
  wanted: ReadonlySet<string>,
  isCovered: (one: string) => boolean = () => false,
): string[] {
  const missing = [...wanted]
    .filter((one) => !found.includes(one) && !isCovered(one))
    .map((one) => `${one} is not in ${where}`)
  return [...missing, ...found.filter((one) => !wanted.has(one)).map((one) => `${one} is in ${where}`)]
}
