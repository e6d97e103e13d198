/**
 * Spoofed-sender pairs of the Tenant Allow/Block List: a sender together with the infrastructure that sends for it.
 * https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure
 */
import type { Entity } from '../../../base.ts'
import { blockOf256, rangeTest } from '../../../ip-ranges.ts'
import type { Connection } from '../message.ts'
import { domainOf } from '../message.ts'

export interface SpoofPair {
  readonly allows: boolean
  /** Internal where the spoofed domain is one of the tenant's. */
  readonly internal: boolean
  /** @param sender address in From, lower case; `signedBy`: domains whose DKIM signature verifies */
  readonly matches: (sender: string, connection: Connection, signedBy?: readonly string[]) => boolean
}

export function spoofPair({ Action, SpoofType, SpoofedUser, SendingInfrastructure }: Entity): SpoofPair {
  const user = String(SpoofedUser).toLowerCase()
  const infrastructure = String(SendingInfrastructure).toLowerCase()
  const isFrom = infrastructureTest(infrastructure)
  return {
    allows: Action !== 'Block',
    internal: SpoofType === 'Internal',
    matches: (sender, connection, signedBy) =>
      (user === '*' || user === sender || user === domainOf(sender)) && isFrom(connection, signedBy),
  }
}

type InfrastructureTest = (connection: Connection, signedBy: readonly string[] | undefined) => boolean

/**
 * The domain of the reverse name, or one whose DKIM signature verifies (documented). The page speaks of the
 * organizational domain; names below the listed one match too (inferred).
 */
function infrastructureTest(infrastructure: string): InfrastructureTest {
  if (infrastructure === '*') return () => true
  if (infrastructure.includes('/')) {
    const holds = rangeTest([infrastructure])
    return ({ ip, ptr }) => ptr === undefined && holds(ip) !== undefined
  }
  return ({ ptr }, signedBy = []) =>
    [...(ptr === undefined ? [] : [ptr]), ...signedBy].some((one) => {
      const name = one.toLowerCase()
      return name === infrastructure || name.endsWith(`.${infrastructure}`)
    })
}

/** Name of a connection's source in the list: its reverse name's domain, or the block of its address. */
export function infrastructureOf({ ip, ptr }: Connection): string {
  if (ptr !== undefined) return ptr.toLowerCase()
  return blockOf256(ip) ?? ip
}
