/** Stage 1, provisioning (CECP: granting access), of the vendor's table of changes under inline protection. */
import { type DocumentedChange, makes } from '../documented-change.ts'
import { APP_NAME, GROUPS, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, RULES } from '../published-names.ts'
import { ADDS_ADDRESSES, ADDS_PAIR } from './allow-lists.ts'
import { APPEARS, GETS_PERMISSIONS, GETS_ROLE, GETS_ROLE_BY_PIM, GETS_SCOPES, isMembership } from './app.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'changes table' } as const
const GUIDE = { source: 'published guide', mark: 'documented', page: 'grant guide' } as const
const STAGE = { stage: 'provisioning' } as const
const CENTER = { ...STAGE, column: 'Admin Center' } as const
const EXCHANGE = { ...STAGE, column: 'Exchange Online' } as const

export const provisioningChanges: readonly DocumentedChange[] = [
  {
    id: 'provisioning/app',
    statement: `The app ${APP_NAME} appears in Microsoft Entra ID.`,
    ...CENTER,
    ...TABLE,
    clauses: ['PI-52'],
    ...APPEARS,
  },
  {
    id: 'provisioning/groups',
    statement: 'The two virtual Microsoft 365 groups are made, which hold the protected users.',
    ...CENTER,
    ...TABLE,
    clauses: ['PI-15', 'PI-16'],
    ...makes({ groups: GROUPS }),
  },
  {
    id: 'provisioning/connectors',
    statement: 'Four connectors are made, which hand mail to the product and take it back.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['PI-14', 'PI-16', 'PI-17'],
    ...makes({ OutboundConnector: OUTBOUND_CONNECTORS, InboundConnector: INBOUND_CONNECTORS }),
  },
  {
    id: 'provisioning/rules',
    statement: 'Six transport rules are made: four reroute mail, two treat inbound mail that comes back.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['PI-13', 'PI-16'],
    ...makes({ TransportRule: RULES }),
  },
  {
    id: 'provisioning/token',
    statement: 'An access token for Exchange Online is obtained by OAuth 2.0.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['IV-07'],
    activity: 'acquired an access token',
    saidAs: /^(acquired|obtained) (an|[1-9]\d*) access tokens?\b/,
  },
  {
    id: 'provisioning/pair',
    statement: "The site's domain pair enters the Tenant Allow/Block List as an allowed spoofed sender.",
    ...EXCHANGE,
    ...TABLE,
    clauses: ['PI-31', 'PI-32'],
    ...ADDS_PAIR,
  },
  {
    id: 'provisioning/addresses',
    statement: "The addresses of the site's servers enter the IP Allow List of connection filtering.",
    ...EXCHANGE,
    ...TABLE,
    clauses: ['PI-33', 'PI-34'],
    ...ADDS_ADDRESSES,
  },
  {
    id: 'provisioning/permissions',
    statement: 'The administrator consents twice; the app is given its published application permissions.',
    ...CENTER,
    ...GUIDE,
    page: 'permission table',
    clauses: ['PI-09', 'PI-10'],
    ...GETS_PERMISSIONS,
  },
  {
    id: 'provisioning/scopes',
    statement: 'With the consents the app is given its delegated permission to read the signed-in user.',
    ...CENTER,
    ...GUIDE,
    page: 'permission table',
    clauses: ['PI-10'],
    ...GETS_SCOPES,
  },
  {
    id: 'provisioning/role',
    statement: 'The administrator assigns the Exchange Administrator role to the app.',
    ...CENTER,
    ...GUIDE,
    clauses: ['PI-04'],
    ...GETS_ROLE,
  },
  {
    id: 'provisioning/role-by-pim',
    statement:
      'With Privileged Identity Management the administrator makes an active assignment of the role to the app, with a justification.',
    ...CENTER,
    ...GUIDE,
    clauses: ['PI-05'],
    ...GETS_ROLE_BY_PIM,
  },
  {
    id: 'provisioning/members',
    statement: 'The policy chosen for the grant is enabled: its users enter the virtual groups.',
    ...CENTER,
    ...GUIDE,
    mark: 'inferred',
    clauses: ['PI-49'],
    matches: isMembership,
  },
  {
    id: 'provisioning/first-sync',
    statement: 'Users, groups, verified domains and MX records are read for the first time.',
    ...STAGE,
    column: 'Other Changes',
    ...GUIDE,
    clauses: ['PI-48'],
    activity: 'synchronized',
  },
]
