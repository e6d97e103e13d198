/** Stage 2, service running, of the vendor's table of changes under API-based protection, as far as Exchange Online goes. */
import { own } from '../../difference.ts'
import type { DocumentedChange } from '../../documented-change.ts'
import { DAILY_SYNC } from '../service-time.ts'
import { isFolderOfApp, isOfMail } from './folders.ts'
import { KEEPS_SUBSCRIPTIONS } from './subscriptions.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'API changes table' } as const
const STAGE = { stage: 'service running' } as const
const EXCHANGE = { ...STAGE, column: 'Exchange Online' } as const
const OTHER = { ...STAGE, column: 'Other Changes' } as const

/** What moving an item changes: its folder, and with that its id. */
const OF_A_MOVE = ['parentFolderId', 'id', 'serial', 'changeKey', 'lastModifiedDateTime']

export const apiRunningChanges: readonly DocumentedChange[] = [
  {
    id: 'api-running/sync',
    statement: 'Once a day, at the time of the site, new users and groups are read.',
    ...STAGE,
    column: 'Admin Center',
    ...TABLE,
    clauses: ['SY-01'],
    activity: 'synchronized',
    ...DAILY_SYNC,
  },
  {
    id: 'api-running/folders',
    statement: 'A mailbox with quarantined items gets a hidden folder for them.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['RU-04'],
    matches: (change, run) => change.before === null && isFolderOfApp(change, run),
  },
  {
    id: 'api-running/items',
    statement: 'Items move from the folders of a user into quarantine, and back.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['RU-04'],
    matches: (change, run) =>
      isOfMail(change, run) &&
      change.before !== null &&
      change.after !== null &&
      own(change.before, 'parentFolderId') !== own(change.after, 'parentFolderId'),
    covers: (difference) => 'property' in difference && OF_A_MOVE.includes(difference.property),
  },
  {
    id: 'api-running/logs',
    statement: 'Microsoft 365 logs the accesses and operations of the product.',
    ...OTHER,
    ...TABLE,
    clauses: [],
    notShownHere: 'the mock keeps no log of accesses to mailboxes',
  },
  {
    id: 'api-running/last-logon',
    statement: 'The time of the last logon is updated in the mailboxes that were looked at.',
    ...OTHER,
    ...TABLE,
    clauses: [],
    notShownHere:
      'in the mock that time stays; how an app moves it through Microsoft Graph is not documented',
  },
  KEEPS_SUBSCRIPTIONS,
]
