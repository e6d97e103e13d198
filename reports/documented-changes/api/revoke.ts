/** Stages 3 and 4, revoking access and manual cleanup, of the vendor's table of changes under API-based protection. */
import { own } from '../../difference.ts'
import { type DocumentedChange, isNamed, removes } from '../../documented-change.ts'
import { APP_NAME } from '../../published-names.ts'
import { GOES_WITH_THE_APP } from '../app.ts'
import { foldersMade, isFolderOfApp } from './folders.ts'
import { ENDS_SUBSCRIPTIONS } from './subscriptions.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'API changes table' } as const
const CONSEQUENCE = { source: 'consequence', mark: 'inferred' } as const
const REVOKE = { stage: 'deprovisioning' } as const
const CLEANUP = { stage: 'manual cleanup' } as const
const CENTER = { column: 'Admin Center' } as const
const EXCHANGE = { column: 'Exchange Online' } as const

export const apiRevokeChanges: readonly DocumentedChange[] = [
  {
    id: 'api-deprovisioning/sync',
    statement: 'The daily synchronization stops.',
    ...REVOKE,
    ...CENTER,
    ...TABLE,
    clauses: ['DP-01'],
    activity: 'stopped daily synchronization',
  },
  {
    id: 'api-deprovisioning/scheduled-reports',
    statement: 'Scheduled reports stop.',
    ...REVOKE,
    ...CENTER,
    ...TABLE,
    clauses: ['DP-02'],
    activity: 'stopped scheduled reports',
  },
  {
    id: 'api-deprovisioning/folders',
    statement: 'The quarantine folders are removed from the mailboxes.',
    ...REVOKE,
    ...EXCHANGE,
    ...TABLE,
    clauses: ['DP-18'],
    matches: (change, run) => change.after === null && isFolderOfApp(change, run),
    expected: foldersMade,
    witnesses: ({ key }) => [key],
  },
  {
    id: 'api-deprovisioning/quarantined',
    statement: 'What lies in a quarantine folder goes with it.',
    ...REVOKE,
    ...EXCHANGE,
    ...CONSEQUENCE,
    page: 'API changes table',
    clauses: ['DP-18'],
    matches: (change, run) =>
      change.kind === 'messages' &&
      change.after === null &&
      change.cascade &&
      foldersIn(run).has(String(own(change.before, 'parentFolderId'))),
  },
  ENDS_SUBSCRIPTIONS,
]

/** Ids of the folders, as messages name them. */
function foldersIn(run: Parameters<typeof foldersMade>[0]): ReadonlySet<string> {
  return new Set(
    run.changes
      .filter((one) => isFolderOfApp(one, run))
      .map((one) => String(own(one.after ?? one.before, 'id'))),
  )
}

export const apiCleanupChanges: readonly DocumentedChange[] = [
  {
    id: 'api-cleanup/service-accounts',
    statement: 'The service accounts are removed from the list of users.',
    ...CLEANUP,
    ...CENTER,
    ...TABLE,
    clauses: ['MC-14'],
    notShownHere: 'a grant by consent has made none',
  },
  {
    id: 'api-cleanup/add-in',
    statement: 'The add-in is removed.',
    ...CLEANUP,
    ...CENTER,
    ...TABLE,
    clauses: ['MC-14'],
    notShownHere: 'a grant by consent has made none',
  },
  {
    id: 'api-cleanup/sharepoint-profiles',
    statement: 'Microsoft removes the profiles of the service accounts in SharePoint after 30 days.',
    ...CLEANUP,
    column: 'Other Changes',
    ...TABLE,
    clauses: [],
    notShownHere: 'there are no such accounts, and the mock is no SharePoint',
  },
  {
    id: 'api-cleanup/app',
    statement: `The app ${APP_NAME} is removed from Microsoft Entra ID.`,
    ...CLEANUP,
    ...CENTER,
    source: 'published guide',
    mark: 'inferred',
    page: 'removal guide',
    clauses: ['MC-01'],
    ...removes('manual cleanup', { servicePrincipals: [APP_NAME] }, ['accountEnabled']),
  },
  {
    id: 'api-cleanup/app-grants',
    statement: 'Permissions of the app go with it.',
    ...CLEANUP,
    ...CENTER,
    ...CONSEQUENCE,
    page: 'API changes table',
    clauses: ['MC-01'],
    ...GOES_WITH_THE_APP,
  },
  {
    id: 'api-cleanup/deleted-items',
    statement: 'What was removed of the app stays among the deleted items for 30 days.',
    ...CLEANUP,
    ...CENTER,
    ...CONSEQUENCE,
    page: 'deleted items reference',
    clauses: ['MC-15'],
    matches: (change) => isNamed(change, { deletedItems: [APP_NAME] }),
  },
]
