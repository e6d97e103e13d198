/**
 * Objects that were removed and can be restored for 30 days.
 * https://learn.microsoft.com/graph/api/resources/directory
 */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { type Access, authorise, checkReach, reading, writing } from '../authorization/access.ts'
import { beyondOf } from '../authorization/roles-beyond-token.ts'
import { checkSensitiveAction } from '../authorization/sensitive-actions.ts'
import { applications } from '../resources/applications.ts'
import { checkNickname, groups } from '../resources/groups.ts'
import { servicePrincipals } from '../resources/servicePrincipals.ts'
import { checkUserPrincipalName, keptPrefix, users } from '../resources/users.ts'
import { answerCount, answerList, type Listing } from '../verbs/collection.ts'
import { checkUnique, getByPath, idOf } from '../verbs/entities.ts'
import { grantAgain, removeAllHanging } from '../verbs/hanging.ts'
import { type Resource, resource } from '../verbs/resource.ts'
import { noContent } from '../wire/answer.ts'
import { notEmulated, resourceNotFound, servicePrincipalExists, valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, answerDirectoryObject, parametersOf } from './action.ts'

interface Kept {
  readonly live: Resource
  readonly read: Access
  readonly write: Access
  /** Refuses callers who may not restore or purge this object. */
  readonly guard?: (turn: Turn, entity: Entity) => void
  /** Refuses where a live object has a value that must be unique. */
  readonly beforeRestore?: (turn: Turn, entity: Entity) => void
  /** What a restored object becomes, where the deleted one is kept in another form. */
  readonly revived?: (turn: Turn, entity: Entity) => Entity
}

const APPLICATIONS = {
  read: reading([
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ]),
  // No action names the restoring of these; a caller who may make them may restore them (inferred).
  write: writing(['Application.ReadWrite.All'], ['applications/create']),
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list — permissions follow the type (documented). */
const DELETED_TYPES: readonly Kept[] = [
  {
    live: groups,
    read: reading(['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']),
    write: writing(['Group.ReadWrite.All', 'Directory.ReadWrite.All'], ['groups/restore']),
    beforeRestore: checkNickname,
  },
  {
    live: users,
    read: reading(['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']),
    write: writing(['User.DeleteRestore.All', 'User.ReadWrite.All'], ['users/restore']),
    guard: checkSensitiveAction,
    revived: revivedUser,
  },
  { live: applications, ...APPLICATIONS, beforeRestore: checkIdentifierUris },
  {
    live: servicePrincipals,
    ...APPLICATIONS,
    beforeRestore: ({ tenant }, { appId }) => {
      if (tenant.find('servicePrincipals', 'appId', appId).length > 0)
        throw servicePrincipalExists(String(appId))
    },
  },
]

const bin = resource({
  segment: 'directory/deletedItems',
  type: 'directoryObject',
  source: 'https://learn.microsoft.com/graph/api/resources/directory',
  provenance: 'documented',
  properties: {},
})

/** https://learn.microsoft.com/graph/api/resources/directory — after that time the service purges it. */
const RETENTION_MS = 30 * 24 * 3600 * 1000

/**
 * A route lets in callers who may touch one of the types; the object's type is judged when it has been found.
 */
const ANY_READ = union(DELETED_TYPES.map(({ read }) => read))
const ANY_WRITE = union(DELETED_TYPES.map(({ write }) => write))

const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

export const deletedItemActions: readonly Action[] = [
  ...DELETED_TYPES.flatMap(({ live, read: access }): Action[] => {
    const path = `${bin.segment}/microsoft.graph.${live.type}`
    const listing = ({ arrival }: Turn) => listingOf(live, arrival.at)
    const known = { method: 'GET', access, ...page('directory-deleteditems-list') } as const
    return [
      { ...known, path, run: (turn) => answerList(turn, listing(turn)) },
      { ...known, path: `${path}/$count`, run: (turn) => answerCount(turn, listing(turn)) },
      {
        ...known,
        ...page('directory-deleteditems-get'),
        path: `${path}/{id}`,
        run: (turn) => getCast(turn, live),
      },
    ]
  }),
  {
    method: 'GET',
    path: `${bin.segment}/{id}`,
    access: ANY_READ,
    run: getOne,
    ...page('directory-deleteditems-get'),
  },
  {
    method: 'DELETE',
    path: `${bin.segment}/{id}`,
    access: ANY_WRITE,
    run: purge,
    ...page('directory-deleteditems-delete'),
  },
  {
    method: 'POST',
    path: `${bin.segment}/{id}/restore`,
    access: ANY_WRITE,
    run: restore,
    ...page('directory-deleteditems-restore'),
  },
]

function listingOf(live: Resource, at: number): Listing {
  const annotation = `#microsoft.graph.${live.type}`
  return {
    schema: live.schema,
    context: live.segment,
    cost: 1,
    rows: (view) => view.list(bin.kind).filter((one) => one['@odata.type'] === annotation && isKept(one, at)),
  }
}

const isKept = ({ deletedDateTime }: Entity, at: number): boolean =>
  Date.parse(String(deletedDateTime)) + RETENTION_MS > at

function getOne(turn: Turn): Answer {
  const { entity, kept } = keptByPath(turn, 'read')
  return answerDirectoryObject(turn, kept.live, entity)
}

/** The same where the path names the type; an object of another type is not found. */
function getCast(turn: Turn, live: Resource): Answer {
  const { entity, kept } = keptByPath(turn, 'read')
  if (kept.live !== live) throw resourceNotFound(idOf(entity))
  return answerDirectoryObject(turn, live, entity)
}

function restore(turn: Turn): Answer {
  const { entity, kept } = keptByPath(turn, 'write')
  const { '@odata.type': _, deletedDateTime: __, granted, ...own } = entity
  const live = kept.revived?.(turn, own) ?? own
  kept.beforeRestore?.(turn, live)
  checkUnique(turn, kept.live, live)
  turn.tenant.commit(turn.write, kept.live.kind, idOf(entity), live)
  turn.tenant.commit(turn.write, bin.kind, idOf(entity), undefined, true)
  grantAgain(turn, granted)
  return answerDirectoryObject(turn, kept.live, live)
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-restore#request-body */
const restoring = parametersOf('directory-deleteditems-restore', {
  newUserPrincipalName: { type: 'String', max: 113 },
  autoReconcileProxyConflict: { type: 'Boolean' },
})

/** Under its former name, or under another one from the body. */
function revivedUser(turn: Turn, user: Entity): Entity {
  const { newUserPrincipalName: renamed, autoReconcileProxyConflict } =
    turn.arrival.body === '' ? {} : restoring(turn)
  if (autoReconcileProxyConflict === true) throw notEmulated()
  if (typeof renamed === 'string') checkUserPrincipalName(turn, renamed)
  const kept = String(user.userPrincipalName)
  const prefix = keptPrefix(user)
  const before = kept.startsWith(prefix) ? kept.slice(prefix.length) : kept
  return { ...user, userPrincipalName: renamed ?? before }
}

function purge(turn: Turn): Answer {
  const { entity } = keptByPath(turn, 'write')
  turn.tenant.commit(turn.write, bin.kind, idOf(entity), undefined)
  removeAllHanging(turn, idOf(entity))
  return noContent(turn)
}

function keptByPath(turn: Turn, act: 'read' | 'write'): { entity: Entity; kept: Kept } {
  const entity = getByPath(turn, bin)
  const kept = DELETED_TYPES.find(({ live }) => entity['@odata.type'] === `#microsoft.graph.${live.type}`)
  if (!kept || !isKept(entity, turn.arrival.at)) throw resourceNotFound(idOf(entity))
  const grant = authorise(kept[act], turn.claims, false, beyondOf(turn))
  if (act === 'write') {
    checkReach({ grant }, entity)
    kept.guard?.({ ...turn, grant }, entity)
  }
  return { entity, kept }
}

function checkIdentifierUris({ tenant }: Turn, { identifierUris }: Entity): void {
  const uris = new Set(Array.isArray(identifierUris) ? identifierUris : [])
  if (uris.size === 0) return
  for (const other of tenant.list('applications'))
    if (Array.isArray(other.identifierUris) && other.identifierUris.some((uri) => uris.has(uri)))
      throw valueTaken('identifierUris')
}

function union(all: readonly Access[]): Access {
  const every = (pick: (access: Access) => ReadonlySet<string>) =>
    new Set(all.flatMap((one) => [...pick(one)]))
  return {
    application: every(({ application }) => application),
    delegated: every(({ delegated }) => delegated),
    roles: every(({ roles }) => roles),
    actions: all.flatMap(({ actions }) => actions),
    members: all.every(({ members }) => members),
  }
}
