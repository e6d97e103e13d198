/** How rows recognise what belongs to the product's app: its permissions, its role, and the groups' members. */
import { type DocumentedChange, makes, textOf } from '../documented-change.ts'
import {
  APP_NAME,
  APP_PERMISSIONS,
  EXCHANGE_ADMINISTRATOR,
  REQUIRED_PERMISSIONS,
  SCOPES,
} from '../published-names.ts'
import type { ChangeRecord } from '../record.ts'
import type { RunContext } from '../run-context.ts'

type Witnessed = Pick<DocumentedChange, 'matches' | 'covers' | 'expected' | 'witnesses'>

/** The app appears with its first consent; one from an earlier installation is there already. */
export const APPEARS: Witnessed & Pick<DocumentedChange, 'remark'> = {
  ...makes({ servicePrincipals: [APP_NAME] }),
  expected: (run) => (run.appStoodBefore ? [] : [APP_NAME]),
  remark: (run) => (run.appStoodBefore ? 'an earlier consent had left it in the tenant' : undefined),
}

/**
 * A permission that no page publishes matches no row, and so counts as an undocumented change.
 * @param published names by app role id @param required those that must be seen
 */
export function getsPermissions(
  published: ReadonlyMap<string, string>,
  required: readonly string[],
): Witnessed {
  const permissionIn = (change: ChangeRecord) => published.get(textOf(change, 'appRoleId').toLowerCase())
  return {
    matches: (change, run) =>
      change.kind === 'appRoleAssignments' &&
      change.after !== null &&
      isOfApp(change, run) &&
      permissionIn(change) !== undefined,
    expected: (run) => (run.appStoodBefore ? [] : required),
    witnesses: (change) => [permissionIn(change) ?? []].flat(),
  }
}

export const GETS_PERMISSIONS = getsPermissions(APP_PERMISSIONS, REQUIRED_PERMISSIONS)

export const GETS_SCOPES: Witnessed = {
  matches: (change, run) =>
    change.kind === 'oauth2PermissionGrants' &&
    change.after !== null &&
    isOfApp(change, run) &&
    textOf(change, 'scope')
      .split(' ')
      .every((scope) => scope === '' || SCOPES.has(scope)),
}

const givesRole = (change: ChangeRecord, run: RunContext): boolean =>
  change.after !== null &&
  isOfApp(change, run) &&
  textOf(change, 'roleDefinitionId') === EXCHANGE_ADMINISTRATOR

/** A plain assignment; due where the role was not given through PIM. */
export const GETS_ROLE: Witnessed = {
  matches: (change, run) => change.kind === 'roleAssignments' && givesRole(change, run),
  expected: (run) => (run.changes.some(isByPim(run)) ? [] : ['Exchange Administrator']),
  witnesses: () => ['Exchange Administrator'],
}

/** The request for an active assignment, and the schedule that comes of it. */
export const GETS_ROLE_BY_PIM: Witnessed = {
  matches: (change, run) => isByPim(run)(change),
  witnesses: () => ['Exchange Administrator'],
}

function isByPim(run: RunContext): (change: ChangeRecord) => boolean {
  return (change) => change.kind.startsWith('roleAssignmentSchedule') && givesRole(change, run)
}

export function isMembership(change: ChangeRecord, run: RunContext): boolean {
  return change.kind === 'groups/members' && run.groupNames.has(textOf(change, 'groupId'))
}

/** What Entra ID removes with a service principal. */
const OF_THE_APP = [
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'roleAssignments',
  'roleAssignmentSchedules',
]

export const GOES_WITH_THE_APP: Witnessed = {
  matches: (change, run) => change.after === null && OF_THE_APP.includes(change.kind) && isOfApp(change, run),
}

/** The two services name the app by different properties. */
function isOfApp(change: ChangeRecord, run: RunContext): boolean {
  return run.appIds.has(textOf(change, 'principalId') || textOf(change, 'clientId'))
}
