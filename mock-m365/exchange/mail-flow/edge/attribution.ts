/**
 * Attribution: which inbound connector a connection belongs to, whether its mail counts as internal, and
 * whether it may be relayed to the Internet.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
 */
import type { InboundConnector } from '../connectors.ts'
import type { Attribution } from '../envelope.ts'
import { addressesIn, type Connection, domainOf, headerOf, type Message } from '../message.ts'
import { matchesName } from '../patterns/word-tests.ts'
import type { MailState } from '../state.ts'

export interface AttributionRefusal {
  readonly refusal: string
}

/**
 * The first two are observed in published logs; the refusal without required TLS is inferred from outbound
 * mail.
 */
const REFUSALS = {
  restricted:
    "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
  directSend:
    '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
  tls: '451 5.7.3 STARTTLS is required to send mail',
} as const

const SUBMISSION: Attribution = {
  connector: undefined,
  type: 'submission',
  by: undefined,
  internal: true,
  mayRelay: true,
}
const INTERNET: Attribution = {
  connector: undefined,
  type: 'none',
  by: undefined,
  internal: false,
  mayRelay: false,
}

export function attribute(
  state: MailState,
  message: Message,
  connection: Connection,
): Attribution | AttributionRefusal {
  if (connection.submittedBy !== undefined) return SUBMISSION
  const domain = domainOf(message.from)
  const onPremises = onPremisesConnector(state, domain, connection)
  if (onPremises) return attributedTo(onPremises, state, message, connection)
  const partner = partnerConnector(state, domain, connection)
  if (partner) return partner
  if (state.rejectsDirectSend && state.domainType(domain) !== undefined)
    return { refusal: REFUSALS.directSend }
  return INTERNET
}

/** By certificate before by address, the closest sender domain first, then by name (the last two inferred). */
function onPremisesConnector(
  state: MailState,
  domain: string,
  connection: Connection,
): InboundConnector | undefined {
  let best: InboundConnector | undefined
  let bestRank = 0
  for (const connector of state.inbound) {
    if (connector.type !== 'OnPremises' || !isForSender(connector, domain)) continue
    const known = showsCertificate(connector, connection) ? 2 : hasItsAddress(connector, connection) ? 1 : 0
    if (known === 0) continue
    const close = closeness(connector.senderDomains, domain)
    const rank = known * CLOSENESS_MAX + close
    if (close === 0 || (best && (rank < bestRank || (rank === bestRank && connector.name > best.name))))
      continue
    best = connector
    bestRank = rank
  }
  return best
}

/** The accepted domains that a connector names restrict whose mail it takes (documented); bounces have no domain. */
const isForSender = ({ acceptedDomains }: InboundConnector, domain: string): boolean =>
  acceptedDomains.length === 0 || domain === '' || acceptedDomains.includes(domain)

const showsCertificate = ({ certificateName }: InboundConnector, { tls }: Connection): boolean =>
  certificateName !== '' &&
  tls?.trusted === true &&
  tls.names.some((name) => matchesName(certificateName, name) || matchesName(name, certificateName))

/** A connector with a certificate's name is matched only by that (inferred: no guide sets both). */
const hasItsAddress = ({ certificateName, addresses }: InboundConnector, { ip }: Connection): boolean =>
  certificateName === '' && addresses(ip) !== undefined

const CLOSENESS_MAX = 10_000

/**
 * 0 where no pattern matches the domain; the closer the match, the higher. `*` matches every sender, also
 * bounces.
 */
function closeness(domains: readonly string[], domain: string): number {
  let best = 0
  for (const one of domains) {
    if (one === '*') best = Math.max(best, 1)
    else if (domain !== '' && matchesName(one, domain))
      best = Math.max(best, 1 + one.length * 2 + Number(one === domain))
  }
  return Math.min(best, CLOSENESS_MAX - 1)
}

/**
 * A connector's mail belongs to the tenant by the domain of the certificate or of the sender, and may then be
 * relayed; else only by the recipient's domain (message centre MC1226222, February 2026).
 */
function attributedTo(
  connector: InboundConnector,
  state: MailState,
  message: Message,
  connection: Connection,
): Attribution | AttributionRefusal {
  if (connector.requireTls && !connection.tls) return { refusal: REFUSALS.tls }
  const isOwn = (domain: string) => domain !== '' && state.domainType(domain) !== undefined
  const byCertificate = connector.certificateName !== ''
  const certified = byCertificate && (connection.tls?.names ?? []).some((name) => isOwnName(name, isOwn))
  return {
    connector,
    type: 'OnPremises',
    by: byCertificate ? 'certificate' : 'address',
    internal: isInternal(connector, message, isOwn),
    mayRelay: certified || isOwn(domainOf(message.from)),
  }
}

/**
 * A certificate's name belongs to the tenant by its domain or by any domain above: `mail.contoso.com` by
 * `contoso.com`.
 */
function isOwnName(name: string, isOwn: (domain: string) => boolean): boolean {
  let rest = name.replace(/^\*\./, '').toLowerCase()
  for (; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '')
    if (isOwn(rest)) return true
  return false
}

/**
 * Cross-premises headers are promoted where the connector says so, and a connector may treat mail of the
 * tenant's domains as internal (both documented). That one header decides, and that the author's domain is
 * compared, is inferred.
 */
function isInternal(
  { cloudServicesMail, treatAsInternal }: InboundConnector,
  message: Message,
  isOwn: (domain: string) => boolean,
): boolean {
  if (
    cloudServicesMail &&
    headerOf(message, 'x-ms-exchange-crosspremises-authas')?.toLowerCase() === 'internal'
  )
    return true
  if (!treatAsInternal) return false
  const [author = message.from] = addressesIn(headerOf(message, 'from'))
  return isOwn(domainOf(author))
}

/** Restricted connectors decide before those that match only a sender's domain (documented). */
function partnerConnector(
  state: MailState,
  domain: string,
  connection: Connection,
): Attribution | AttributionRefusal | undefined {
  let restricted = false
  let byDomain: InboundConnector | undefined
  for (const connector of state.inbound) {
    if (connector.type !== 'Partner' || closeness(connector.senderDomains, domain) === 0) continue
    if (!isForSender(connector, domain)) continue
    if (!connector.onlyItsAddresses && !connector.onlyItsCertificate) {
      if (!byDomain || connector.name < byDomain.name) byDomain = connector
      continue
    }
    restricted = true
    if (isLetIn(connector, connection)) return asPartner(connector, connection)
  }
  if (restricted) return { refusal: REFUSALS.restricted }
  return byDomain && asPartner(byDomain, connection)
}

const isLetIn = (connector: InboundConnector, connection: Connection): boolean =>
  (!connector.onlyItsAddresses || connector.addresses(connection.ip) !== undefined) &&
  (!connector.onlyItsCertificate || showsCertificate(connector, connection))

function asPartner(connector: InboundConnector, connection: Connection): Attribution | AttributionRefusal {
  if (connector.requireTls && !connection.tls) return { refusal: REFUSALS.tls }
  const by = connector.onlyItsCertificate ? 'certificate' : connector.onlyItsAddresses ? 'address' : 'domain'
  return { connector, type: 'Partner', by, internal: false, mayRelay: false }
}
