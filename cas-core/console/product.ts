/** The product: its customers, their accounts, and the console's operations on them. */
import { Company } from '../company/company.ts'
import type { ApplicationCredential } from '../microsoft/token.ts'
import type { Dns, Mailer, Ports, Scanner, Store } from '../ports.ts'
import type { ProfileName } from '../profiles/index.ts'
import type { Scanning } from '../scanning/index.ts'
import { accountOf } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import type { Service } from './services.ts'
import { Sessions } from './sessions.ts'

export interface ProductPorts extends Ports {
  readonly store: Store
  /** Absent where nobody is told by e-mail. */
  readonly mailer?: Mailer
  /** Without it, advice about public records is left out. */
  readonly dns?: Dns
  /** Judges messages in API mode; absent where nothing is scanned. */
  readonly scanner?: Scanner
  /** Name of the process that works, which others see. */
  readonly worker?: string
}

export interface ProductSettings {
  /** Generation of the product whose console it is. */
  readonly profile: ProfileName
  /** The vendor's secret, from which marks, tenants' company ids and the states of consents are derived. */
  readonly vendorKey: string
  /** The vendor's multi-tenant applications, by purpose: `inline mode`. */
  readonly applications: Readonly<Record<string, ApplicationCredential & { readonly redirectUri: string }>>
  /** Where Microsoft Graph reports new mail; absent where nothing is scanned. */
  readonly endpoints?: Scanning['endpoints']
  readonly spoofTypes?: readonly ('External' | 'Internal')[]
}

/** Stands for the tenant's id until the first consent tells it. */
const UNKNOWN_TENANT = 'organizations'

export class Product {
  readonly ports: ProductPorts
  readonly settings: ProductSettings
  readonly sessions: Sessions
  /** By the name of the account. */
  readonly scannings = new Map<string, Scanning>()
  /** When this process has last caught up on mail, in milliseconds since the epoch. */
  readonly caughtUpAt = new WeakMap<Scanning, number>()
  readonly #companies = new Map<string, Company>()
  readonly #accounts = new Map<string, Account>()

  constructor(ports: ProductPorts, settings: ProductSettings) {
    this.ports = ports
    this.settings = settings
    this.sessions = new Sessions(ports)
  }

  /** A customer, with what other processes have written of it. */
  async company(name: string): Promise<Company> {
    const company = this.#companies.get(name) ?? new Company(name, this.ports)
    this.#companies.set(name, company)
    await company.catchUp()
    return company
  }

  /**
   * The account of a service in an organization, with what other processes have written of it. It need not be granted.
   * @param unless the tenant, by id or domain, where the organization is tied to none yet
   * @throws RangeError where the customer has no licence, or the vendor no such application
   */
  async account(
    company: Company,
    organizationId: string,
    service: Service,
    unless = UNKNOWN_TENANT,
  ): Promise<Account> {
    const { licence, organizations } = company.memory
    if (!licence) throw new RangeError(`${company.name} has no licence`)
    const application = this.settings.applications[service.application]
    if (!application) throw new RangeError(`the vendor has no application for ${service.application}`)
    const { tenantId = unless } = organizations.find(({ id }) => id === organizationId) ?? {}
    const name = company.accountName(organizationId, service.kind.name)
    const key = `${name} ${tenantId} ${licence.site}`
    const { vendorKey, spoofTypes } = this.settings
    const account =
      this.#accounts.get(key) ??
      accountOf(
        service.kind,
        { ...this.ports, ...this.ports.store.of(name) },
        {
          tenantId,
          site: licence.site,
          directions: 'both',
          application,
          vendorKey,
          ...(spoofTypes ? { spoofTypes } : {}),
        },
      )
    this.#accounts.set(key, account)
    await account.ledger.catchUp()
    return account
  }
}
