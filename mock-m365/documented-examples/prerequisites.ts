/** State that a request needs: objects that its body names, and conditions of its action. */
import type { Entity, Kind } from '../base.ts'
import { builtInRole } from '../entra/directory/directory-roles.ts'
import { isObject } from '../graph/wire/body.ts'
import { type Asked, isGuid, TENANT_ID } from './asked.ts'
import { BLANK } from './blanks.ts'
import { exampleCertificate, proofOf } from './completing.ts'
import { record } from './documented-example.ts'
import { kindOfPath, PRINCIPALS } from './kinds.ts'
import type { Seeding } from './relations.ts'
import { list } from './rows.ts'
import type { Stage } from './stage.ts'

/** What must exist before an object of a kind can be made. */
export const FOUNDATIONS: Readonly<Record<Kind, (stage: Stage, body: Entity) => void>> = {
  servicePrincipals: (stage, { appId }) => {
    if (isGuid(appId)) stage.put('applications', { ...BLANK.applications, id: stage.uuid(), appId })
  },
  roleAssignmentScheduleRequests: (stage, body) => seedSchedule(stage, body, 'Assignment'),
  roleEligibilityScheduleRequests: (stage, body) => seedSchedule(stage, body, 'Eligibility'),
}

/** A user who activates is eligible; what is removed exists. */
function seedSchedule(stage: Stage, body: Entity, relation: 'Assignment' | 'Eligibility'): void {
  const { action, principalId, roleDefinitionId } = body
  const act = String(action).toLowerCase()
  const kind = act === 'selfactivate' ? 'roleEligibilitySchedules' : `role${relation}Schedules`
  if (!/^selfactivate$|remove$|deactivate$|update$|extend$|renew$/.test(act)) return
  const startDateTime = '2020-01-01T00:00:00Z'
  const scheduleInfo = { startDateTime, recurrence: null, expiration: { type: 'noExpiration' } }
  const held = {
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    status: 'Provisioned',
    memberType: 'Direct',
  }
  stage.put(kind, { id: stage.uuid(), ...held, createdDateTime: startDateTime, scheduleInfo })
}

/** State that actions need. */
export const ACTIONS: Readonly<Record<string, (seeding: Seeding) => void>> = {
  checkmembergroups: seedMemberships,
  checkmemberobjects: seedMemberships,
  getmembergroups: seedMemberships,
  getmemberobjects: seedMemberships,
  removepassword: ({ stage, asked, subject }) =>
    stage.put(subject.kind, { id: subject.id, passwordCredentials: [{ keyId: record(asked.body).keyId }] }),
  addkey: (seeding) => {
    proveKey(seeding, seeding.stage.uuid())
    const { keyCredential } = record(seeding.asked.body)
    const { key } = exampleCertificate()
    seeding.stage.completions.push(() => ({ keyCredential: { ...record(keyCredential), key } }))
  },
  removekey: (seeding) => proveKey(seeding, String(record(seeding.asked.body).keyId)),
  promote: ({ stage, subject }) => stage.set('domains', subject.id, { isRoot: false }),
  cancel: ({ stage, asked, subject }) => {
    const scheduleInfo = { startDateTime: '2099-01-01T00:00:00Z', expiration: { type: 'noExpiration' } }
    const createdBy = { user: { id: asked.callerId } }
    stage.set(subject.kind, subject.id, { status: 'Granted', action: 'adminAssign', scheduleInfo, createdBy })
  },
  assignlicense: ({ stage, asked, subject }) => {
    const { addLicenses, removeLicenses } = record(asked.body)
    const removed = list(removeLicenses).map((skuId) => ({ skuId, disabledPlans: [] }))
    for (const { skuId, disabledPlans } of [...list(addLicenses).map(record), ...removed])
      stage.put('subscribedSkus', {
        id: `${TENANT_ID}_${skuId}`,
        skuId,
        consumedUnits: 0,
        prepaidUnits: { enabled: 10 },
        // What a licence leaves out is part of it.
        servicePlans: list(disabledPlans).map((servicePlanId) => ({
          servicePlanId,
          servicePlanName: 'A_PLAN',
        })),
      })
    stage.put(subject.kind, {
      id: subject.id,
      assignedLicenses: removed,
    })
  },
  // Only Microsoft 365 groups expire, and are renewed (documented).
  renew: ({ stage, subject }) =>
    stage.set(subject.kind, subject.id, {
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
    }),
}

/** A caller that adds or removes a key has one and proves it: the page shortens both. */
function proveKey({ stage, subject }: Seeding, keyId: string): void {
  const { key } = exampleCertificate()
  const held = { keyId, type: 'AsymmetricX509Cert', usage: 'Verify', key }
  stage.put(subject.kind, { id: subject.id })
  stage.set(subject.kind, subject.id, { keyCredentials: [held] })
  stage.completions.push((at) => ({ proof: proofOf(subject.id, at) }))
}

/** The answer names groups and roles of the subject. */
function seedMemberships({ stage, asked, subject, answered = [] }: Seeding): void {
  const [named] = list(record(asked.body).groupIds)
  for (const printed of answered) {
    // A placeholder means the requested value.
    const id = isGuid(printed) ? printed.toLowerCase() : isGuid(named) ? named : stage.uuid()
    const group = stage.put('groups', { ...BLANK.groups, id, displayName: 'Holds the subject' })
    stage.put('groups/members', { groupId: group.id, memberId: subject.id }, `${group.id}/${subject.id}`)
  }
}

/** Objects that the body names by property or by reference. */
export function seedNamed(stage: Stage, { body, callerId }: Asked, answer: unknown): void {
  const put = (kind: Kind, id: unknown) => {
    if (!isGuid(id)) return
    const at = id.toLowerCase()
    if (!stage.kindOf(at, kind === 'users' ? PRINCIPALS : [kind]))
      stage.put(kind, { ...BLANK[kind], id: at, displayName: 'Named in the example' })
  }
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, name)
    else if (isObject(value)) {
      const kind = PRINCIPALS_BY_TYPE[String(value.principalType)]
      if (kind) put(kind, value.principalId)
      seedRole(stage, value)
      for (const [inner, one] of Object.entries(value)) walk(one, inner)
    } else if (typeof value === 'string' && (name === '@odata.id' || name.endsWith('@odata.bind')))
      put(kindOfPath(value) ?? 'users', value.slice(value.lastIndexOf('/') + 1))
    else if (NAMES[name] !== undefined) put(NAMES[name], value)
  }
  walk(body, '')
  walk(answer, '')
  const { resourceId, appRoleId } = record(body)
  if (isGuid(resourceId) && isGuid(appRoleId))
    stage.set('servicePrincipals', resourceId.toLowerCase(), { appRoles: [{ id: appRoleId.toLowerCase() }] })
  const { clientId } = record(body)
  if (isGuid(clientId)) stage.set('servicePrincipals', clientId, { accountEnabled: true })
  stage.put('users', { id: callerId })
}

/** A role that is not built in is the tenant's own, and a scope that is an object is one. */
function seedRole(stage: Stage, { roleDefinitionId, directoryScopeId }: Entity): void {
  if (isGuid(roleDefinitionId) && !builtInRole(roleDefinitionId))
    stage.put('roleDefinitions', {
      id: roleDefinitionId.toLowerCase(),
      displayName: 'Example role',
      isBuiltIn: false,
      isEnabled: true,
      rolePermissions: [{ allowedResourceActions: ['microsoft.directory/applications/basic/update'] }],
    })
  const scope = typeof directoryScopeId === 'string' ? directoryScopeId.slice(1).toLowerCase() : ''
  if (isGuid(scope) && !stage.kindOf(scope, [...PRINCIPALS, 'applications']))
    stage.put('applications', { ...BLANK.applications, id: scope })
}

const PRINCIPALS_BY_TYPE: Readonly<Record<string, Kind>> = {
  User: 'users',
  Group: 'groups',
  ServicePrincipal: 'servicePrincipals',
}

const NAMES: Readonly<Record<string, Kind>> = {
  principalId: 'users',
  resourceId: 'servicePrincipals',
  clientId: 'servicePrincipals',
  memberId: 'users',
}
