/** What the edge, its queue and the hosts outside share: one cloud's mail in transit. */

import { domainOf } from '../exchange/mail-flow/message.ts'
import type { Outside, OutsideHost } from '../exchange/mail-flow/outside/outside.ts'
import { type IpAddress, ipAddress } from '../ip-ranges.ts'
import type { Microsoft365 } from '../services.ts'
import type { Journeys } from './journeys.ts'
import type { MailAuthority } from './mail-authority.ts'
import type { Organizations } from './organizations.ts'
import type { Transit } from './receiver.ts'

export interface MailWorld {
  readonly cloud: Microsoft365
  readonly organizations: Organizations
  readonly journeys: Journeys
  readonly authority: MailAuthority
  readonly senders: PermittedSenders
  readonly transit: Transit
  /** Hosts for mail of every tenant. */
  readonly outside: Outside
  /** Ports on loopback where hosts outside listen. */
  readonly ports: Map<OutsideHost, number>
  /** Starts a host at its first use. @returns its port */
  readonly open: (host: OutsideHost) => Promise<number>
  /** Port on loopback where the edge listens. */
  edgePort: number
}

/** A name in the form of the service's host names. */
export const EDGE_NAME = 'db5eur02ft052.mail.protection.outlook.com'

/** Address of clients without XCLIENT, from the range reserved for documentation (RFC 5737). */
export const STRANGER_IP = '203.0.113.25'

/**
 * Which domains permit an address to send for them, in place of SPF records in the public DNS: relays have
 * their own list, and other servers may send for any domain except those of the cloud's tenants (proposed).
 */
export class PermittedSenders {
  readonly #cloud: Microsoft365
  readonly #published = new Map<IpAddress | undefined, readonly string[]>()

  constructor(cloud: Microsoft365) {
    this.#cloud = cloud
  }

  publish(ip: string, domains: readonly string[]): void {
    this.#published.set(ipAddress(ip), domains)
  }

  permittedFor(ip: string, from: string): readonly string[] {
    const published = this.#published.get(ipAddress(ip))
    if (published) return published
    const domain = domainOf(from)
    return domain === '' || this.#cloud.tenantNamed(domain) ? [] : [domain]
  }
}
