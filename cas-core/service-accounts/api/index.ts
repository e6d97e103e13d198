/**
 * Accounts in API mode: one row in the list of account kinds for each service. They put nothing in the tenant apart from
 * the application, which consent makes; what is scanned follows from policies and from the synchronized directory.
 * Source: trend-vision-one-access-exchange-auth-acct, trend-vision-one-changes-api-based-protection.
 */
import type { Resource } from '../../microsoft/token.ts'
import type { Cell } from '../../reconcile/row.ts'
import type { AccountKind, Phase } from '../kind.ts'
import { boundTo, type TableOf } from '../table.ts'
import { readTargets } from './synchronize.ts'

const GOALS = { granted: 'granted', revoked: 'revoked', clean: 'cleaned' } as const satisfies Record<
  string,
  Phase
>
type ApiGoal = keyof typeof GOALS

/** Consent makes the application and cleanup by hand removes it: no stage touches it in between. */
const APPLICATION: TableOf<object> = [
  {
    key: 'A1',
    kind: 'application',
    name: 'application',
    cells: { granted: 'kept', revoked: 'kept', clean: 'absent' } satisfies Record<ApiGoal, Cell>,
    after: [],
    wanted: () => ({}),
  },
]

/** What differs between the kinds. */
interface ApiFacts {
  readonly service: string
  /** Purpose of the vendor's application. */
  readonly application: string
  /** Purpose of the only consent. */
  readonly purpose: string
  readonly resource: Resource
  /** As published (trend-vision-one-entraid-permissions-cecp), without the delegated one. */
  readonly permissions: readonly string[]
  readonly choosesTargets?: true
}

const SITES = ['Directory.Read.All', 'Sites.FullControl.All', 'Sites.Read.All']

const FACTS = {
  api: {
    service: 'Exchange Online',
    application: 'API mode',
    purpose: 'data access',
    resource: 'https://graph.microsoft.com',
    permissions: ['Directory.Read.All', 'Group.Read.All', 'Mail.ReadWrite', 'Member.Read.Hidden'],
    choosesTargets: true,
  },
  sharepoint: {
    service: 'SharePoint Online',
    application: 'SharePoint Online',
    purpose: 'data access',
    resource: 'https://graph.microsoft.com',
    permissions: SITES,
    choosesTargets: true,
  },
  onedrive: {
    service: 'OneDrive',
    application: 'OneDrive',
    purpose: 'data access',
    resource: 'https://graph.microsoft.com',
    permissions: [...SITES, 'Group.Read.All', 'User.Read.All'],
    choosesTargets: true,
  },
  /** The optional grant of the Dashboard's banner. That this permission alone is asked for is proposed. */
  activity: {
    service: 'Microsoft 365 activity data',
    application: 'activity data',
    purpose: 'activity data',
    resource: 'https://manage.office.com',
    permissions: ['ActivityFeed.Read'],
  },
} as const satisfies Record<string, ApiFacts>

export type ApiKindName = keyof typeof FACTS

/** @param name `api` for Exchange Online */
export function apiKind(name: ApiKindName): AccountKind {
  const { service, application, purpose, resource, permissions, choosesTargets }: ApiFacts = FACTS[name]
  return {
    name,
    service,
    applications: [application],
    consents: { [purpose]: { scope: `${resource}/.default` } },
    permissions: { [resource]: permissions },
    ...(choosesTargets ? { choosesTargets } : {}),
    goals: GOALS,
    table: APPLICATION,
    actions: {
      grant: (): ApiGoal => 'granted',
      revoke: 'revoked' satisfies ApiGoal,
      cleanUp: 'clean' satisfies ApiGoal,
    },
    // nothing is made in the tenant, so nothing can stand in its way
    preflight: async () => undefined,
    async synchronize(account) {
      const { directory, counts } = await readTargets(account)
      account.directory = directory
      const { users, groups } = counts
      return { directory, counts: { users, groups, domains: 0 }, unread: [], isWithoutMailboxes: false }
    },
    rows: () => boundTo(APPLICATION, {}),
  }
}
