/** How the mock stores the objects of a documented navigation: one row for each navigation. */
import type { Entity, Kind } from '../base.ts'
import { METHODS } from '../entra/authorize/second-factors.ts'
import { builtInRole } from '../entra/directory/directory-roles.ts'
import { extensionKind } from '../graph/directory/open-extensions.ts'
import { bareNames } from '../graph/mail/messages/extension-names.ts'
import type { Asked } from './asked.ts'
import { isGuid } from './asked.ts'
import { BLANK, blankFor, MAILBOX, plain } from './blanks.ts'
import { isPlaceholder } from './completing.ts'
import { record } from './documented-example.ts'
import { APP_ID } from './full-rights.ts'
import { idIn, kindOfRow, kindOfType } from './kinds.ts'
import type { One, Stage } from './stage.ts'

export interface Seeding {
  readonly stage: Stage
  readonly asked: Asked
  /** The object that the path names. */
  readonly subject: One
  /** The objects in the documented answer. */
  readonly rows: readonly Entity[]
  /** Segments after the navigation's own. */
  readonly further: readonly string[]
  /** Plain values in the documented answer. */
  readonly answered?: readonly unknown[]
}

type Relate = (seeding: Seeding) => void

/** A navigation to directory objects. @param otherwise kind of a row without a type */
const to =
  (otherwise: Kind, tie: (stage: Stage, subject: One, one: One, row: Entity) => void): Relate =>
  ({ stage, subject, rows, further }) => {
    const cast = kindOfType(further[0])
    for (const row of rows) {
      const kind = cast ?? kindOfRow(row) ?? otherwise
      const id = row.id === undefined || isPlaceholder(row.id) ? stage.uuid() : idIn(row.id)
      tie(stage, subject, stage.put(kind, { ...blankFor(kind, row), ...plain(row), id }), row)
    }
    const id = isGuid(further[0]) ? further[0].toLowerCase() : undefined
    if (id !== undefined && !rows.some((row) => idIn(row.id) === id))
      tie(stage, subject, stage.put(otherwise, { ...BLANK[otherwise], id }), {})
  }

/** The same where the navigation leads to one object, which exists even if the page does not show it. */
const toOne =
  (otherwise: Kind, tie: (stage: Stage, subject: One, one: One, row: Entity) => void): Relate =>
  (seeding) => {
    const { stage, asked, rows } = seeding
    const isThere = rows.length > 0 || asked.method === 'PUT' || asked.method === 'POST'
    to(otherwise, tie)(isThere ? seeding : { ...seeding, rows: [{ id: stage.uuid() }] })
  }

const pair = (stage: Stage, kind: Kind, from: readonly [string, string], to_: readonly [string, string]) =>
  stage.put(kind, { [from[0]]: from[1], [to_[0]]: to_[1] }, `${from[1]}/${to_[1]}`)

function member(stage: Stage, group: One, one: One): void {
  if (group.kind === 'directoryRoles') holdRole(stage, group.id, one)
  else pair(stage, 'groups/members', ['groupId', group.id], ['memberId', one.id])
}

function holdRole(stage: Stage, roleId: string, principal: One): void {
  const { roleTemplateId } = stage.get('directoryRoles', roleId) ?? {}
  const id = `${roleId}-${principal.id}`
  const ends = { principalId: principal.id, roleDefinitionId: roleTemplateId ?? roleId }
  stage.put('roleAssignments', { id, ...ends, directoryScopeId: '/' })
}

function owner(stage: Stage, owned: One, one: One): void {
  if (owned.kind === 'groups') pair(stage, 'groups/owners', ['groupId', owned.id], ['memberId', one.id])
  else pair(stage, `${owned.kind}/owners`, ['objectId', owned.id], ['ownerId', one.id])
}

const belongs = to('groups', (stage, subject, one) =>
  one.kind === 'directoryRoles' ? holdRole(stage, one.id, subject) : member(stage, one, subject),
)

const manages = (stage: Stage, manager: One, one: One) =>
  stage.put('users/manager', { id: one.id, managerId: manager.id })

/** Separate objects that name the subject by a property. */
const hanging =
  (kind: Kind, property: (subject: One) => string): Relate =>
  ({ stage, asked, subject, rows, further }) => {
    const end = property(subject)
    const [id] = further
    if (asked.method === 'GET' && id === undefined)
      for (const row of rows)
        stage.put(kind, { ...row, id: String(row.id ?? stage.uuid()), [end]: subject.id })
    if (id !== undefined)
      stage.put(kind, { ...(asked.method === 'GET' ? rows[0] : {}), id, [end]: subject.id })
    const { appRoleId } = record(asked.body)
    if (isGuid(appRoleId) && end === 'resourceId')
      stage.put(subject.kind, { id: subject.id, appRoles: [{ id: appRoleId.toLowerCase() }] })
  }

/** Addresses in a domain refer to it. */
const named = to('users', (stage, { id: domain }, { kind, id }) => {
  const name = kind === 'users' ? 'userPrincipalName' : 'mail'
  const shown = String(stage.get(kind, id)?.[name] ?? '').toLowerCase()
  if (!shown.endsWith(`@${domain}`)) stage.set(kind, id, { [name]: `${id}@${domain}` })
})

/** Objects that the subject made according to the change log. */
const created: Relate = ({ stage, subject, rows }) => {
  for (const row of rows) {
    const kind = kindOfRow(row) ?? 'groups'
    const id = isGuid(row.id) ? row.id.toLowerCase() : stage.uuid()
    const entity = { ...blankFor(kind, row), ...plain(row), id }
    stage.later.push((tenant) => {
      const actor = {
        type: subject.kind === 'users' ? 'user' : 'application',
        id: subject.id,
        displayName: 'Documented example',
      } as const
      const write = { at: Date.UTC(2015, 0), actor, call: 'seed', requestId: stage.uuid() }
      tenant.commit(write, kind, id, entity)
    })
  }
}

/** Each extension under the name that its application gave it. */
const extended: Relate = ({ stage, asked, subject, rows, further: [named] }) => {
  const shown = asked.method === 'POST' ? [] : named === undefined ? rows : [{ ...rows[0], id: named }]
  for (const row of shown) {
    const name = bareNames(String(row.id ?? row.extensionName))
    const own = { appId: APP_ID, key: name.toLowerCase(), extensionName: name, id: name }
    const kind = extensionKind(subject.kind)
    stage.put(kind, { ...plain(row), ...own, ownerId: subject.id }, `${subject.id}/${own.key}`)
  }
}

/** Authentication methods of the subject; every user has a password. */
const proves: Relate = ({ stage, asked, subject, rows, further: [, named] }) => {
  const shown = asked.method === 'POST' ? [] : named === undefined ? rows : [{ ...rows[0], id: named }]
  for (const row of shown) {
    const type = row['@odata.type'] ?? row['odata.type'] ?? '#microsoft.graph.phoneAuthenticationMethod'
    if (type === '#microsoft.graph.passwordAuthenticationMethod') continue
    const id = String(row.id ?? stage.uuid())
    stage.put(METHODS, { ...plain(row), id, userId: subject.id, '@odata.type': type })
  }
}

/** A sender has a mailbox with the address in `from`. */
const sends: Relate = ({ stage, asked, subject }) => {
  const { from } = record(record(asked.body).message ?? record(asked.body).Message)
  const { address } = record(record(from).emailAddress)
  stage.set(subject.kind, subject.id, {
    ...MAILBOX,
    ...(typeof address === 'string' ? { mail: address } : {}),
  })
}

export const RELATIONS: Readonly<Record<string, Relate>> = {
  members: to('users', member),
  transitivemembers: to('users', member),
  owners: to('users', owner),
  memberof: belongs,
  transitivememberof: belongs,
  manager: toOne('users', (stage, subject, one) => manages(stage, one, subject)),
  directreports: to('users', manages),
  domainnamereferences: named,
  createdobjects: created,
  extensions: extended,
  authentication: proves,
  mailboxsettings: ({ stage, subject }) => stage.set(subject.kind, subject.id, MAILBOX),
  sendmail: sends,
  ownedobjects: to('groups', (stage, subject, one) => owner(stage, one, subject)),
  approleassignments: hanging('appRoleAssignments', () => 'principalId'),
  approleassignedto: hanging('appRoleAssignments', () => 'resourceId'),
  licensedetails: ({ stage, subject, rows }) => {
    for (const { skuId, skuPartNumber, servicePlans } of rows)
      stage.put('subscribedSkus', { id: `sku ${skuId}`, skuId, skuPartNumber, servicePlans })
    stage.set(subject.kind, subject.id, {
      assignedLicenses: rows.map(({ skuId }) => ({ skuId, disabledPlans: [] })),
    })
  },
  extensionproperties: ({ stage, asked, subject, rows, further: [id] }) => {
    const applicationId = subject.id
    for (const row of asked.method === 'POST' ? [] : rows)
      stage.put('extensionProperties', { ...row, id: idIn(row.id), applicationId })
    if (id !== undefined) stage.put('extensionProperties', { id: idIn(id), applicationId })
  },
  targetschedule: ({ stage, subject, rows }) => {
    for (const row of rows) {
      stage.put(subject.kind.replace('Requests', 's'), row)
      stage.put(subject.kind, { id: subject.id, targetScheduleId: row.id })
    }
  },
  roledefinition: ({ stage, rows }) => {
    for (const row of rows)
      if (!builtInRole(String(row.id)))
        stage.put('roleDefinitions', { isBuiltIn: false, ...plain(row), id: idIn(row.id) })
  },
  principal: ({ stage, rows }) => {
    for (const row of rows) stage.put(kindOfRow(row) ?? 'users', { ...row, id: idIn(row.id) })
  },
  oauth2permissiongrants: hanging('oauth2PermissionGrants', ({ kind }) =>
    kind === 'users' ? 'principalId' : 'clientId',
  ),
}
