/** Stage 1, granting access, of the vendor's table of changes under API-based protection, as far as Exchange Online goes. */
import type { DocumentedChange } from '../../documented-change.ts'
import { API_PERMISSIONS, APP_NAME, APP_PERMISSIONS } from '../../published-names.ts'
import { APPEARS, GETS_SCOPES, getsPermissions } from '../app.ts'
import { SUBSCRIBES } from './subscriptions.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'API changes table' } as const
const GUIDE = { source: 'published guide', mark: 'documented', page: 'API grant guide' } as const
const STAGE = { stage: 'provisioning' } as const
const CENTER = { ...STAGE, column: 'Admin Center' } as const

/** Only these, of all that are published: the inline app has two more. */
const OF_API_MODE = new Map([...APP_PERMISSIONS].filter(([, name]) => API_PERMISSIONS.includes(name)))

export const apiGrantChanges: readonly DocumentedChange[] = [
  {
    id: 'api-provisioning/service-accounts',
    statement: 'Service accounts are made for the users of Microsoft 365.',
    ...CENTER,
    ...TABLE,
    clauses: [],
    notShownHere: 'these were accounts of the former kind, with passwords; a grant by consent makes none',
  },
  {
    id: 'api-provisioning/users',
    statement: 'What the product knows of the users of Exchange Online is updated.',
    ...STAGE,
    column: 'Other Changes',
    ...TABLE,
    clauses: ['GA-09'],
    activity: 'synchronized',
    // a grant for selected users shows nothing of a whole tenant
    saidAs: /^synchronized (?!.*\bselected\b)/,
  },
  {
    id: 'api-provisioning/app',
    statement: `The app ${APP_NAME} appears in Microsoft Entra ID.`,
    ...CENTER,
    ...GUIDE,
    mark: 'inferred',
    clauses: ['GA-04', 'PI-52'],
    ...APPEARS,
  },
  {
    id: 'api-provisioning/permissions',
    statement: 'The administrator consents; the app is given the published application permissions.',
    ...CENTER,
    ...GUIDE,
    page: 'permission table',
    clauses: ['GA-04'],
    ...getsPermissions(OF_API_MODE, API_PERMISSIONS),
  },
  {
    id: 'api-provisioning/scopes',
    statement: 'With the consent the app is given its delegated permission to read the signed-in user.',
    ...CENTER,
    ...GUIDE,
    page: 'permission table',
    clauses: ['GA-04'],
    ...GETS_SCOPES,
  },
  SUBSCRIBES,
]
