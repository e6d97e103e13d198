/**
 * The central table: which object exists under which goal, and what it must look like. Stages
 * differ only in their goal; plan and engine know nothing about single objects.
 *
 * Names, purposes and removal stages are documented (connectors-transport-inline, changes-inline-protection);
 * conditions, actions and settings are the proposed ones of ARCHITECTURE.md, "What is proposed".
 */

import { nicknameOf } from '../../objects/group.ts'
import type { Fields } from '../../objects/kind.ts'
import { RULE_CHARACTERS_MAX, ruleCharacters } from '../../objects/limits.ts'
import type { Marks } from '../../objects/marker.ts'
import { spoofEntry } from '../../objects/spoof-allow-list.ts'
import { compacted } from '../../policies/domains.ts'
import type { Direction, Targets } from '../../policies/policies.ts'
import type { Protection } from '../../policies/protection.ts'
import type { Cell } from '../../reconcile/row.ts'
import { addressesOf, type Site } from '../sites.ts'
import type { ObjectRowOf, TableOf, WithStanding } from '../table.ts'
import type { InlineGoal } from './goals.ts'
import { LOOP_HEADERS, NAMES, NO_DOMAIN, SPAM_HEADER } from './names.ts'

/** What the wanted state depends on. */
export interface InlineContext {
  readonly site: Site
  readonly marks: Marks
  readonly spoofTypes: readonly ('External' | 'Internal')[]
  readonly targets: Readonly<Record<Direction, Targets>>
  /** Whether rerouting is switched on in the console, per direction. */
  readonly protection: Protection
}

export type InlineTable = TableOf<InlineContext>
type Context = InlineContext & WithStanding
type Key = keyof typeof NAMES
type ObjectRow = ObjectRowOf<InlineContext>

/** The columns, for each part of the table. One column per goal means that every object is made once and removed once. */
const cells = (inbound: Cell, both: Cell, deprovisioned: Cell): Record<InlineGoal, Cell> => ({
  'granted inbound': inbound,
  granted: both,
  'taken back': 'absent',
  deprovisioned,
  clean: 'absent',
})
const INBOUND_UNTIL_REVOKED = cells('present', 'present', 'absent')
const INBOUND_UNTIL_CLEANUP = cells('present', 'present', 'kept')
const OUTBOUND_UNTIL_REVOKED = cells('absent', 'present', 'absent')
const OUTBOUND_UNTIL_CLEANUP = cells('absent', 'present', 'kept')
const BY_CONSENT: Record<InlineGoal, Cell> = { ...cells('kept', 'kept', 'kept'), 'taken back': 'kept' }

/**
 * In the order in which objects are created: the way back first, then the way out, and last the rules and groups that send mail there. A group
 * that is created again sends mail at once if the rule for its members still exists.
 */
export const OBJECTS: InlineTable = [
  { key: 'A1', kind: 'application', name: 'application', cells: BY_CONSENT, after: [], wanted: () => ({}) },
  returnConnector('C2', INBOUND_UNTIL_CLEANUP, (site) => site.inbound),
  returnConnector('C4', OUTBOUND_UNTIL_CLEANUP, (site) => site.outbound),
  {
    key: 'I1',
    kind: 'ipAllowList',
    name: 'IP Allow List',
    cells: INBOUND_UNTIL_CLEANUP,
    after: [],
    entries: ({ site }) => addressesOf(site),
  },
  {
    key: 'S1',
    kind: 'spoofAllowList',
    name: 'allow entries for spoofed senders',
    cells: INBOUND_UNTIL_CLEANUP,
    after: [],
    oneByOne: true,
    entries: ({ site, spoofTypes }) =>
      spoofTypes.map((type) => spoofEntry('*', site.sendingInfrastructure, type)),
  },
  {
    key: 'R3',
    kind: 'transportRule',
    name: NAMES.R3,
    cells: INBOUND_UNTIL_CLEANUP,
    after: [],
    wanted: ({ site, marks }) => ({
      Name: NAMES.R3,
      SenderIpRanges: site.inbound,
      HeaderContainsMessageHeader: LOOP_HEADERS.inbound,
      HeaderContainsWords: [marks.companyId],
      // mail with the scanner's mark belongs to the next rule, even if an administrator reverses the order of the two
      ExceptIfHeaderContainsMessageHeader: SPAM_HEADER.name,
      ExceptIfHeaderContainsWords: [SPAM_HEADER.value],
      SetSCL: -1,
    }),
  },
  {
    key: 'R4',
    kind: 'transportRule',
    name: NAMES.R4,
    cells: INBOUND_UNTIL_CLEANUP,
    after: [],
    wanted: ({ site }) => ({
      Name: NAMES.R4,
      SenderIpRanges: site.inbound,
      HeaderContainsMessageHeader: SPAM_HEADER.name,
      HeaderContainsWords: [SPAM_HEADER.value],
      SetSCL: 6,
    }),
  },
  scannerConnector('C1', INBOUND_UNTIL_REVOKED, 'inpre'),
  scannerConnector('C3', OUTBOUND_UNTIL_REVOKED, 'repre'),
  virtualGroup('G1', INBOUND_UNTIL_REVOKED, 'inbound'),
  virtualGroup('G2', OUTBOUND_UNTIL_REVOKED, 'outbound'),
  {
    key: 'R1',
    kind: 'transportRule',
    name: NAMES.R1,
    cells: INBOUND_UNTIL_REVOKED,
    after: ['C1', 'C2', 'I1', 'R3', 'R4'],
    flow: 'inbound',
    wanted: (context) =>
      forDomains('RecipientDomainIs', context.targets.inbound, {
        Name: NAMES.R1,
        FromScope: 'NotInOrganization',
        SentToScope: 'InOrganization',
        ...rerouting(context, 'inbound'),
      }),
    enabled: ({ targets, protection }) => protection.inbound && targets.inbound.domains.length > 0,
  },
  {
    key: 'R2',
    kind: 'transportRule',
    name: NAMES.R2,
    cells: INBOUND_UNTIL_REVOKED,
    after: ['G1', 'C1', 'C2', 'I1', 'R3', 'R4'],
    flow: 'inbound',
    wanted: (context) => ({
      Name: NAMES.R2,
      FromScope: 'NotInOrganization',
      SentToScope: 'InOrganization',
      SentToMemberOf: addressOf(context, 'G1'),
      ...rerouting(context, 'inbound'),
    }),
    enabled: ({ targets, protection }) => protection.inbound && targets.inbound.users.length > 0,
  },
  {
    key: 'R5',
    kind: 'transportRule',
    name: NAMES.R5,
    cells: OUTBOUND_UNTIL_REVOKED,
    after: ['C3', 'C4', 'I1'],
    flow: 'outbound',
    wanted: (context) =>
      forDomains('SenderDomainIs', context.targets.outbound, {
        Name: NAMES.R5,
        FromScope: 'InOrganization',
        SentToScope: 'NotInOrganization',
        ...BY_ENVELOPE,
        ...rerouting(context, 'outbound'),
      }),
    enabled: ({ targets, protection }) => protection.outbound && targets.outbound.domains.length > 0,
  },
  {
    key: 'R6',
    kind: 'transportRule',
    name: NAMES.R6,
    cells: OUTBOUND_UNTIL_REVOKED,
    after: ['G2', 'C3', 'C4', 'I1'],
    flow: 'outbound',
    wanted: (context) => ({
      Name: NAMES.R6,
      FromScope: 'InOrganization',
      SentToScope: 'NotInOrganization',
      FromMemberOf: addressOf(context, 'G2'),
      ...BY_ENVELOPE,
      ...rerouting(context, 'outbound'),
    }),
    enabled: ({ targets, protection }) => protection.outbound && targets.outbound.users.length > 0,
  },
]

/**
 * The scanner's way back into Exchange Online, known by its addresses. It refuses nobody else's mail.
 * Incoming mail comes back for people of the tenant: it is not relayed, so a partner's connector without restriction
 * is enough (proposed). Several customers share the addresses of a site. Were the connector of the type OnPremises,
 * mail from one customer to another would be the sender's on its way back, and would be relayed a second time.
 * Outgoing mail comes back to be relayed, which only the type OnPremises allows.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
 */
function returnConnector(
  key: 'C2' | 'C4',
  column: Record<InlineGoal, Cell>,
  addresses: (site: Site) => readonly string[],
): ObjectRow {
  return {
    key,
    kind: 'inboundConnector',
    name: NAMES[key],
    cells: column,
    after: [],
    wanted: ({ site }) => ({
      Name: NAMES[key],
      ...RETURN_TYPES[key],
      SenderDomains: ['*'],
      SenderIPAddresses: addresses(site),
      RequireTls: false,
      CloudServicesMailEnabled: false,
      Enabled: true,
    }),
  }
}

/** With the restriction all mail that does not come from the scanner would be refused. */
const RETURN_TYPES = {
  C2: { ConnectorType: 'Partner', RestrictDomainsToIPAddresses: false },
  C4: { ConnectorType: 'OnPremises' },
} as const

/** The way to the scanner: only rules use it, by a smart host of the tenant's own, with a certificate checked. */
function scannerConnector(
  key: 'C1' | 'C3',
  column: Record<InlineGoal, Cell>,
  host: 'inpre' | 'repre',
): ObjectRow {
  return {
    key,
    kind: 'outboundConnector',
    name: NAMES[key],
    cells: column,
    after: [],
    wanted: ({ site, marks }) => ({
      Name: NAMES[key],
      ConnectorType: 'Partner',
      IsTransportRuleScoped: true,
      UseMXRecord: false,
      SmartHosts: [`${marks.companyId}.${site.sendingInfrastructure.replace('inpost', host)}`],
      TlsSettings: 'CertificateValidation',
      RouteAllMessagesViaOnPremises: false,
      CloudServicesMailEnabled: false,
      Enabled: true,
    }),
  }
}

function virtualGroup(key: 'G1' | 'G2', column: Record<InlineGoal, Cell>, direction: Direction): ObjectRow {
  return {
    key,
    kind: 'group',
    name: NAMES[key],
    cells: column,
    after: [],
    flow: direction,
    wanted: ({ marks, targets }) => ({
      displayName: NAMES[key],
      mailNickname: nicknameOf(NAMES[key]),
      uniqueName: `cas-${marks.tenantKey}-${key.toLowerCase()}`,
      visibility: 'Private',
      members: targets[direction].users,
    }),
  }
}

/**
 * The way back is open to mail whose envelope names a domain of the tenant. Automatic replies and receipts name nobody
 * there: what would be refused on its return does not leave. The console, too, compares the envelope's sender.
 */
const BY_ENVELOPE = { SenderAddressLocation: 'Envelope' } as const

/**
 * What all four rerouting rules have in common: where to, and what is exempt. Only the scanner's addresses exempt
 * mail. A header does not: the id is in every outgoing message, and strangers could write it into theirs. Exceptions
 * by header that an earlier version or an administrator has made are taken out.
 */
function rerouting({ site, marks }: Context, direction: Direction): Fields {
  return {
    ExceptIfSenderIpRanges: site[direction],
    ExceptIfHeaderContainsMessageHeader: null,
    ExceptIfHeaderContainsWords: null,
    SetHeaderName: LOOP_HEADERS[direction],
    SetHeaderValue: marks.companyId,
    RouteMessageOutboundConnector: NAMES[direction === 'inbound' ? 'C1' : 'C3'],
  }
}

/**
 * A rule for domains names each of them. If they do not all fit, the subdomains of another listed domain are left out
 * : the predicates match subdomains too (documented in 2026; an older page says otherwise about recipients, so it is
 * done only where it must be).
 */
function forDomains(
  property: 'RecipientDomainIs' | 'SenderDomainIs',
  { domains }: Targets,
  rest: Fields,
): Fields {
  const named = domains.length > 0 ? domains : [NO_DOMAIN]
  const whole = { ...rest, [property]: named }
  return ruleCharacters(whole) <= RULE_CHARACTERS_MAX ? whole : { ...rest, [property]: compacted(named) }
}

const addressOf = ({ standing }: Context, key: Key): string[] => {
  const mail = standing.get(key)?.mail
  return typeof mail === 'string' ? [mail] : []
}
