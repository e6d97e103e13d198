/** What the product remembers of one customer in addition to the accounts: licence, organizations, who is told what. */
import type { JournalRecord } from '../ports.ts'

/** Source: feature and licence pages (trend-vision-one-protection-modes-for-email-services); dates are ours. */
export interface Licence {
  /** E-mail address of the customer's own account, which is told of system events. */
  readonly account: string | undefined
  /** Name of the serving site. The licence decides it, and the customer cannot choose (trend-vision-one-faqs). */
  readonly site: string
  /** Whether the add-on for e-mail is licensed, which inline mode needs. */
  readonly isInlineIncluded: boolean
  /** Milliseconds since the epoch; undefined for a licence without end. */
  readonly expiresAt: number | undefined
  /** Days after the end in which everything goes on. */
  readonly graceDays: number
}

/** A part of a customer, tied to at most one tenant. Source: trend-vision-one-organization-management. */
export interface Organization {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Known since the first consent. */
  readonly tenantId: string | undefined
  /** Its display name, as it was last read there; undefined before it could be read. */
  readonly tenantName: string | undefined
}

export type CompanyEntry =
  | { readonly type: 'licence'; readonly licence: Licence }
  | {
      readonly type: 'organization'
      readonly id: string
      readonly name: string
      readonly description: string
    }
  | { readonly type: 'organization removed'; readonly id: string }
  | { readonly type: 'tenant tied'; readonly organization: string; readonly tenantId: string }
  | { readonly type: 'tenant named'; readonly organization: string; readonly name: string }
  | { readonly type: 'tenant untied'; readonly organization: string }
  /** Replaces the System Notification Recipient Group. */
  | { readonly type: 'recipients'; readonly addresses: readonly string[] }
  | { readonly type: 'signature'; readonly text: string }

/** The default organization is there from the start: it can be renamed and not removed. */
export const DEFAULT_ORGANIZATION = '1'
export const ORGANIZATIONS_MAX = 20

export class CompanyMemory {
  readonly #organizations = new Map<string, Organization>([
    [
      DEFAULT_ORGANIZATION,
      {
        id: DEFAULT_ORGANIZATION,
        name: 'Default Organization',
        description: '',
        tenantId: undefined,
        tenantName: undefined,
      },
    ],
  ])
  #made = 1
  licence: Licence | undefined
  /** Undefined until somebody sets them: the customer's own account is told. */
  recipients: readonly string[] | undefined
  signature = ''

  get organizations(): readonly Organization[] {
    return [...this.#organizations.values()]
  }

  /** How many organizations were ever made: the next one's number follows. */
  get made(): number {
    return this.#made
  }

  take(taken: JournalRecord): void {
    const entry = taken as CompanyEntry & JournalRecord
    switch (entry.type) {
      case 'licence':
        this.licence = entry.licence
        break
      case 'recipients':
        this.recipients = entry.addresses
        break
      case 'signature':
        this.signature = entry.text
        break
      case 'organization removed':
        this.#organizations.delete(entry.id)
        break
      case 'organization': {
        const before = this.#organizations.get(entry.id)
        if (!before) this.#made = Math.max(this.#made, Number(entry.id))
        const { id, name, description } = entry
        const { tenantId, tenantName } = before ?? {}
        this.#organizations.set(id, { id, name, description, tenantId, tenantName })
        break
      }
      case 'tenant tied':
        this.#tie(entry.organization, { tenantId: entry.tenantId, tenantName: undefined })
        break
      case 'tenant named':
        this.#tie(entry.organization, { tenantName: entry.name })
        break
      case 'tenant untied':
        this.#tie(entry.organization, { tenantId: undefined, tenantName: undefined })
    }
  }

  #tie(id: string, changes: Partial<Pick<Organization, 'tenantId' | 'tenantName'>>): void {
    const organization = this.#organizations.get(id)
    if (organization) this.#organizations.set(id, { ...organization, ...changes })
  }
}
