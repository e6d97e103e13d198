/**
 * Attribution across all tenants of the cloud: by the server's certificate, then by the envelope's sender,
 * then by the recipient (message centre MC1226222, February 2026). The last needs no connector.
 */

import { signInTo } from '../entra/directory/people.ts'
import { realmOf } from '../entra/realm.ts'
import { compileMail } from '../exchange/mail-flow/compile.ts'
import { attribute } from '../exchange/mail-flow/edge/attribution.ts'
import { type Connection, domainOf, type Message } from '../exchange/mail-flow/message.ts'
import { type Pass, passMail } from '../exchange/mail-flow/pass.ts'
import { RECIPIENT_REFUSALS } from '../exchange/mail-flow/recipients/resolve.ts'
import type { MailState } from '../exchange/mail-flow/state.ts'
import { TRANSPORT_SETTINGS } from '../exchange/transport-settings.ts'
import type { Microsoft365 } from '../services.ts'
import type { Tenant } from '../tenant.ts'
import { REFUSED, SmtpRefusal } from './replies.ts'

/** What is known of a message before its content. */
const envelopeOnly = (from: string, to: readonly string[]): Message => ({
  from,
  to,
  headers: [],
  body: '',
  size: 0,
  attachments: [],
})

export interface RefusedPass {
  readonly pass: Pass
  readonly status: string
}

/** Other reasons against a recipient, such as a group that refuses external mail, are told by a report. */
const BEFORE_CONTENT: ReadonlySet<string> = new Set([
  RECIPIENT_REFUSALS.relay,
  RECIPIENT_REFUSALS.unknown,
  RECIPIENT_REFUSALS.unknownAtEdge,
])

export class Organizations {
  readonly #cloud: Microsoft365
  readonly #states = new WeakMap<Tenant, { position: number; state: MailState }>()

  constructor(cloud: Microsoft365) {
    this.#cloud = cloud
  }

  /** The tenant's present mail flow. */
  stateOf(tenant: Tenant): MailState {
    const { position } = tenant
    const known = this.#states.get(tenant)
    if (known?.position === position) return known.state
    const state = compileMail(tenant)
    this.#states.set(tenant, { position, state })
    return state
  }

  /** @returns undefined for mail of no tenant, which is refused */
  ownerOf(connection: Connection, from: string, recipient: string): Tenant | undefined {
    if (connection.submittedBy !== undefined) return this.#named(connection.submittedBy)
    const { tls } = connection
    for (const name of tls?.trusted ? tls.names : []) {
      const tenant = this.#named(`@${name.replace(/^\*\./, '')}`)
      if (tenant && this.#isConnected(tenant, connection, from)) return tenant
    }
    const sender = this.#named(from)
    if (sender && this.#isConnected(sender, connection, from)) return sender
    return this.#named(recipient)
  }

  /** A tenant of the cloud that has the domain, and accepts its mail. */
  ofDomain(domain: string): Tenant | undefined {
    return this.#named(`@${domain}`)
  }

  /** @returns the pass of an envelope for one recipient that the edge refuses before the content */
  refusalOf(
    tenant: Tenant,
    connection: Connection,
    from: string,
    recipient: string,
  ): RefusedPass | undefined {
    const message = envelopeOnly(from, [recipient])
    const pass = passMail(this.stateOf(tenant), { message, connection, at: this.#cloud.clock.now() })
    for (const step of pass.steps) {
      if (step.kind !== 'refused') continue
      const { by, status } = step
      return by !== 'recipients' || BEFORE_CONTENT.has(status) ? { pass, status } : undefined
    }
    return undefined
  }

  /** @throws SmtpRefusal 535 for a wrong password, and where the tenant or the mailbox has SMTP AUTH switched off */
  signIn(username: string, password: string): void {
    const at = this.#cloud.clock.now()
    const { entra } = this.#cloud.services
    try {
      signInTo(entra, realmOf(entra, 'organizations'), username, password, at)
    } catch {
      throw REFUSED.badCredentials()
    }
    const tenant = this.#named(username)
    const state = tenant && this.stateOf(tenant)
    const mailbox = state?.recipient(username.toLowerCase())
    if (!tenant || !state || !mailbox) throw REFUSED.badCredentials()
    const own = state.settings(mailbox).SmtpClientAuthenticationDisabled
    if (own === true) throw REFUSED.authenticationOffForMailbox()
    const [{ SmtpClientAuthenticationDisabled: off } = TRANSPORT_SETTINGS] = tenant.list('TransportConfig')
    if (own !== false && off !== false) throw REFUSED.authenticationOff()
  }

  /** @throws SmtpRefusal 550 where the address does not belong to the mailbox */
  checkSender(user: string, from: string): void {
    const tenant = this.#named(user)
    const state = tenant && this.stateOf(tenant)
    const mailbox = state?.recipient(user.toLowerCase())
    if (!mailbox || state?.recipient(from.toLowerCase())?.id !== mailbox.id) throw REFUSED.sendAs()
  }

  #named(address: string): Tenant | undefined {
    const domain = domainOf(address)
    return domain === '' ? undefined : this.#cloud.tenantNamed(domain)
  }

  /** Whether the connection belongs to a connector for the tenant's own servers. */
  #isConnected(tenant: Tenant, connection: Connection, from: string): boolean {
    const attribution = attribute(this.stateOf(tenant), envelopeOnly(from, []), connection)
    return !('refusal' in attribution) && attribution.type === 'OnPremises' && attribution.mayRelay
  }
}

export const relayDenied = (): SmtpRefusal => new SmtpRefusal(RECIPIENT_REFUSALS.relay)
