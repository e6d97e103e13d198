/** Owners of applications and service principals, and what a principal owns. */

import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Access } from '../authorization/access.ts'
import { findDirectoryObject, findPrincipal } from '../directory/directory-object.ts'
import { idOf } from '../verbs/entities.ts'
import type { Navigation, Reached } from '../verbs/resource.ts'
import {
  ownersFull,
  referenceExists,
  referenceInvalid,
  requestDenied,
  resourceNotFound,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { READ_APPLICATIONS } from './application-rules.ts'

type Owned = 'applications' | 'servicePrincipals'

/** https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const OWNERS_MAX = 100

/** Adding an owner also needs a permission to read; that the write permission includes it is inferred. */
const READS = ['Directory.Read.All', 'Directory.ReadWrite.All']
const BESIDE_WRITING = { 'Application.ReadWrite.All': READS, 'Application.ReadWrite.OwnedBy': READS }

/** https://learn.microsoft.com/graph/api/application-list-owners */
export function owners(kind: Owned, write: Access): Navigation {
  return {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: READ_APPLICATIONS,
    cost: 2,
    expand: true,
    casts: ['user', 'servicePrincipal'],
    reach: ({ tenant }, entity) => reachOwners(tenant, kind, idOf(entity)),
    references: {
      access: write,
      also: BESIDE_WRITING,
      add: (turn, entity, ids) => {
        checkOwnedByOnly(turn, kind, entity)
        for (const id of ids) addOwner(turn, kind, entity, id)
      },
      remove: (turn, entity, id) => {
        checkOwnedByOnly(turn, kind, entity)
        const key = `${idOf(entity)}/${id}`
        if (!turn.tenant.get(`${kind}/owners`, key)) throw resourceNotFound(id)
        turn.tenant.commit(turn.write, `${kind}/owners`, key, undefined)
      },
    },
  }
}

/** True for a caller whose only permission for this operation is an `….OwnedBy`. */
export const isOwnedByOnly = ({ grant: { permissions, roles } }: Turn): boolean =>
  roles.length === 0 && permissions.length > 0 && permissions.every((one) => one.endsWith('.OwnedBy'))

/** Such a caller reaches what it owns and nothing else (documented). */
export function checkOwnedByOnly(turn: Turn, kind: Owned, entity: Entity): void {
  const { tenant, claims } = turn
  if (!isOwnedByOnly(turn)) return
  if (!tenant.get(`${kind}/owners`, `${idOf(entity)}/${claims.oid}`)) throw requestDenied()
}

/** Makes the caller the owner of what it has just made. */
export function ownByCaller({ tenant, claims, write }: Turn, kind: Owned, entity: Entity): void {
  const ends = { objectId: idOf(entity), ownerId: claims.oid }
  tenant.commit(write, `${kind}/owners`, `${ends.objectId}/${ends.ownerId}`, ends)
}

function addOwner(turn: Turn, kind: Owned, entity: Entity, id: string): void {
  const { tenant, write } = turn
  const owner = findPrincipal(tenant, id)
  if (!owner) throw resourceNotFound(id)
  if (owner.kind === 'groups') throw referenceInvalid('owners')
  const key = `${idOf(entity)}/${id}`
  if (tenant.get(`${kind}/owners`, key)) throw referenceExists('owners')
  const count = tenant.find(`${kind}/owners`, 'objectId', idOf(entity)).length + 1
  if (count > OWNERS_MAX) throw ownersFull(count, OWNERS_MAX)
  tenant.commit(write, `${kind}/owners`, key, { objectId: idOf(entity), ownerId: id })
}

function reachOwners(view: View, kind: Owned, id: string): Reached {
  return view
    .find(`${kind}/owners`, 'objectId', id)
    .flatMap(({ ownerId }) => findPrincipal(view, String(ownerId)) ?? [])
}

const OWNERSHIPS: readonly { kind: Kind; owner: string; owned: string }[] = [
  { kind: 'groups/owners', owner: 'memberId', owned: 'groupId' },
  { kind: 'applications/owners', owner: 'ownerId', owned: 'objectId' },
  { kind: 'servicePrincipals/owners', owner: 'ownerId', owned: 'objectId' },
]

/** https://learn.microsoft.com/graph/api/user-list-ownedobjects */
export function reachOwned(view: View, ownerId: string): Reached {
  return OWNERSHIPS.flatMap(({ kind, owner, owned }) =>
    view.find(kind, owner, ownerId).flatMap((one) => findDirectoryObject(view, String(one[owned])) ?? []),
  )
}

/**
 * The objects that it made according to the change log, if they still exist. Objects of the starting state
 * have no maker.
 * https://learn.microsoft.com/graph/api/serviceprincipal-list-createdobjects
 */
export function reachCreated({ tenant }: Turn, id: string): Reached {
  return tenant
    .changesSince()
    .filter(({ before, after, actor }) => !before && after && actor.id === id)
    .flatMap(({ kind, key }) => {
      const found = CREATED.has(kind) ? findDirectoryObject(tenant, key) : undefined
      return found ? [found] : []
    })
}

const CREATED = new Set(['groups', 'applications', 'servicePrincipals'])
