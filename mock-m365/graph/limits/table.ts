/** The rates that Graph documents, as rows. https://learn.microsoft.com/graph/throttling-limits */

import type { Concurrency } from '../../exchange/wire/rates.ts'

/** Enforces the documented limits. A scale of 0.01 makes them a hundred times tighter, so that a short run meets them. */
export interface Limits {
  readonly scale: number
  /**
   * How many directory objects the tenant may have. Where absent: the organization's own quota, or 300,000.
   */
  readonly directoryObjects?: number
  /** How many requests Exchange's admin endpoint takes at one time; any number where absent. */
  readonly exchangeConcurrency?: Concurrency
}

/** By the number of users: under 50, up to 500, more. */
interface BySize {
  readonly small: number
  readonly medium: number
  readonly large: number
}

export interface Rate {
  /** Whose calls are counted together. */
  readonly scope: 'Tenant_Application' | 'Application' | 'Tenant'
  readonly counts: 'units' | 'writes' | 'requests'
  readonly max: number | BySize
  readonly windowSeconds: number
  /** Operations that it limits, by their template; all where absent. */
  readonly of?: RegExp
  /** What a refusal says in `x-ms-throttle-scope` and `x-ms-throttle-information` (documented words). */
  readonly access: 'Read' | 'Write' | 'ReadWrite'
  readonly information: 'ResourceUnitLimitExceeded' | 'WriteLimitExceeded' | 'CPULimitExceeded'
}

const UNITS = { counts: 'units', access: 'ReadWrite', information: 'ResourceUnitLimitExceeded' } as const
const WRITES = { counts: 'writes', access: 'Write', information: 'WriteLimitExceeded' } as const
/** The word of services other than the directory is inferred. */
const REQUESTS = { counts: 'requests', access: 'ReadWrite', information: 'CPULimitExceeded' } as const

/** All are documented; that each is a bucket which refills evenly is documented for resource units and inferred for the rest. */
export const RATES: readonly Rate[] = [
  {
    ...UNITS,
    scope: 'Tenant_Application',
    max: { small: 3500, medium: 5000, large: 8000 },
    windowSeconds: 10,
  },
  { ...UNITS, scope: 'Application', max: 150_000, windowSeconds: 20 },
  { ...WRITES, scope: 'Tenant_Application', max: 3000, windowSeconds: 150 },
  { ...WRITES, scope: 'Application', max: 70_000, windowSeconds: 300 },
  { ...WRITES, scope: 'Tenant', max: 18_000, windowSeconds: 300 },
  { ...REQUESTS, scope: 'Application', max: 130_000, windowSeconds: 10 },
  { ...REQUESTS, scope: 'Tenant_Application', max: 5, windowSeconds: 10, of: /^GET \/auditLogs\// },
  {
    ...REQUESTS,
    scope: 'Tenant_Application',
    max: 1000,
    windowSeconds: 20,
    of: /^(?:POST \/subscriptions|\w+ \/subscriptions\/)/,
  },
  { ...REQUESTS, scope: 'Tenant_Application', max: 40, windowSeconds: 20, of: /^GET \/subscriptions$/ },
]

const SMALL_BELOW = 50
const LARGE_ABOVE = 500

export function maxOf({ max }: Rate, users: number): number {
  if (typeof max === 'number') return max
  if (users < SMALL_BELOW) return max.small
  return users > LARGE_ABOVE ? max.large : max.medium
}

/**
 * Outlook has its own limits, which are not emulated. Mail operations cost no resource units (documented).
 */
const OUTLOOK = /\/(?:messages|mailFolders|mailboxSettings|sendMail|translateExchangeIds)(?:\/|$)/i
const isDirectory = (operation: string): boolean => !OUTLOOK.test(operation)

/** Whether calls of an operation count against a rate. */
export const holds = ({ of, counts }: Rate, operation: string): boolean =>
  of ? of.test(operation) : counts === 'requests' || isDirectory(operation)

/** What the directory's refusal of an operation costs. */
export const unitsOfRefusal = (operation: string): Readonly<Record<string, string>> | undefined =>
  isDirectory(operation) ? { 'x-ms-resource-unit': '1' } : undefined

/** Reads that are sent as POST: they cost units but do not count as writes (documented). */
export const READS_BY_POST =
  /\/(?:getByIds|checkMemberGroups|checkMemberObjects|getMemberGroups|getMemberObjects|validateProperties|translateExchangeIds)$/i
