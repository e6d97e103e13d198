/**
 * How each object of the product is set in a tenant: conditions, exceptions and actions of rules, properties of connectors
 * and groups. The pages give the names and purposes; the settings are the proposed ones of ARCHITECTURE.md. Written out a
 * second time on purpose (see published-sites.ts).
 */
import {
  GROUPS,
  INBOUND_CONNECTORS,
  OUTBOUND_CONNECTORS,
  REROUTING_RULES,
  RETURN_RULES,
} from './published-names.ts'
import type { PublishedSite } from './published-sites.ts'

export interface ObjectSettings {
  readonly kind: 'TransportRule' | 'InboundConnector' | 'OutboundConnector' | 'groups'
  readonly name: string
  /** By property. Lists are without order. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Of rules: everything that a new one is to have, by Microsoft's names of predicates and actions. */
  readonly parts?: Readonly<Record<'Conditions' | 'Exceptions' | 'Actions', readonly string[]>>
}

type Direction = 'inbound' | 'outbound'
type Site = Pick<PublishedSite, 'sendingInfrastructure' | Direction>

const LOOP_HEADERS = {
  inbound: 'X-TrendMicro-CAS-IN-LOOP-IDENTIFIER',
  outbound: 'X-TrendMicro-CAS-OUT-LOOP-IDENTIFIER',
} as const
const SPAM_HEADER = 'X-TrendMicro-CAS-SPAM'

/** What says who sends and who gets, by direction. */
const SCOPES = {
  inbound: { FromScope: 'NotInOrganization', SentToScope: 'InOrganization', SenderAddressLocation: 'Header' },
  outbound: {
    FromScope: 'InOrganization',
    SentToScope: 'NotInOrganization',
    SenderAddressLocation: 'Envelope',
  },
} as const

const isIncoming = (name: string): boolean => name.includes('Incoming')
const directionOf = (name: string): Direction => (isIncoming(name) ? 'inbound' : 'outbound')

/** @param companyId 32 hexadecimal characters, the same everywhere in a tenant */
export const objectSettings = (site: Site, companyId: string): readonly ObjectSettings[] => [
  ...REROUTING_RULES.map((name) => rerouting(name, site, companyId)),
  ...RETURN_RULES.map((name) => returning(name, site, companyId)),
  ...OUTBOUND_CONNECTORS.map((name) => toScanner(name, site, companyId)),
  ...INBOUND_CONNECTORS.map((name) => fromScanner(name, site)),
  ...GROUPS.map(virtualGroup),
]

function rerouting(name: string, site: Site, companyId: string): ObjectSettings {
  const direction = directionOf(name)
  const [domains, members] =
    direction === 'inbound' ? ['RecipientDomainIs', 'SentToMemberOf'] : ['SenderDomainIs', 'FromMemberOf']
  return {
    kind: 'TransportRule',
    name,
    settings: {
      ...SCOPES[direction],
      ExceptIfSenderIpRanges: site[direction],
      ExceptIfHeaderContainsMessageHeader: null,
      ExceptIfHeaderContainsWords: null,
      SetHeaderName: LOOP_HEADERS[direction],
      SetHeaderValue: companyId,
      RouteMessageOutboundConnector: OUTBOUND_CONNECTORS[direction === 'inbound' ? 0 : 1],
    },
    parts: {
      Conditions: ['FromScope', 'SentToScope', name.includes('Domain') ? domains : members],
      Exceptions: ['SenderIpRanges'],
      Actions: ['SetHeader', 'RouteMessageOutboundConnector'],
    },
  }
}

function returning(name: string, site: Site, companyId: string): ObjectSettings {
  const isSkipping = name === RETURN_RULES[0]
  return {
    kind: 'TransportRule',
    name,
    settings: {
      SenderIpRanges: site.inbound,
      HeaderContainsMessageHeader: isSkipping ? LOOP_HEADERS.inbound : SPAM_HEADER,
      HeaderContainsWords: [isSkipping ? companyId : 'true'],
      ...(isSkipping
        ? { ExceptIfHeaderContainsMessageHeader: SPAM_HEADER, ExceptIfHeaderContainsWords: ['true'] }
        : {}),
      SetSCL: isSkipping ? -1 : 6,
    },
    parts: {
      Conditions: ['HeaderContains', 'SenderIpRanges'],
      Exceptions: isSkipping ? ['HeaderContains'] : [],
      Actions: ['SetScl'],
    },
  }
}

/** Nobody has Microsoft validate it, which takes an administrator in a portal, and the grant is done. */
function toScanner(name: string, { sendingInfrastructure }: Site, companyId: string): ObjectSettings {
  const host = sendingInfrastructure.replace('inpost', isIncoming(name) ? 'inpre' : 'repre')
  return {
    kind: 'OutboundConnector',
    name,
    settings: {
      Enabled: true,
      ConnectorType: 'Partner',
      IsTransportRuleScoped: true,
      IsValidated: false,
      UseMXRecord: false,
      SmartHosts: [`${companyId}.${host}`],
      TlsSettings: 'CertificateValidation',
      RouteAllMessagesViaOnPremises: false,
      CloudServicesMailEnabled: false,
    },
  }
}

const fromScanner = (name: string, site: Site): ObjectSettings => ({
  kind: 'InboundConnector',
  name,
  settings: {
    Enabled: true,
    ConnectorType: isIncoming(name) ? 'Partner' : 'OnPremises',
    SenderDomains: ['smtp:*;1'],
    SenderIPAddresses: site[directionOf(name)],
    RequireTls: false,
    RestrictDomainsToIPAddresses: false,
    CloudServicesMailEnabled: false,
  },
})

const virtualGroup = (name: string): ObjectSettings => ({
  kind: 'groups',
  name,
  settings: {
    displayName: name,
    mailNickname: name.replaceAll(' ', ''),
    visibility: 'Private',
    groupTypes: ['Unified'],
    mailEnabled: true,
    securityEnabled: false,
    resourceBehaviorOptions: ['HideGroupInOutlook', 'WelcomeEmailDisabled'],
  },
})
