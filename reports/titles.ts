/** Readable names for objects that have no good name: permissions, memberships, allow entries. */
import { own } from './difference.ts'
import { textOf } from './documented-change.ts'
import { APP_PERMISSIONS, EXCHANGE_ADMINISTRATOR } from './published-names.ts'
import type { ChangeRecord } from './record.ts'
import type { RunContext } from './run-context.ts'

type Title = (change: ChangeRecord, run: RunContext) => string

const TITLES: ReadonlyMap<string, Title> = new Map<string, Title>([
  [
    'appRoleAssignments',
    (change) => APP_PERMISSIONS.get(textOf(change, 'appRoleId')) ?? textOf(change, 'appRoleId'),
  ],
  ['oauth2PermissionGrants', (change) => textOf(change, 'scope')],
  ['roleAssignments', (change) => roleTitle(textOf(change, 'roleDefinitionId'))],
  [
    'groups/members',
    (change, run) => `${textOf(change, 'memberId')} in ${groupTitle(textOf(change, 'groupId'), run)}`,
  ],
  [
    'TenantAllowBlockListSpoofItems',
    (change) => `${textOf(change, 'SpoofedUser')}, ${textOf(change, 'SendingInfrastructure')}`,
  ],
])

/** The name in the record if it is readable; otherwise a name from the object's properties; otherwise its key. */
export function titleOf(change: ChangeRecord, run: RunContext): string {
  const title = TITLES.get(change.kind)?.(change, run)
  const isId =
    change.name === own(change.after ?? change.before, 'id') || change.name === textOf(change, 'SpoofedUser')
  if (title && (change.name === '' || isId)) return title
  return change.name || change.key
}

function roleTitle(id: string): string {
  return id === EXCHANGE_ADMINISTRATOR ? 'Exchange Administrator' : id
}

function groupTitle(id: string, run: RunContext): string {
  return run.groupNames.get(id) ?? id
}
