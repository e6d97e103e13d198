/** Stage 4, manual cleanup, of the vendor's table of changes under inline protection: done by an administrator. */
import { type DocumentedChange, removes } from '../documented-change.ts'
import { APP_NAME, INBOUND_CONNECTORS, RETURN_RULES } from '../published-names.ts'
import { REMOVES_ADDRESSES, REMOVES_PAIR } from './allow-lists.ts'
import { GOES_WITH_THE_APP } from './app.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'changes table' } as const
const STAGE = { stage: 'manual cleanup' } as const
const CENTER = { ...STAGE, column: 'Admin Center' } as const
const OTHER = { ...STAGE, column: 'Other Changes' } as const

export const cleanupChanges: readonly DocumentedChange[] = [
  {
    id: 'cleanup/app',
    statement: `The app ${APP_NAME} is removed from Microsoft Entra ID.`,
    ...CENTER,
    ...TABLE,
    clauses: ['MC-01'],
    ...removes('manual cleanup', { servicePrincipals: [APP_NAME] }, ['accountEnabled']),
  },
  {
    id: 'cleanup/pair',
    statement: "The site's domain pair leaves the Tenant Allow/Block List.",
    ...CENTER,
    ...TABLE,
    clauses: ['MC-02'],
    ...REMOVES_PAIR,
  },
  {
    id: 'cleanup/addresses',
    statement: "The addresses of the site's servers leave the IP Allow List of connection filtering.",
    ...CENTER,
    ...TABLE,
    clauses: ['MC-03', 'MC-10'],
    ...REMOVES_ADDRESSES,
  },
  {
    id: 'cleanup/rules',
    statement: 'The two rules for inbound mail that comes back are deleted.',
    ...OTHER,
    ...TABLE,
    clauses: ['MC-04'],
    ...removes('manual cleanup', { TransportRule: RETURN_RULES }, ['State']),
  },
  {
    id: 'cleanup/connectors',
    statement: 'The two connectors of Inbound type are deleted.',
    ...OTHER,
    ...TABLE,
    clauses: ['MC-05'],
    ...removes('manual cleanup', { InboundConnector: INBOUND_CONNECTORS }, ['Enabled']),
  },
  {
    id: 'cleanup/app-grants',
    statement: 'Permissions and roles of the app go with it.',
    ...CENTER,
    source: 'consequence',
    mark: 'inferred',
    page: 'changes table',
    clauses: ['MC-01'],
    ...GOES_WITH_THE_APP,
  },
]
