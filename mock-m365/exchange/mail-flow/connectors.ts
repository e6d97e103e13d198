/** Connectors as the mail flow reads them. */
import type { Entity } from '../../base.ts'
import { type RangeTest, rangeTest } from '../../ip-ranges.ts'
import { textsOf } from './texts.ts'

export interface InboundConnector {
  readonly name: string
  readonly enabled: boolean
  readonly type: 'OnPremises' | 'Partner'
  /** Domains of senders: `contoso.com`, `*.contoso.com`, `*`. */
  readonly senderDomains: readonly string[]
  /** Accepted domains of senders who may use it; empty for all. */
  readonly acceptedDomains: readonly string[]
  readonly hasAddresses: boolean
  readonly addresses: RangeTest
  readonly certificateName: string
  readonly requireTls: boolean
  readonly onlyItsAddresses: boolean
  readonly onlyItsCertificate: boolean
  readonly cloudServicesMail: boolean
  readonly treatAsInternal: boolean
  /** Enhanced filtering; undefined where it is off. */
  readonly skips: Skips | undefined
}

/** Which servers enhanced filtering skips, and for which recipients. */
export interface Skips {
  /** Undefined where only the client is skipped. */
  readonly addresses: RangeTest | undefined
  /** Addresses in lower case; empty for everybody. */
  readonly users: readonly string[]
}

export function inboundConnector(entity: Entity): InboundConnector {
  const addresses = textsOf(entity.SenderIPAddresses)
  return {
    name: String(entity.Name),
    enabled: entity.Enabled !== false,
    type: entity.ConnectorType === 'OnPremises' ? 'OnPremises' : 'Partner',
    senderDomains: textsOf(entity.SenderDomains).map(domainInSpace),
    acceptedDomains: textsOf(entity.AssociatedAcceptedDomains).map((one) => one.toLowerCase()),
    hasAddresses: addresses.length > 0,
    addresses: rangeTest(addresses),
    certificateName:
      typeof entity.TlsSenderCertificateName === 'string' ? entity.TlsSenderCertificateName : '',
    requireTls: entity.RequireTls === true,
    onlyItsAddresses: entity.RestrictDomainsToIPAddresses === true,
    onlyItsCertificate: entity.RestrictDomainsToCertificate === true,
    cloudServicesMail: entity.CloudServicesMailEnabled === true,
    treatAsInternal: entity.TreatMessagesAsInternal === true,
    skips: skipsOf(entity),
  }
}

/** The list counts only where the connector does not skip just the last address (documented). */
function skipsOf({ EFSkipLastIP, EFSkipIPs, EFUsers }: Entity): Skips | undefined {
  const addresses = textsOf(EFSkipIPs)
  if (EFSkipLastIP !== true && addresses.length === 0) return undefined
  return {
    addresses: EFSkipLastIP === true ? undefined : rangeTest(addresses),
    users: textsOf(EFUsers).map((one) => one.toLowerCase()),
  }
}

/** `smtp:contoso.com;1` contains `contoso.com`. */
const domainInSpace = (space: string): string =>
  space
    .replace(/^smtp:/i, '')
    .replace(/;\d+$/, '')
    .toLowerCase()

export interface OutboundConnector {
  readonly name: string
  readonly enabled: boolean
  /** True where only rules use it. */
  readonly ruleScoped: boolean
  readonly onPremises: boolean
  /** Senders of foreign domains are rewritten on it, as on the way to the Internet. */
  readonly rewritesSenders: boolean
  readonly recipientDomains: readonly string[]
  readonly allAcceptedDomains: boolean
  /** All mail for the Internet goes through it. */
  readonly allOfInternet: boolean
  /** Empty where the recipients' mail exchangers decide. */
  readonly smartHosts: readonly string[]
  readonly tls: TlsSettings | undefined
  readonly tlsDomain: string
  readonly cloudServicesMail: boolean
}

export type TlsSettings = 'EncryptionOnly' | 'CertificateValidation' | 'DomainValidation'

export function outboundConnector(entity: Entity): OutboundConnector {
  const tls = entity.TlsSettings
  return {
    name: String(entity.Name),
    enabled: entity.Enabled !== false && entity.TestMode !== true,
    ruleScoped: entity.IsTransportRuleScoped === true,
    onPremises: entity.ConnectorType === 'OnPremises',
    rewritesSenders: entity.SenderRewritingEnabled === true,
    recipientDomains: textsOf(entity.RecipientDomains).map((domain) => domain.toLowerCase()),
    allAcceptedDomains: entity.AllAcceptedDomains === true,
    allOfInternet: entity.RouteAllMessagesViaOnPremises === true,
    smartHosts: entity.UseMXRecord === true ? [] : textsOf(entity.SmartHosts),
    tls:
      tls === 'EncryptionOnly' || tls === 'CertificateValidation' || tls === 'DomainValidation'
        ? tls
        : undefined,
    tlsDomain: typeof entity.TlsDomain === 'string' ? entity.TlsDomain : '',
    cloudServicesMail: entity.CloudServicesMailEnabled === true,
  }
}
