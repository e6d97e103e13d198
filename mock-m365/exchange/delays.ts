/**
 * How long Exchange takes until a change has an effect: on another of its servers, which answers the next
 * request, and on mail. The second number is for callers that simulate mail.
 */
import type { Kind } from '../base.ts'
import type { LagRule } from '../replication.ts'

interface Delay {
  readonly kind: Kind
  /** Seconds until another server shows the change; inferred from clients that poll so long. */
  readonly shown: number
  /** Maximum seconds until it affects mail. */
  readonly applied: number
  readonly mark: 'documented' | 'inferred'
  /** Page with the second number. */
  readonly source: string
}

const MINUTE = 60
const DOCS = 'https://learn.microsoft.com'
const RULES = `${DOCS}/exchange/security-and-compliance/mail-flow-rules/mail-flow-rules`
const SPOOF = `${DOCS}/defender-office-365/tenant-allow-block-list-email-spoof-configure`
const ITEMS = `${DOCS}/defender-office-365/tenant-allow-block-list-about`
const CONNECTORS = `${DOCS}/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/use-connectors-to-configure-mail-flow`
const FILTERS = `${DOCS}/defender-office-365/connection-filter-policies-configure`

export const DELAYS: readonly Delay[] = [
  { kind: 'TransportRule', shown: MINUTE, applied: 30 * MINUTE, mark: 'documented', source: RULES },
  {
    kind: 'TenantAllowBlockListSpoofItems',
    shown: MINUTE,
    applied: 5 * MINUTE,
    mark: 'documented',
    source: SPOOF,
  },
  {
    kind: 'TenantAllowBlockListItems',
    shown: MINUTE,
    applied: 5 * MINUTE,
    mark: 'documented',
    source: ITEMS,
  },
  { kind: 'InboundConnector', shown: MINUTE, applied: 60 * MINUTE, mark: 'inferred', source: CONNECTORS },
  { kind: 'OutboundConnector', shown: MINUTE, applied: 60 * MINUTE, mark: 'inferred', source: CONNECTORS },
  {
    kind: 'HostedConnectionFilterPolicy',
    shown: MINUTE,
    applied: 60 * MINUTE,
    mark: 'inferred',
    source: FILTERS,
  },
  {
    kind: 'HostedContentFilterPolicy',
    shown: MINUTE,
    applied: 60 * MINUTE,
    mark: 'inferred',
    source: FILTERS,
  },
]

/** Replication rules for a cloud whose Exchange servers see each other's changes late. */
export const exchangeLag = (): LagRule[] =>
  DELAYS.map(({ kind, shown }) => ({ kind, reader: 'exchange', seconds: shown }))
