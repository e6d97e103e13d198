/** Directory objects by id alone, and the membership functions of all of them. */
import type { Entity, Kind } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { authorise, reading, writing } from '../authorization/access.ts'
import { beyondOf } from '../authorization/roles-beyond-token.ts'
import { sightOf } from '../authorization/sight.ts'
import { findDirectoryObject } from '../directory/directory-object.ts'
import { seesMembers } from '../groups/hidden-membership.ts'
import { groupsAround, rolesHeld } from '../groups/member-of.ts'
import { applications } from '../resources/applications.ts'
import { DIRECTORY_RESOURCES } from '../resources/index.ts'
import { answerList } from '../verbs/collection.ts'
import { deleteEntity, findByKey, getByPath, idOf } from '../verbs/entities.ts'
import { navigationListing } from '../verbs/navigation.ts'
import type { Reached, Resource } from '../verbs/resource.ts'
import { noContent } from '../wire/answer.ts'
import { meNeedsUser, parametersTooMany, requestDenied, resourceNotFound } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, answerDirectoryObject, answerValue, idsIn, parametersOf } from './action.ts'

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids (documented) */
const IDS_MAX = 1000
/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups (documented) */
const CHECKED_MAX = 20

const READ = reading(['Directory.Read.All', 'Directory.ReadWrite.All'])
/** https://learn.microsoft.com/graph/api/directoryobject-getmembergroups */
const READ_MEMBERSHIP = reading([
  'User.Read.All',
  'User.ReadWrite.All',
  'GroupMember.ReadBasic.All',
  'GroupMember.Read.All',
  'Group.ReadBasic.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** Each type needs its own permission; it is judged when the object has been found. */
const REMOVE = writing(
  ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'Application.ReadWrite.All'],
  ['users/delete', 'groups/delete', 'applications/delete', 'servicePrincipals/delete'],
)
/** https://learn.microsoft.com/graph/api/directoryobject-validateproperties, …/group-validateproperties */
const VALIDATE = reading([
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])

const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

const byIds = parametersOf('getByIds', {
  ids: { type: 'String', collection: true, required: true, max: 64 },
  types: { type: 'String', collection: true, max: 64 },
})
const names = parametersOf('validateProperties', {
  entityType: { type: 'String', max: 64 },
  displayName: { type: 'String', max: 256 },
  mailNickname: { type: 'String', max: 64 },
  onBehalfOfUserId: { type: 'Guid' },
})
const enabledOnly = parametersOf('getMemberObjects', { securityEnabledOnly: { type: 'Boolean' } })
const groupIds = parametersOf('checkMemberGroups', {
  groupIds: { type: 'String', collection: true, required: true, max: 64 },
})
const objectIds = parametersOf('checkMemberObjects', {
  ids: { type: 'String', collection: true, required: true, max: 64 },
})

/** The four membership functions, and which groups and roles each of them answers. */
const QUESTIONS: readonly { name: string; ask: (turn: Turn, entity: Entity) => string[] }[] = [
  {
    name: 'getMemberGroups',
    ask: (turn, entity) => {
      const only = enabledOnly(turn).securityEnabledOnly === true
      return enabled(groupsSeen(turn, entity), only).map(idOf)
    },
  },
  {
    name: 'getMemberObjects',
    ask: (turn, entity) => {
      const only = enabledOnly(turn).securityEnabledOnly === true
      return [...enabled(groupsSeen(turn, entity), only), ...rolesOf(turn, entity)].map(idOf)
    },
  },
  {
    name: 'checkMemberGroups',
    ask: (turn, entity) => {
      const asked = idsIn(groupIds(turn).groupIds)
      if (asked.length > CHECKED_MAX) throw parametersTooMany('groupIds', CHECKED_MAX)
      const held = new Set(groupsSeen(turn, entity).map(idOf))
      return asked.filter((id) => held.has(id))
    },
  },
  {
    name: 'checkMemberObjects',
    ask: (turn, entity) => {
      const asked = idsIn(objectIds(turn).ids)
      if (asked.length > CHECKED_MAX) throw parametersTooMany('ids', CHECKED_MAX)
      const roles = rolesOf(turn, entity)
      const held = new Set([...groupsSeen(turn, entity), ...roles].map(idOf))
      // Roles are found by their template's id too, as in the documented example.
      for (const { roleTemplateId } of roles) held.add(String(roleTemplateId))
      return asked.filter((id) => held.has(id))
    },
  },
]

/** The paths that have these functions: each kind of principal, any id, and `/me`. */
const ASKED: readonly { path: string; find: (turn: Turn) => Entity }[] = [
  ...DIRECTORY_RESOURCES.filter(({ kind }) => kind !== 'applications' && kind !== 'directoryRoles').map(
    (resource) => ({
      path: `${resource.segment}/{id}`,
      find: (turn: Turn) => getByPath(turn, resource),
    }),
  ),
  { path: 'directoryObjects/{id}', find: (turn) => byPath(turn).entity },
  { path: 'me', find: self },
]

export const directoryObjectActions: readonly Action[] = [
  {
    method: 'GET',
    path: 'directoryObjects/{id}',
    access: READ,
    ...page('directoryobject-get'),
    run: (turn) => {
      const { resource, entity } = byPath(turn)
      return answerDirectoryObject(turn, resource, sightOf(turn)(resource.kind, entity))
    },
  },
  {
    method: 'DELETE',
    path: 'directoryObjects/{id}',
    access: REMOVE,
    ...page('directoryobject-delete'),
    run: remove,
  },
  {
    method: 'POST',
    path: 'directoryObjects/getByIds',
    access: READ,
    ...page('directoryobject-getbyids'),
    run: getByIds,
  },
  {
    method: 'POST',
    path: 'directoryObjects/validateProperties',
    access: VALIDATE,
    ...page('directoryobject-validateproperties'),
    run: validate,
  },
  ...ASKED.flatMap(({ path, find }) =>
    QUESTIONS.map(
      ({ name, ask }): Action => ({
        method: 'POST',
        path: `${path}/${name}`,
        access: READ_MEMBERSHIP,
        ...page(`directoryobject-${name.toLowerCase()}`),
        run: (turn) => answerValue(turn, 'Collection(Edm.String)', ask(turn, find(turn))),
      }),
    ),
  ),
]

/** No tenant here has a naming policy, so every name is valid (documented: 204, else 422). */
export function validate(turn: Turn): Answer {
  names(turn)
  return noContent(turn)
}

/** Missing ids are left out. https://learn.microsoft.com/graph/api/directoryobject-getbyids (documented) */
function getByIds(turn: Turn): Answer {
  const { ids, types } = byIds(turn)
  const asked = idsIn(ids)
  if (asked.length > IDS_MAX) throw parametersTooMany('ids', IDS_MAX)
  const wanted = new Set(idsIn(types))
  const isWanted = (kind: Kind) => {
    const type = resourceOf(kind)?.type.toLowerCase()
    return wanted.size === 0 || wanted.has('directoryobject') || (type !== undefined && wanted.has(type))
  }
  const reach = (): Reached =>
    [...new Set(asked)]
      .flatMap((id) => findDirectoryObject(turn.tenant, id) ?? [])
      .filter(({ kind }) => isWanted(kind))
  const navigation = { type: 'directoryObject', context: 'directoryObjects', access: READ, reach } as const
  return answerList(turn, navigationListing(turn, {}, navigation))
}

function remove(turn: Turn): Answer {
  const { resource, entity } = byPath(turn)
  if (!resource.delete) throw requestDenied()
  const grant = authorise(resource.delete.access, turn.claims, false, beyondOf(turn))
  deleteEntity({ ...turn, grant }, resource, entity)
  return noContent(turn)
}

function byPath({ tenant, keys: [key] }: Turn): { resource: Resource; entity: Entity } {
  const id = key?.value ?? ''
  const found = findDirectoryObject(tenant, id.toLowerCase())
  const resource = found && resourceOf(found.kind)
  if (!resource) throw resourceNotFound(id)
  return { resource, entity: found.entity }
}

const resourceOf = (wanted: Kind): Resource | undefined =>
  [...DIRECTORY_RESOURCES, applications].find(({ kind }) => kind === wanted)

function self({ tenant, claims }: Turn): Entity {
  if (claims.idtyp === 'app') throw meNeedsUser()
  const [users] = DIRECTORY_RESOURCES
  const found = users && findByKey(tenant, users, { property: 'id', value: claims.oid })
  if (!found) throw resourceNotFound(claims.oid)
  return found
}

/** The answer leaves out groups with hidden membership (observed). */
const groupsSeen = (turn: Turn, entity: Entity): Entity[] =>
  groupsAround(turn.tenant, idOf(entity), seesMembers(turn))

const enabled = (groups: readonly Entity[], only: boolean) =>
  only ? groups.filter(({ securityEnabled }) => securityEnabled === true) : groups

const rolesOf = ({ tenant, arrival }: Turn, entity: Entity): Entity[] =>
  rolesHeld(tenant, [idOf(entity), ...groupsAround(tenant, idOf(entity)).map(idOf)], arrival.at).map(
    ({ entity: role }) => role,
  )
