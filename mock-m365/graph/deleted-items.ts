/** What was removed and can come back for 30 days. https://learn.microsoft.com/graph/api/resources/directory */
import type { Entity } from '../base.ts'
import type { Answer } from '../wire.ts'
import { type Access, authorise, reading, writing } from './access.ts'
import { noContent, ok } from './answer.ts'
import { answerList, contextText, type Listing, rowText } from './collection.ts'
import { checkReach, checkUnique, getByPath, idOf } from './entities.ts'
import { resourceNotFound } from './errors.ts'
import { queryOf } from './odata/query.ts'
import { type Resource, resource } from './resource.ts'
import { checkNickname, forgetGroup, groups } from './resources/groups.ts'
import { forgetUser, users } from './resources/users.ts'
import type { Operation } from './router.ts'
import type { Turn } from './turn.ts'

interface Kept {
  readonly live: Resource
  readonly read: Access
  readonly write: Access
  readonly beforeRestore?: (turn: Turn, entity: Entity) => void
  readonly forget: (turn: Turn, id: string) => void
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list — permissions follow the type (documented). */
const KEPT: readonly Kept[] = [
  {
    live: groups,
    read: reading(['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']),
    write: writing(
      ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['Global Administrator', 'Groups Administrator', 'User Administrator', 'Exchange Administrator'],
    ),
    beforeRestore: checkNickname,
    forget: forgetGroup,
  },
  {
    live: users,
    read: reading(['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']),
    write: writing(
      ['User.DeleteRestore.All', 'User.ReadWrite.All'],
      ['Global Administrator', 'User Administrator'],
    ),
    forget: forgetUser,
  },
]

const bin = resource({
  segment: 'directory/deletedItems',
  type: 'directoryObject',
  source: 'https://learn.microsoft.com/graph/api/resources/directory',
  provenance: 'documented',
  properties: {},
})

/** https://learn.microsoft.com/graph/api/resources/directory — after that the service removes it for good. */
const RETENTION_MS = 30 * 24 * 3600 * 1000

/** Routes are open to whoever may touch one of the types; which type it is shows when the object is found. */
const ANY_READ = union(KEPT.map(({ read }) => read))
const ANY_WRITE = union(KEPT.map(({ write }) => write))

export const deletedItemOperations: readonly Operation[] = [
  ...KEPT.map(({ live, read }): Operation => {
    const path = `${bin.segment}/microsoft.graph.${live.type}`
    return {
      method: 'GET',
      path,
      access: read,
      run: (turn) => answerList(turn, listingOf(live, turn.arrival.at)),
    }
  }),
  { method: 'GET', path: `${bin.segment}/{id}`, access: ANY_READ, run: getOne },
  { method: 'DELETE', path: `${bin.segment}/{id}`, access: ANY_WRITE, run: purge },
  { method: 'POST', path: `${bin.segment}/{id}/restore`, access: ANY_WRITE, run: restore },
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
  return answerObject(turn, kept.live, entity)
}

function restore(turn: Turn): Answer {
  const { entity, kept } = keptByPath(turn, 'write')
  const { '@odata.type': _, deletedDateTime: __, ...live } = entity
  kept.beforeRestore?.(turn, live)
  checkUnique(turn, kept.live, live)
  turn.tenant.commit(turn.write, kept.live.kind, idOf(entity), live)
  turn.tenant.commit(turn.write, bin.kind, idOf(entity), undefined, true)
  return answerObject(turn, kept.live, live)
}

function purge(turn: Turn): Answer {
  const { entity, kept } = keptByPath(turn, 'write')
  turn.tenant.commit(turn.write, bin.kind, idOf(entity), undefined)
  kept.forget(turn, idOf(entity))
  return noContent(turn)
}

function answerObject(turn: Turn, live: Resource, entity: Entity): Answer {
  const annotation = `#microsoft.graph.${live.type}`
  const query = queryOf(live.schema, turn.arrival.query)
  const typeOf = () => ({ schema: live.schema, annotation })
  const inside = rowText(turn, { schema: live.schema, typeOf }, query, entity)
  const context = turn.annotated ? `${contextText(turn, 'directoryObjects', query, '/$entity')},` : ''
  return ok(turn, 200, { body: `{${context}${inside}}` })
}

function keptByPath(turn: Turn, act: 'read' | 'write'): { entity: Entity; kept: Kept } {
  const entity = getByPath(turn, bin)
  const kept = KEPT.find(({ live }) => entity['@odata.type'] === `#microsoft.graph.${live.type}`)
  if (!kept || !isKept(entity, turn.arrival.at)) throw resourceNotFound(idOf(entity))
  const grant = authorise(kept[act], turn.claims, false)
  if (act === 'write') checkReach({ ...turn, grant }, kept.live, entity)
  return { entity, kept }
}

function union(all: readonly Access[]): Access {
  const every = (pick: (access: Access) => ReadonlySet<string>) =>
    new Set(all.flatMap((one) => [...pick(one)]))
  return {
    application: every(({ application }) => application),
    delegated: every(({ delegated }) => delegated),
    roles: every(({ roles }) => roles),
    members: all.every(({ members }) => members),
  }
}
