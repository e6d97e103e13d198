/**
 * Which automatic mail the organization sends to other domains. Other automatic mail is deleted silently
 * (documented).
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/remote-domains/remote-domains
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'

export interface RemoteDomain {
  readonly name: string
  readonly forwards: boolean
  readonly replies: boolean
  /** Automatic replies; a message does not say which kind of reply it is, so only None counts (inferred). */
  readonly absences: boolean
  readonly bounces: boolean
  /** Whether its recipients count as inside the organization. */
  readonly internal: boolean
  /** Whether mail of its senders skips the filter. */
  readonly trusted: boolean
}

/**
 * Settings of the closest domain, else of the default one; a tenant without it has the documented defaults.
 */
export function remoteDomainsOf(view: View): (domain: string) => RemoteDomain {
  const exact = new Map<string, RemoteDomain>()
  const above = new Map<string, RemoteDomain>()
  let rest = remoteDomain({ Name: 'Default' })
  for (const entity of view.list('RemoteDomain')) {
    const domain = String(entity.DomainName).toLowerCase()
    const settings = remoteDomain(entity)
    if (domain === '*') rest = settings
    else if (domain.startsWith('*.')) above.set(domain.slice(2), settings)
    else exact.set(domain, settings)
  }
  return (domain) => {
    const own = exact.get(domain)
    if (own || above.size === 0) return own ?? rest
    for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
      const settings = above.get(name)
      if (settings) return settings
    }
    return rest
  }
}

const remoteDomain = (entity: Entity): RemoteDomain => ({
  name: String(entity.Name),
  forwards: entity.AutoForwardEnabled !== false,
  replies: entity.AutoReplyEnabled !== false,
  absences: entity.AllowedOOFType !== 'None',
  bounces: entity.NDREnabled !== false,
  internal: entity.IsInternal === true,
  trusted: entity.TrustedMailInboundEnabled === true,
})

/** Texts from the product's own table (observed); the sender does not get them. */
export const DROPPED = {
  forward: '250 2.1.5 RESOLVER.MSGTYPE.AF; handled AutoForward addressed to external recipient',
  reply: '250 2.1.5 RESOLVER.MSGTYPE.AR; handled AutoReply addressed to external recipient',
  absence: '250 2.1.5 RESOLVER.OOF.SuppressExternal; external OOFs are suppressed',
} as const
