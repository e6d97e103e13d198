/**
 * What the published pages say must be in a tenant, stage by stage. Written from those pages, through reports,
 * never from cas-core: a shared table would be wrong on both sides at once.
 */
import { publishedNames, publishedSites } from '#reports'
import type { Script } from './harness/script.ts'

/** Where the tenant is between its stages; `in between` where a stage has not been brought to its end. */
export const CONDITIONS = [
  'none',
  'granted inbound',
  'granted',
  'deprovisioned',
  'clean',
  'in between',
] as const
export type Condition = (typeof CONDITIONS)[number]

export interface Standing {
  readonly TransportRule: readonly string[]
  readonly InboundConnector: readonly string[]
  readonly OutboundConnector: readonly string[]
  readonly groups: readonly string[]
  /** Whether the site's addresses and domain pair are in the allow lists. */
  readonly allowed: boolean
  /** Whether the application's service principal is in the tenant. */
  readonly application: boolean
}

const { RETURN_RULES, RULES, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, GROUPS } = publishedNames
const incoming = (names: readonly string[]) => names.filter((name) => /\bIncoming\b/.test(name))
const NOTHING = { TransportRule: [], InboundConnector: [], OutboundConnector: [], groups: [], allowed: false }

export const STANDING: Readonly<Record<Exclude<Condition, 'none' | 'in between'>, Standing>> = {
  'granted inbound': {
    TransportRule: incoming(RULES),
    InboundConnector: incoming(INBOUND_CONNECTORS),
    OutboundConnector: incoming(OUTBOUND_CONNECTORS),
    groups: incoming(GROUPS),
    allowed: true,
    application: true,
  },
  granted: {
    TransportRule: RULES,
    InboundConnector: INBOUND_CONNECTORS,
    OutboundConnector: OUTBOUND_CONNECTORS,
    groups: GROUPS,
    allowed: true,
    application: true,
  },
  deprovisioned: {
    ...NOTHING,
    TransportRule: RETURN_RULES,
    InboundConnector: INBOUND_CONNECTORS,
    allowed: true,
    application: true,
  },
  clean: { ...NOTHING, application: false },
}

export const OBJECT_KINDS = ['TransportRule', 'InboundConnector', 'OutboundConnector', 'groups'] as const
export type ObjectKindName = (typeof OBJECT_KINDS)[number]

/** Every name that the product may give to an object of a kind. */
export const NAMED: Readonly<Record<ObjectKindName, ReadonlySet<string>>> = {
  TransportRule: new Set(RULES),
  InboundConnector: new Set(INBOUND_CONNECTORS),
  OutboundConnector: new Set(OUTBOUND_CONNECTORS),
  groups: new Set(GROUPS),
}

/** An inbound-only account that was deprovisioned leaves the incoming half. */
export function standingAt(condition: Condition, directions: Script['directions']): Standing | undefined {
  if (condition === 'none' || condition === 'in between') return undefined
  const standing = STANDING[condition]
  if (condition !== 'deprovisioned' || directions === 'both') return standing
  return { ...standing, InboundConnector: incoming(standing.InboundConnector) }
}

/** @throws RangeError for a site that no page names */
export function publishedSite(name: string) {
  const site = publishedSites.find((one) => one.name === name)
  if (!site) throw new RangeError(`no published page names the site "${name}"`)
  return site
}
