/** The embedded tenants, each with its special feature. */
import { diverse } from './diverse.ts'
import { accounts, GROUPS, PEOPLE, type World } from './embedded-tenant.ts'

const plain: World = {
  name: 'plain',
  story: 'a tenant with users, groups and two verified domains, and no objects in mail flow',
  customer: {
    tenantId: 'c0ffee00-0001-4001-8001-000000000001',
    displayName: 'Contoso',
    domains: ['contoso.onmicrosoft.com', 'contoso.com'],
    unverifiedDomains: ['contoso-new.com'],
    textRecords: { 'contoso.com': ['v=spf1 include:spf.protection.outlook.com -all'] },
    accounts: accounts('contoso.com'),
    users: PEOPLE,
    groups: GROUPS,
  },
}

const busy: World = {
  name: 'busy',
  story:
    'own rules, connectors, allowed addresses (two of them the EU site’s) and spoof entries stand already',
  customer: {
    tenantId: 'c0ffee00-0002-4002-8002-000000000002',
    displayName: 'Fabrikam',
    skus: ['AAD_PREMIUM_P2'],
    domains: ['fabrikam.onmicrosoft.com', 'fabrikam.com', 'fabrikam.de'],
    accounts: accounts('fabrikam.com'),
    users: PEOPLE,
    groups: GROUPS,
    transportRules: [
      {
        Name: 'Mark mail from outside',
        FromScope: 'NotInOrganization',
        PrependSubject: '[External] ',
        State: 'Enabled',
      },
      {
        Name: 'Old disclaimer',
        State: 'Disabled',
        SenderDomainIs: ['fabrikam.com'],
        SetAuditSeverity: 'Low',
      },
    ],
    inboundConnectors: [
      {
        Name: 'From the archive',
        ConnectorType: 'OnPremises',
        SenderDomains: ['smtp:*;1'],
        SenderIPAddresses: ['198.51.100.7'],
      },
    ],
    outboundConnectors: [
      {
        Name: 'To the partner',
        RecipientDomains: ['partner.example'],
        UseMXRecord: false,
        SmartHosts: ['mx.partner.example'],
      },
    ],
    ipAllowList: ['203.0.113.10', '198.51.100.0/28', '20.107.69.176', '20.160.56.80/28'],
    spoofItems: [
      {
        SpoofedUser: 'billing@fabrikam.com',
        SendingInfrastructure: 'invoices.example',
        SpoofType: 'External',
        Action: 'Allow',
      },
    ],
  },
}

const clash: World = {
  name: 'clash',
  story: 'objects with the product’s names exist already but are not the product’s',
  customer: {
    tenantId: 'c0ffee00-0003-4003-8003-000000000003',
    displayName: 'Northwind',
    domains: ['northwind.onmicrosoft.com', 'northwind.com'],
    accounts: accounts('northwind.com'),
    users: PEOPLE,
    groups: { ...GROUPS, 'TMCAS Inline Incoming O365 Virtual Group': ['Ada Lovelace'] },
    transportRules: [
      {
        Name: 'TMCAS Inline Incoming Domain Transport Rule',
        FromScope: 'NotInOrganization',
        State: 'Enabled',
      },
    ],
  },
}

const full: World = {
  name: 'full',
  story: 'the tenant has so many transport rules that the product’s six do not fit',
  customer: {
    tenantId: 'c0ffee00-0004-4004-8004-000000000004',
    displayName: 'Adventure Works',
    domains: ['adventureworks.onmicrosoft.com', 'adventure-works.com'],
    accounts: accounts('adventure-works.com'),
    users: PEOPLE,
    groups: GROUPS,
    transportRules: Array.from({ length: 296 }, (_, i) => ({
      Name: `Rule ${i + 1}`,
      State: 'Enabled',
      SenderDomainIs: [`sender-${i + 1}.example`],
    })),
  },
}

const dehydrated: World = {
  name: 'dehydrated',
  story: 'nobody has customized the organization yet, so Exchange Online refuses new objects',
  customer: {
    tenantId: 'c0ffee00-0005-4005-8005-000000000005',
    displayName: 'Tailspin Toys',
    domains: ['tailspintoys.onmicrosoft.com'],
    accounts: accounts('tailspintoys.onmicrosoft.com'),
    users: PEOPLE,
    groups: GROUPS,
    dehydrated: true,
  },
}

const unguarded: World = {
  name: 'unguarded',
  story: 'Exchange Online lets connectors go that rules still name; no page tells whether it does',
  customer: {
    tenantId: 'c0ffee00-0006-4006-8006-000000000006',
    displayName: 'Woodgrove Bank',
    domains: ['woodgrovebank.onmicrosoft.com', 'woodgrovebank.com'],
    accounts: accounts('woodgrovebank.com'),
    users: PEOPLE,
    groups: GROUPS,
    offering: { connectorInUse: 'leaves rule invalid' },
  },
}

const developer: World = {
  name: 'developer',
  story: 'a developer subscription, in which Exchange Online makes no inbound connectors',
  customer: {
    tenantId: 'c0ffee00-0007-4007-8007-000000000007',
    displayName: 'Proseware',
    domains: ['proseware.onmicrosoft.com'],
    accounts: accounts('proseware.onmicrosoft.com'),
    users: PEOPLE,
    groups: GROUPS,
    offering: { inboundConnectors: 'refused' },
  },
}

const governed: World = {
  name: 'governed',
  story:
    'own rules tag mail from outside, add a disclaimer and copy mail to an archive; a gateway of another maker takes what leaves',
  customer: {
    tenantId: 'c0ffee00-0008-4008-8008-000000000008',
    displayName: 'Lamna Healthcare',
    domains: ['lamnahealthcare.onmicrosoft.com', 'lamnahealthcare.com'],
    accounts: accounts('lamnahealthcare.com'),
    users: [...PEOPLE, 'Archive Keeper'],
    groups: GROUPS,
    transportRules: [
      {
        Name: 'Tag mail from outside',
        FromScope: 'NotInOrganization',
        PrependSubject: '[External] ',
        State: 'Enabled',
      },
      {
        Name: 'Disclaimer',
        FromScope: 'InOrganization',
        SentToScope: 'NotInOrganization',
        ApplyHtmlDisclaimerText: '<p>Confidential.</p>',
        ApplyHtmlDisclaimerLocation: 'Append',
        ApplyHtmlDisclaimerFallbackAction: 'Wrap',
        State: 'Enabled',
      },
      {
        Name: 'Archive what comes from outside',
        FromScope: 'NotInOrganization',
        SentToScope: 'InOrganization',
        BlindCopyTo: ['archive.keeper@lamnahealthcare.com'],
        State: 'Enabled',
      },
      {
        Name: 'Refuse what a partner may not send',
        SenderIpRanges: ['203.0.113.0/24'],
        SubjectContainsWords: ['offer'],
        RejectMessageReasonText: 'no offers from here',
        State: 'Enabled',
      },
    ],
    outboundConnectors: [
      {
        Name: 'To the gateway',
        ConnectorType: 'Partner',
        RecipientDomains: ['*'],
        UseMXRecord: false,
        SmartHosts: ['gateway.filter.example'],
        TlsSettings: 'EncryptionOnly',
      },
    ],
  },
}

const crowded: World = {
  name: 'crowded',
  story:
    'the IP Allow List has five entries too many for the site’s ten, and the list of spoofed senders is full',
  customer: {
    tenantId: 'c0ffee00-0009-4009-8009-000000000009',
    displayName: 'Wingtip Toys',
    domains: ['wingtiptoys.onmicrosoft.com', 'wingtiptoys.com'],
    accounts: accounts('wingtiptoys.com'),
    users: PEOPLE,
    groups: GROUPS,
    ipAllowList: Array.from({ length: 1268 }, (_, i) => `198.51.${Math.floor(i / 250)}.${(i % 250) + 1}`),
    spoofItems: Array.from({ length: 1024 }, (_, i) => ({
      SpoofedUser: `sender-${i + 1}@wingtiptoys.com`,
      SendingInfrastructure: `host-${i + 1}.example`,
      SpoofType: 'External',
      Action: 'Allow',
    })),
  },
}

const unready: World = {
  name: 'unready',
  story:
    'Exchange Online creates inbound connectors of the type OnPremises switched off, until Microsoft’s support switches them on',
  customer: {
    tenantId: 'c0ffee00-000a-400a-800a-00000000000a',
    displayName: 'Litware',
    domains: ['litware.onmicrosoft.com', 'litware.com'],
    accounts: accounts('litware.com'),
    users: PEOPLE,
    groups: GROUPS,
    offering: { inboundConnectors: 'created disabled' },
  },
}

/**
 * Names of the connectors are published (pre-release outbound protection); the rule is proposed. It leads the mail of the
 * domains that were added when the account was granted, also where nobody inside hands it in, and spares no address of
 * the site but those of its own connector.
 */
const predecessor: World = {
  name: 'predecessor',
  story:
    'objects of the former Exchange mail flow service account, which protects outgoing mail alone, stand and are switched on',
  customer: {
    tenantId: 'c0ffee00-000b-400b-800b-00000000000b',
    displayName: 'Alpine Ski House',
    domains: ['alpineskihouse.onmicrosoft.com', 'alpineskihouse.com'],
    accounts: accounts('alpineskihouse.com'),
    users: PEOPLE,
    groups: GROUPS,
    transportRules: [
      {
        Name: 'TMCAS Outbound Transport Rule',
        SentToScope: 'NotInOrganization',
        SenderDomainIs: ['alpineskihouse.onmicrosoft.com', 'alpineskihouse.com'],
        SenderAddressLocation: 'Envelope',
        RouteMessageOutboundConnector: 'TMCAS Outbound Connector',
        ExceptIfSenderIpRanges: ['20.160.56.80/28'],
        SetHeaderName: 'X-TrendMicro-CAS-OUT-LOOP-IDENTIFIER',
        SetHeaderValue: 'f9930000000000000000000000447b',
        State: 'Enabled',
      },
    ],
    inboundConnectors: [
      {
        Name: 'TMCAS Inbound Connector',
        ConnectorType: 'OnPremises',
        SenderDomains: ['smtp:*;1'],
        SenderIPAddresses: ['20.160.56.80/28'],
      },
    ],
    outboundConnectors: [
      {
        Name: 'TMCAS Outbound Connector',
        ConnectorType: 'Partner',
        IsTransportRuleScoped: true,
        UseMXRecord: false,
        SmartHosts: ['f9930000000000000000000000447b.outrelay-eu.tmcas.trendmicro.com'],
        TlsSettings: 'CertificateValidation',
      },
    ],
  },
}

export const WORLDS: readonly World[] = [
  ...[plain, busy, clash, full, dehydrated, unguarded, developer, governed],
  ...[crowded, unready, predecessor, diverse],
]
