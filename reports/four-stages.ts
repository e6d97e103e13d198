/** A run of all four stages as the vendor documents them, written by hand from the published pages, for this room's tests. */
import {
  APP_NAME,
  EXCHANGE_ADMINISTRATOR,
  GROUPS,
  INBOUND_CONNECTORS,
  OUTBOUND_CONNECTORS,
  REROUTING_RULES,
  RETURN_RULES,
  RULES,
} from './published-names.ts'
import type { ChangeRecord, RunRecord, StageName, StageRecord } from './record.ts'

type Entity = Readonly<Record<string, unknown>>

const APP = { type: 'application', id: 'sp-1', displayName: APP_NAME } as const
const ADMINISTRATOR = { type: 'user', id: 'user-1', displayName: 'Global Administrator' } as const
const CUSTOMER_ADDRESS = '203.0.113.7'
const ADDRESSES = [
  ...['20.4.48.48/28', '20.107.69.176', '20.126.6.52', '20.54.65.186', '20.54.68.116'],
  ...['20.160.56.80/28', '20.126.64.109', '20.126.70.251', '20.54.65.179', '20.54.68.120'],
]
const PAIR = {
  SpoofedUser: '*',
  SendingInfrastructure: 'inpost-eu.tmcas.trendmicro.com',
  SpoofType: 'External',
}

/** A change that makes, changes or removes one object; `seq` and `at` are set when the stage is put together. */
export function change(
  kind: string,
  name: string,
  { before = null, after = null, ...rest }: Partial<ChangeRecord>,
): ChangeRecord {
  const [verb, method] = before ? (after ? ['Set', 'PATCH'] : ['Remove', 'DELETE']) : ['New', 'POST']
  const call = /^[a-z]/.test(kind) ? `${method} /${kind}` : `${verb}-${kind}`
  const key = `${kind}/${name}`
  const known = { seq: 0, at: '', actor: APP, call, requestId: `request ${key}`, cascade: false }
  return { ...known, kind, key, name, ...rest, before, after }
}

export function stage(
  name: StageName,
  day: number,
  changes: readonly ChangeRecord[],
  activities: readonly string[],
): StageRecord {
  const at = (minute: number) =>
    `2026-08-0${day}T0${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00.000Z`
  return {
    stage: name,
    startedAt: at(0),
    endedAt: at(180),
    outcome: 'done',
    message: '',
    activities,
    changes: changes.map((one, i) => ({ ...one, seq: day * 100 + i, at: at(i) })),
    calls: { total: changes.length * 2, writes: changes.length },
  }
}

export function runOf(stages: readonly StageRecord[], site = 'EU'): RunRecord {
  return {
    casproof: '0.1.0',
    playedOn: 'mock',
    scenario: 'four stages',
    seed: '42',
    tenant: { id: 'tenant-1', displayName: 'Contoso', domains: ['contoso.com'], source: 'small', notes: [] },
    site,
    mode: 'inline',
    generation: 'cas',
    directions: 'both',
    policies: 'all',
    stages,
    between: [],
    customer: { objects: 57, differences: [] },
    flow: [],
    findings: [],
  }
}

function made(kind: string, names: readonly string[], entity: (name: string) => Entity): ChangeRecord[] {
  return names.map((name) => change(kind, name, { after: entity(name) }))
}

function removed(kind: string, names: readonly string[], entity: (name: string) => Entity): ChangeRecord[] {
  return names.map((name) => change(kind, name, { before: entity(name) }))
}

const app = { displayName: APP_NAME, appId: 'app-1' }
const group = (displayName: string) => ({ displayName, groupTypes: ['Unified'] })
const rule = (Name: string) => ({
  Name,
  State: 'Enabled',
  Priority: 0,
  WhenChanged: 'then',
  ...leading(Name),
})
/** Rules that reroute name a connector of their direction. */
function leading(name: string) {
  const isIncoming = name.includes('Incoming')
  const RouteMessageOutboundConnector = OUTBOUND_CONNECTORS.find(
    (one) => one.includes('Incoming') === isIncoming,
  )
  const leads = / (Domain|User) /.test(name)
  return leads
    ? { SentToScope: isIncoming ? 'InOrganization' : 'NotInOrganization', RouteMessageOutboundConnector }
    : {}
}
const connector = (Name: string) => ({
  Name,
  Enabled: true,
  ...(Name.includes('Inbound') ? { SenderIPAddresses: ADDRESSES } : { SmartHosts: ['scanner.example'] }),
})
const pair = { ...PAIR, Action: 'Allow' }
const policy = (IPAllowList: readonly string[]) => ({ Name: 'Default', IPAllowList })
const grant = (appRoleId: string) => ({ principalId: 'sp-1', principalDisplayName: APP_NAME, appRoleId })
const role = { principalId: 'sp-1', roleDefinitionId: EXCHANGE_ADMINISTRATOR }
const scope = { clientId: 'sp-1', scope: 'User.Read' }
const member = { groupId: `groups/${GROUPS[0]}`, memberId: 'user-2' }
const byAdministrator = (changes: readonly ChangeRecord[]) =>
  changes.map((one) => ({ ...one, actor: ADMINISTRATOR }))

export const provisioned = stage(
  'provisioning',
  1,
  [
    ...byAdministrator([
      change('servicePrincipals', APP_NAME, { key: 'sp-1', call: 'consent', after: app }),
      change('appRoleAssignments', 'Exchange.ManageAsApp', {
        after: grant('dc50a0fb-09a3-484d-be87-e023b12c6440'),
      }),
      change('roleAssignments', 'Exchange Administrator', { after: role }),
      change('appRoleAssignments', 'Domain.Read.All', {
        after: grant('dbb9058a-0e50-45d7-ae91-66909b5d4664'),
      }),
      change('oauth2PermissionGrants', 'User.Read', { after: scope }),
    ]),
    ...made('groups', GROUPS, group),
    ...made('OutboundConnector', OUTBOUND_CONNECTORS, connector),
    ...made('InboundConnector', INBOUND_CONNECTORS, connector),
    change('HostedConnectionFilterPolicy', 'Default', {
      before: policy([CUSTOMER_ADDRESS]),
      after: policy([CUSTOMER_ADDRESS, ...ADDRESSES]),
    }),
    change('TenantAllowBlockListSpoofItems', PAIR.SendingInfrastructure, { after: pair }),
    ...made('TransportRule', RULES, rule),
    change('groups/members', 'Adele in the incoming group', { after: member }),
  ],
  ['acquired 2 access tokens', 'synchronized: 12 users'],
)

/** From the end of the grant to the beginning of the revocation. */
const HOURS_OF_SERVICE = 45

export const running: StageRecord = {
  ...stage(
    'service running',
    2,
    [
      change('TransportRule', RULES[0], {
        before: { ...rule(RULES[0]), RecipientDomainIs: ['contoso.com'] },
        after: { ...rule(RULES[0]), RecipientDomainIs: ['contoso.com', 'contoso.org'], WhenChanged: 'now' },
      }),
      change('groups/members', 'Alex in the incoming group', { after: { ...member, memberId: 'user-3' } }),
      change('groups/members', 'Adele in the incoming group', { before: member }),
    ],
    [
      'synchronized: 1 new user, 1 new domain',
      ...Array.from({ length: HOURS_OF_SERVICE }, () => 'refreshed the access token'),
    ],
  ),
  startedAt: '2026-08-02T00:15:00.000Z',
}

export const deprovisioned = stage(
  'deprovisioning',
  3,
  [
    ...REROUTING_RULES.map((name) =>
      change('TransportRule', name, { before: rule(name), after: { ...rule(name), State: 'Disabled' } }),
    ),
    ...removed('TransportRule', REROUTING_RULES, rule),
    change('TransportRule', 'Disclaimer', {
      cascade: true,
      before: { Name: 'Disclaimer', Priority: 6 },
      after: { Name: 'Disclaimer', Priority: 2 },
    }),
    ...removed('OutboundConnector', OUTBOUND_CONNECTORS, connector),
    ...removed('groups', GROUPS, group),
    change('deletedItems', GROUPS[0], { cascade: true, after: { displayName: GROUPS[0] } }),
  ],
  ['stopped daily synchronization', 'stopped scheduled reports'],
)

export const cleaned = stage(
  'manual cleanup',
  4,
  byAdministrator([
    ...removed('TransportRule', RETURN_RULES, rule),
    ...removed('InboundConnector', INBOUND_CONNECTORS, connector),
    change('TenantAllowBlockListSpoofItems', PAIR.SendingInfrastructure, { before: pair }),
    change('HostedConnectionFilterPolicy', 'Default', {
      before: policy([CUSTOMER_ADDRESS, ...ADDRESSES]),
      after: policy([CUSTOMER_ADDRESS]),
    }),
    change('servicePrincipals', APP_NAME, { key: 'sp-1', before: app }),
    change('roleAssignments', 'Exchange Administrator', { cascade: true, before: role }),
  ]),
  [],
)

export const fourStages = runOf([provisioned, running, deprovisioned, cleaned])
