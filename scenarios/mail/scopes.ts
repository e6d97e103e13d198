/** Whose mail the policies put in scope, reckoned from the policies' words and the directory alone. */
import type { Policy, Protection } from '#cas-core'
import type { View } from '#mock-m365'
import type { Direction } from './outside.ts'

/** Domains in lower case; users by object id. */
export interface Scope {
  readonly domains: ReadonlySet<string>
  readonly users: ReadonlySet<string>
}

export type Scopes = Readonly<Record<Direction, Scope>>

export const NO_SCOPES: Scopes = {
  inbound: { domains: new Set(), users: new Set() },
  outbound: { domains: new Set(), users: new Set() },
}

/** What the policies come to with the directory as the view shows it. */
export const scopesIn = (view: View, policies: readonly Policy[]): Scopes => ({
  inbound: scopeIn(view, policies, 'inbound'),
  outbound: scopeIn(view, policies, 'outbound'),
})

/** Those of them whose direction is switched on. */
export const switchedOn = ({ inbound, outbound }: Scopes, protection: Protection): Scopes => ({
  inbound: protection.inbound ? inbound : NO_SCOPES.inbound,
  outbound: protection.outbound ? outbound : NO_SCOPES.outbound,
})

function scopeIn(view: View, policies: readonly Policy[], direction: Direction): Scope {
  const verified = view.list('domains').filter(({ isVerified }) => isVerified === true)
  const own = new Set(verified.map(({ id }) => String(id).toLowerCase()))
  const [domains, users] = [new Set<string>(), new Set<string>()]
  for (const { targets, ...policy } of policies) {
    if (!policy.enabled || policy.direction !== direction) continue
    if ('all' in targets) for (const domain of own) domains.add(domain)
    else if ('domains' in targets) {
      for (const domain of targets.domains)
        if (own.has(domain.toLowerCase())) domains.add(domain.toLowerCase())
    } else
      for (const id of [...targets.users, ...membersOf(view, targets.groups)])
        if (view.get('users', id)) users.add(id)
  }
  return { domains, users }
}

/** Of the groups and of the groups in them. */
function membersOf(view: View, groups: readonly string[], seen = new Set<string>()): string[] {
  return groups.flatMap((group) => {
    if (seen.has(group)) return []
    seen.add(group)
    const members = view.find('groups/members', 'groupId', group).map(({ memberId }) => String(memberId))
    const nested = members.filter((id) => view.get('groups', id) !== undefined)
    return [...members, ...membersOf(view, nested, seen)]
  })
}

/**
 * Whose mail both put in scope, person by person: one may name somebody as a user, the other by a domain. Where
 * policies or the directory change, nothing is promised that did not hold before and after.
 */
export function inBoth(view: View, one: Scopes, other: Scopes): Scopes {
  const both = (direction: Direction): Scope => {
    const [first, second] = [one[direction], other[direction]]
    const users = [...first.users.union(second.users)].filter(
      (id) => isUserInScope(view, first, id) && isUserInScope(view, second, id),
    )
    return { domains: first.domains.intersection(second.domains), users: new Set(users) }
  }
  return { inbound: both('inbound'), outbound: both('outbound') }
}

const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1).toLowerCase()

const isUserInScope = (view: View, { domains, users }: Scope, id: string): boolean =>
  users.has(id) || domains.has(domainOf(String(view.get('users', id)?.mail ?? '')))

/** @param address of a mailbox of the tenant */
export function isInScope(view: View, { domains, users }: Scope, address: string): boolean {
  if (domains.has(domainOf(address))) return true
  return view.find('users', 'mail', address).some(({ id }) => users.has(String(id)))
}

/** Whose mail either puts in scope. */
export function together(one: Scopes, other: Scopes): Scopes {
  const either = (direction: Direction): Scope => ({
    domains: one[direction].domains.union(other[direction].domains),
    users: one[direction].users.union(other[direction].users),
  })
  return { inbound: either('inbound'), outbound: either('outbound') }
}
