/**
 * Spoofed-sender pairs of the Tenant Allow/Block List: a sender together with the infrastructure that sends for it.
 * https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure
 */
import type { Entity } from '../../base.ts'
import { ipv4, rangeTest } from './address-ranges.ts'
import type { Connection } from './message.ts'
import { domainOf } from './message.ts'

export interface SpoofPair {
  readonly allows: boolean
  /** Internal where the spoofed domain is one of the tenant's. */
  readonly internal: boolean
  /** @param sender address in From, lower case */
  readonly matches: (sender: string, connection: Connection) => boolean
}

export function spoofPair({ Action, SpoofType, SpoofedUser, SendingInfrastructure }: Entity): SpoofPair {
  const user = String(SpoofedUser).toLowerCase()
  const infrastructure = String(SendingInfrastructure).toLowerCase()
  const isFrom = infrastructureTest(infrastructure)
  return {
    allows: Action !== 'Block',
    internal: SpoofType === 'Internal',
    matches: (sender, connection) =>
      (user === '*' || user === sender || user === domainOf(sender)) && isFrom(connection),
  }
}

/** The page speaks of the organizational domain; hosts below the named domain are taken too (inferred). */
function infrastructureTest(infrastructure: string): (connection: Connection) => boolean {
  if (infrastructure === '*') return () => true
  if (infrastructure.includes('/')) {
    const holds = rangeTest([infrastructure])
    return ({ ip, ptr }) => ptr === undefined && holds(ip) !== undefined
  }
  return ({ ptr }) => {
    const name = ptr?.toLowerCase()
    return name !== undefined && (name === infrastructure || name.endsWith(`.${infrastructure}`))
  }
}

/** What the list calls the source of a connection: its reverse name's domain, or the block of its address. */
export function infrastructureOf({ ip, ptr }: Connection): string {
  if (ptr !== undefined) return ptr.toLowerCase()
  return ipv4(ip) === undefined ? ip : `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`
}
