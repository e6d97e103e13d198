/**
 * Routing: which connector sends a copy, to which host, and what the host's certificate must be.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/set-up-connectors-to-route-mail
 */
import { ipAddress } from '../../../ip-ranges.ts'
import type { OutboundConnector, TlsSettings } from '../connectors.ts'
import type { Addressee } from '../envelope.ts'
import { leaving } from '../headers.ts'
import type { Letter } from '../letter.ts'
import type { Certificate, Connection, Message } from '../message.ts'
import { matchesName } from '../patterns/word-tests.ts'
import { rewrittenSender } from '../recipients/sender-rewriting.ts'
import type { MailState } from '../state.ts'

/** A copy that leaves the tenant, for recipients with the same route. */
export interface Handover {
  readonly pass: number
  readonly copy: number
  readonly connector: string | undefined
  /** The rule that named the connector. */
  readonly rule: string | undefined
  /** Smart hosts in the order of attempts, or the recipients' domain. */
  readonly hosts: readonly string[]
  readonly tls: TlsSettings | undefined
  readonly tlsDomain: string
  readonly message: Message
  /** How the service identifies itself to the host. */
  readonly connection: Connection
}

/**
 * Inferred: how long a message is tried, and that a missing or disabled connector of a rule has this result.
 */
export const EXPIRED = '550 5.4.300 Message expired'
const NO_CONNECTOR = '450 4.4.0 the connector that the rule names is missing or disabled'

/**
 * A host of the service, as its greeting names it (observed form; the address is from the published range).
 */
export const serviceConnection: Connection = {
  ip: '40.107.22.52',
  helo: 'mail-db5eur02on2052.outbound.protection.outlook.com',
  ptr: 'mail-db5eur02on2052.outbound.protection.outlook.com',
  tls: { names: ['mail.protection.outlook.com', '*.outbound.protection.outlook.com'], trusted: true },
}

export type Routed =
  | { readonly handover: Handover; readonly addressees: readonly Addressee[] }
  | { readonly status: string; readonly addressees: readonly Addressee[] }

/** @param addressees recipients without a mailbox here, or all where a rule named a connector */
export function route(
  state: MailState,
  letter: Letter,
  addressees: readonly Addressee[],
  pass: number,
): readonly Routed[] {
  const { route: asked } = letter
  if (asked) {
    const connector = state.outbound.find(({ name, enabled }) => enabled && name === asked.connector)
    if (!connector) return [{ status: `${EXPIRED} -> ${NO_CONNECTOR}`, addressees }]
    return [{ handover: handover(state, letter, addressees, pass, connector, asked.rule), addressees }]
  }
  const ways = new Map<string, { connector: OutboundConnector | undefined; addressees: Addressee[] }>()
  for (const addressee of addressees) {
    const connector = connectorFor(state, addressee.domain)
    const way = connector?.smartHosts.length ? `connector ${connector.name}` : `domain ${addressee.domain}`
    const key = `${way} ${addressee.forwardedBy ?? ''} ${addressee.own}`
    const known = ways.get(key)
    if (known) known.addressees.push(addressee)
    else ways.set(key, { connector, addressees: [addressee] })
  }
  return [...ways.values()].map((way) => ({
    handover: handover(state, letter, way.addressees, pass, way.connector, undefined),
    addressees: way.addressees,
  }))
}

function handover(
  state: MailState,
  letter: Letter,
  addressees: readonly Addressee[],
  pass: number,
  connector: OutboundConnector | undefined,
  rule: string | undefined,
): Handover {
  const smartHosts = connector?.smartHosts ?? []
  const message = leaving(letter.outgoing, connector?.cloudServicesMail === true)
  return {
    pass,
    copy: letter.copy,
    connector: connector?.name,
    rule,
    hosts: smartHosts.length > 0 ? smartHosts : [addressees[0]?.domain ?? ''],
    tls: connector?.tls ?? (letter.requireTls ? 'EncryptionOnly' : undefined),
    tlsDomain: connector?.tlsDomain ?? '',
    message: {
      ...message,
      from: senderFor(state, letter, addressees, connector),
      to: addressees.map(({ address }) => address),
    },
    connection: serviceConnection,
  }
}

/**
 * The sender is rewritten for recipients outside; on-premises servers count as inside, unless their connector
 * says otherwise (documented).
 */
function senderFor(
  state: MailState,
  { message, origin }: Letter,
  addressees: readonly Addressee[],
  connector: OutboundConnector | undefined,
): string {
  const isOutside = addressees.every(({ own }) => !own)
  if (!isOutside || (connector?.onPremises && !connector.rewritesSenders)) return message.from
  return rewrittenSender(state, message.from, origin.at, addressees[0]?.forwardedBy)
}

/** An exact domain, then all accepted domains, then the closest wildcard, then `*` (documented); ties by name (inferred). */
function connectorFor(state: MailState, domain: string): OutboundConnector | undefined {
  let best: OutboundConnector | undefined
  let bestRank = 0
  for (const connector of state.outbound) {
    if (!connector.enabled || connector.ruleScoped) continue
    const rank = rankOf(connector, state, domain)
    if (rank === 0 || rank < bestRank || (rank === bestRank && best && connector.name > best.name)) continue
    best = connector
    bestRank = rank
  }
  return best
}

const EXACT = 1_000_000
const ACCEPTED = 100_000

function rankOf(
  { recipientDomains, allAcceptedDomains, allOfInternet }: OutboundConnector,
  state: MailState,
  domain: string,
): number {
  if (recipientDomains.includes(domain)) return EXACT
  if (allAcceptedDomains && state.domainType(domain) !== undefined) return ACCEPTED
  let rank = Number(allOfInternet && state.domainType(domain) === undefined)
  for (const one of recipientDomains) if (matchesName(one, domain)) rank = Math.max(rank, one.length)
  return rank
}

/** Texts observed in published traces of deferred mail. */
const TLS_REFUSALS = {
  none: '450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail]',
  untrusted: '450 4.7.320 Certificate validation failed [Message=UntrustedRoot]',
  otherName: '450 4.7.320 Certificate validation failed [Message=SubjectMismatch]',
} as const

/**
 * The name for which a host's certificate is checked. A smart host without a name gets the name that its
 * connector expects (proposed).
 */
export const nameAsked = (host: string, tlsDomain: string): string =>
  tlsDomain !== '' && ipAddress(host) !== undefined ? tlsDomain.replace(/^\*/, 'mail') : host.toLowerCase()

/**
 * Whether a host's certificate satisfies a connector: any certificate, a trusted one, or also with the right
 * name. Without settings TLS is used where it is offered, with any certificate (documented).
 * @returns the reason for which the message waits, or undefined
 */
export function tlsRefusal(
  { tls, tlsDomain }: Pick<Handover, 'tls' | 'tlsDomain'>,
  host: string,
  certificate: Certificate | undefined,
): string | undefined {
  if (tls === undefined) return undefined
  if (!certificate) return TLS_REFUSALS.none
  if (tls === 'EncryptionOnly') return undefined
  if (!certificate.trusted) return TLS_REFUSALS.untrusted
  if (tls === 'CertificateValidation') return undefined
  const wanted = tlsDomain === '' ? host : tlsDomain
  const named = certificate.names.some((name) => matchesName(wanted, name) || matchesName(name, wanted))
  return named ? undefined : TLS_REFUSALS.otherName
}
