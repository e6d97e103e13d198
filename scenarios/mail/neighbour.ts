/**
 * Another customer of the same site. The product protects it already: every probe world has one next door. Its
 * objects are written down from the published names and addresses, and never made by the code under test.
 */
import { compileMail, customerTenant, type MailState } from '#mock-m365'
import { publishedNames } from '#reports'
import { publishedSite } from '../expected.ts'

/** A name that nobody can register (RFC 2606). */
const NEIGHBOUR_DOMAIN = 'neighbour.example'
export const NEIGHBOUR = `nora.next@${NEIGHBOUR_DOMAIN}`

/** The id of that customer, by which its mail is known. */
const COMPANY = 'ffffffffffffffffffffffffffffffff'
const FOUNDED_MS = Date.UTC(2026, 0, 1)

const { REROUTING_RULES, RETURN_RULES, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS } = publishedNames
const made = new Map<string, MailState>()

/** @param siteName by its published name @throws RangeError for a site that no page names */
export function neighbourAt(siteName: string): MailState {
  const known = made.get(siteName)
  if (known) return known
  const site = publishedSite(siteName)
  const host = (word: string) => `${COMPANY}.${site.sendingInfrastructure.replace('inpost', word)}`
  const state = compileMail(
    customerTenant(
      {
        tenantId: 'c0ffee00-00ff-40ff-80ff-0000000000ff',
        displayName: 'Next Door',
        domains: ['nextdoor.onmicrosoft.com', NEIGHBOUR_DOMAIN],
        accounts: [],
        users: ['Nora Next'],
        transportRules: [
          rerouting(REROUTING_RULES[0], site.inbound, {
            FromScope: 'NotInOrganization',
            SentToScope: 'InOrganization',
            RecipientDomainIs: [NEIGHBOUR_DOMAIN],
            RouteMessageOutboundConnector: OUTBOUND_CONNECTORS[0],
          }),
          rerouting(REROUTING_RULES[2], site.outbound, {
            FromScope: 'InOrganization',
            SentToScope: 'NotInOrganization',
            SenderDomainIs: [NEIGHBOUR_DOMAIN],
            SenderAddressLocation: 'Envelope',
            RouteMessageOutboundConnector: OUTBOUND_CONNECTORS[1],
          }),
          { Name: RETURN_RULES[0], State: 'Enabled', SenderIpRanges: site.inbound, SetSCL: -1 },
        ],
        outboundConnectors: [
          toScanner(OUTBOUND_CONNECTORS[0], host('inpre')),
          toScanner(OUTBOUND_CONNECTORS[1], host('repre')),
        ],
        inboundConnectors: [
          fromScanner(INBOUND_CONNECTORS[0], 'Partner', site.inbound),
          fromScanner(INBOUND_CONNECTORS[1], 'OnPremises', site.outbound),
        ],
        ipAllowList: [...site.inbound, ...site.outbound],
      },
      FOUNDED_MS,
    ),
  )
  made.set(siteName, state)
  return state
}

const rerouting = (Name: string, addresses: readonly string[], rest: object) => ({
  Name,
  State: 'Enabled',
  ExceptIfSenderIpRanges: addresses,
  ...rest,
})

const toScanner = (Name: string, host: string) => ({
  Name,
  ConnectorType: 'Partner',
  IsTransportRuleScoped: true,
  UseMXRecord: false,
  SmartHosts: [host],
  TlsSettings: 'CertificateValidation',
})

const fromScanner = (Name: string, ConnectorType: string, SenderIPAddresses: readonly string[]) => ({
  Name,
  ConnectorType,
  SenderDomains: ['smtp:*;1'],
  SenderIPAddresses,
})
