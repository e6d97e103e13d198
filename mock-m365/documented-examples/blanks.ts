/** Default properties of objects where the documentation shows none. */
import type { Entity, Kind } from '../base.ts'
import { roleTemplate } from '../entra/well-known.ts'
import { EXCHANGE_BACKED } from '../graph/groups/exchange-backed.ts'

const LASTING: Entity = {
  startDateTime: '2020-01-01T00:00:00Z',
  recurrence: null,
  expiration: { type: 'noExpiration', endDateTime: null, duration: null },
}
const HELD: Entity = {
  principalId: '6a000000-0000-4000-8000-000000000001',
  roleDefinitionId: roleTemplate('User Administrator'),
  directoryScopeId: '/',
}
const SCHEDULE: Entity = {
  ...HELD,
  status: 'Provisioned',
  memberType: 'Direct',
  createdDateTime: '2020-01-01T00:00:00Z',
  scheduleInfo: LASTING,
}
const REQUEST: Entity = {
  ...HELD,
  status: 'Provisioned',
  action: 'adminAssign',
  createdDateTime: '2020-01-01T00:00:00Z',
  scheduleInfo: LASTING,
}

/** Properties that every object of a kind needs. */
export const BLANK: Readonly<Record<Kind, Entity>> = {
  users: { accountEnabled: true, displayName: 'Example', userType: 'Member', usageLocation: 'US' },
  groups: { displayName: 'Example', groupTypes: [], mailEnabled: false, securityEnabled: true },
  applications: { displayName: 'Example', signInAudience: 'AzureADMyOrg' },
  servicePrincipals: { accountEnabled: true, displayName: 'Example' },
  domains: { isVerified: true, isDefault: false, isInitial: false, isRoot: true, isAdminManaged: true },
  directoryRoles: { roleTemplateId: HELD.roleDefinitionId },
  conditionalAccessPolicies: {
    displayName: 'Example',
    state: 'disabled',
    conditions: { applications: { includeApplications: ['All'] }, users: { includeUsers: ['All'] } },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  },
  roleAssignments: HELD,
  roleAssignmentSchedules: { ...SCHEDULE, assignmentType: 'Assigned' },
  roleEligibilitySchedules: SCHEDULE,
  roleAssignmentScheduleRequests: REQUEST,
  roleEligibilityScheduleRequests: REQUEST,
}

/** Properties of a user with a mailbox. */
export const MAILBOX: Entity = { proxyAddresses: ['SMTP:example@contoso.onmicrosoft.com'] }

const UNIFIED: Entity = {
  ...BLANK.groups,
  groupTypes: ['Unified'],
  mailEnabled: true,
  mailNickname: 'example',
  securityEnabled: false,
}
/** Properties of only a Microsoft 365 group. https://learn.microsoft.com/graph/api/resources/group */
const OF_UNIFIED = new Set([
  ...Object.keys(EXCHANGE_BACKED),
  'assignedLabels',
  'preferredDataLocation',
  'theme',
])

const isUnified = ({ groupTypes }: Entity): boolean | undefined =>
  Array.isArray(groupTypes) ? groupTypes.includes('Unified') : undefined

/** @param spoken properties that the page shows, sets or requires: they decide the kind of object */
export const blankFor = (kind: Kind, spoken: Entity): Entity =>
  kind === 'groups' && (isUnified(spoken) ?? Object.keys(spoken).some((name) => OF_UNIFIED.has(name)))
    ? UNIFIED
    : (BLANK[kind] ?? {})

/** An object's own properties, without annotations. */
export const plain = (row: Entity): Entity =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')))
