/** The directory's audit log: the tenant's change log as Microsoft Entra ID tells it. */
import type { Entity } from '../../base.ts'
import { GRAPH_APP_ID, PERMISSIONS, ROLE_TEMPLATES } from '../../entra/well-known.ts'
import type { Change, Tenant, View } from '../../tenant.ts'
import type { Answer } from '../../wire.ts'
import { type Access, writing } from '../authorization/access.ts'
import { activityOf, isRestored, TYPE_OF_KIND } from '../directory/audit-names.ts'
import { RESOURCES } from '../resources/index.ts'
import type { Property } from '../schema.ts'
import { answerCount, answerList, type Listing } from '../verbs/collection.ts'
import { answerEntity } from '../verbs/operations.ts'
import { resource } from '../verbs/resource.ts'
import { graphPermissionMissing, resourceNotFound, userRoleUnsupported } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import type { Action } from './action.ts'

/**
 * Members have no default right to read it; the roles are documented.
 * https://learn.microsoft.com/graph/api/directoryaudit-list
 */
const PERMISSIONS_TO_READ = ['AuditLog.Read.All', 'Directory.Read.All']
const READ: Access = {
  ...writing(PERMISSIONS_TO_READ, ['auditLogs/allProperties/read']),
  denied: ({ scp = '' }) =>
    scp.split(' ').some((one) => PERMISSIONS_TO_READ.includes(one))
      ? userRoleUnsupported()
      : graphPermissionMissing('AuditLog.Read.All'),
}

const text: Property = { type: 'String' }
const filtered: Property = { type: 'String', filter: 'default' }

const directoryAudits = resource({
  segment: 'auditLogs/directoryAudits',
  type: 'directoryAudit',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryaudit',
  provenance: 'documented',
  properties: {
    id: filtered,
    category: filtered,
    correlationId: filtered,
    result: filtered,
    resultReason: text,
    activityDisplayName: filtered,
    activityDateTime: { type: 'DateTimeOffset', filter: 'default', sort: 'default' },
    loggedByService: filtered,
    operationType: text,
    initiatedBy: { type: 'Complex', filter: 'default' },
    targetResources: { type: 'Complex', collection: true, filter: 'default' },
    additionalDetails: { type: 'Complex', collection: true },
  },
})

const source = (name: string) =>
  ({
    source: `https://learn.microsoft.com/graph/api/directoryaudit-${name}`,
    provenance: 'documented',
  }) as const

export const auditActions: readonly Action[] = [
  {
    method: 'GET',
    path: directoryAudits.segment,
    access: READ,
    ...source('list'),
    run: (turn) => answerList(turn, listing(turn)),
  },
  {
    method: 'GET',
    path: `${directoryAudits.segment}/$count`,
    access: READ,
    ...source('list'),
    run: (turn) => answerCount(turn, listing(turn)),
  },
  { method: 'GET', path: `${directoryAudits.segment}/{id}`, access: READ, ...source('get'), run: getOne },
]

const listing = ({ tenant }: Turn): Listing => ({
  schema: directoryAudits.schema,
  context: directoryAudits.segment,
  cost: 1,
  rows: () => auditsOf(tenant),
})

function getOne(turn: Turn): Answer {
  const id = turn.keys[0]?.value ?? ''
  const found = auditsOf(turn.tenant).find((one) => one.id === id)
  if (!found) throw resourceNotFound(id)
  return answerEntity(turn, directoryAudits, found)
}

/** The log only grows, so each entry is made into a row once, oldest first; reading reverses the order. */
const rowsByTenant = new WeakMap<
  Tenant,
  { position: number; oldestFirst: Entity[]; newestFirst: readonly Entity[] }
>()

function auditsOf(tenant: Tenant): readonly Entity[] {
  const known = rowsByTenant.get(tenant) ?? { position: 0, oldestFirst: [], newestFirst: [] }
  if (known.position === tenant.position) return known.newestFirst
  const changes = tenant.changesSince(known.position)
  changes.forEach((change, i) => {
    const one = entryOf(tenant, change)
    if (one) known.oldestFirst.push(one)
    if (change.call === CONSENT && changes[i + 1]?.requestId !== change.requestId)
      known.oldestFirst.push(consented(tenant, change))
  })
  known.position = tenant.position
  known.newestFirst = known.oldestFirst.toReversed()
  rowsByTenant.set(tenant, known)
  return known.newestFirst
}

/**
 * The call with which the sign-in pages write, and the name of the last entry of such a call (that it comes
 * last is inferred).
 */
const CONSENT = 'Consent to application'

function consented(tenant: Tenant, change: Change): Entity {
  const { clientId, principalId, id } = change.after ?? change.before ?? {}
  const made = entry(tenant, change, CONSENT, 'ApplicationManagement', 'Assign', 'Core Directory')
  const key = String(clientId ?? principalId ?? id)
  const client = tenant.get('servicePrincipals', key) ?? {}
  return {
    ...made,
    id: `${made.id}_consent`,
    targetResources: [targetOf('ServicePrincipal', key, client, [])],
  }
}

function entryOf(tenant: Tenant, change: Change): Entity | undefined {
  const known = activityOf(change)
  if (!known || isRestored(change)) return isRestored(change) ? restored(tenant, change) : undefined
  const { activity, category, operationType, service } = known
  return entry(tenant, change, activity, category, operationType, service)
}

function restored(tenant: Tenant, change: Change): Entity {
  const type = TYPE_OF_KIND.get(change.kind) ?? ''
  const words = type.replace(/(?<=.)[A-Z]/g, ' $&').toLowerCase()
  const category = type === 'User' || type === 'Group' ? `${type}Management` : 'ApplicationManagement'
  return entry(tenant, change, `Restore ${words}`, category, 'Restore', 'Core Directory')
}

function entry(
  tenant: Tenant,
  change: Change,
  activityDisplayName: string,
  category: string,
  operationType: string,
  loggedByService: string,
): Entity {
  const { at, requestId, seq } = change
  return {
    id: `Directory_${requestId}_${seq}`,
    category,
    correlationId: requestId,
    result: 'success',
    resultReason: '',
    activityDisplayName,
    activityDateTime: new Date(at).toISOString(),
    loggedByService,
    operationType,
    initiatedBy: initiatorOf(tenant.before(seq), change),
    targetResources: targetsOf(tenant.before(seq), change),
    additionalDetails: [],
  }
}

function initiatorOf(view: View, { actor }: Change): Entity {
  const { type, id, displayName } = actor
  if (type === 'user') {
    const userPrincipalName = view.get('users', id)?.userPrincipalName ?? null
    return { user: { id, displayName, userPrincipalName, ipAddress: '' }, app: null }
  }
  const appId = view.get('servicePrincipals', id)?.appId ?? null
  const servicePrincipalId = type === 'application' ? id : null
  return { user: null, app: { appId, displayName, servicePrincipalId, servicePrincipalName: null } }
}

const ROLE_ENDS = [
  ['', 'principalId'],
  ['directoryRoles', 'roleDefinitionId'],
] as const

/** The two ends of a relation; first the one that is acted on. */
const ENDS: Readonly<Record<string, readonly (readonly [kind: string, property: string])[]>> = {
  'groups/members': [
    ['', 'memberId'],
    ['groups', 'groupId'],
  ],
  'groups/owners': [
    ['', 'memberId'],
    ['groups', 'groupId'],
  ],
  'applications/owners': [
    ['', 'ownerId'],
    ['applications', 'objectId'],
  ],
  'servicePrincipals/owners': [
    ['', 'ownerId'],
    ['servicePrincipals', 'objectId'],
  ],
  'users/manager': [
    ['users', 'id'],
    ['users', 'managerId'],
  ],
  appRoleAssignments: [
    ['servicePrincipals', 'resourceId'],
    ['', 'principalId'],
  ],
  oauth2PermissionGrants: [
    ['servicePrincipals', 'resourceId'],
    ['servicePrincipals', 'clientId'],
  ],
  roleAssignments: ROLE_ENDS,
  roleAssignmentScheduleRequests: ROLE_ENDS,
  roleEligibilityScheduleRequests: ROLE_ENDS,
  roleAssignmentApprovals: ROLE_ENDS,
  roleAssignmentSchedules: ROLE_ENDS,
  roleEligibilitySchedules: ROLE_ENDS,
}

function targetsOf(view: View, change: Change): Entity[] {
  const { kind, key, before, after } = change
  const entity = after ?? before ?? {}
  const ends = ENDS[kind]
  if (!ends) return [targetOf(TYPE_OF_KIND.get(kind) ?? 'Other', key, entity, modified(change))]
  return ends.map(([of, property], i) => {
    const id = String(entity[property])
    const modifiedProperties = i === 0 ? modified(change) : []
    if (of === 'directoryRoles') {
      const name = Object.entries(ROLE_TEMPLATES).find(([, template]) => template === id)?.[0]
      return targetOf('Role', id, { displayName: name }, modifiedProperties)
    }
    const found = [...TYPE_OF_KIND].find(([known]) => (of === '' || of === known) && view.get(known, id))
    const target = found ? view.get(found[0], id) : undefined
    return targetOf(found?.[1] ?? 'Other', id, target ?? {}, modifiedProperties)
  })
}

function targetOf(type: string, id: string, entity: Entity, modifiedProperties: readonly Entity[]): Entity {
  const { displayName = null, userPrincipalName = null, groupTypes } = entity
  const isUnified = Array.isArray(groupTypes) && groupTypes.includes('Unified')
  const groupType = type === 'Group' ? (isUnified ? 'unifiedGroups' : 'azureAD') : null
  return { id, displayName, type, userPrincipalName, groupType, modifiedProperties }
}

/**
 * Values are JSON texts in a list, as the service writes them. What no read shows is not shown here either.
 */
function modified({ kind, before, after }: Change): Entity[] {
  if (kind === 'appRoleAssignments') return appRole(before, after)
  const schema = RESOURCES.find((one) => one.kind === kind)?.schema
  if (!schema) return []
  const told = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify([value]))
  return [...schema.properties]
    .filter(([name, { hide }]) => !hide && name !== 'id')
    .map(([name]) => ({ displayName: name, oldValue: told(before?.[name]), newValue: told(after?.[name]) }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue && newValue !== '[[]]')
}

function appRole(before: Entity | undefined, after: Entity | undefined): Entity[] {
  const { appRoles = {} } = PERMISSIONS[GRAPH_APP_ID] ?? {}
  const nameOf = (one: Entity | undefined) => {
    if (!one) return null
    const value = Object.entries(appRoles).find(([, id]) => id === one.appRoleId)?.[0]
    return JSON.stringify(value ?? one.appRoleId)
  }
  return [{ displayName: 'AppRole.Value', oldValue: nameOf(before), newValue: nameOf(after) }]
}
