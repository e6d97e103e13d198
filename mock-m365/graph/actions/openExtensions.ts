/** Open extensions of users and groups. https://learn.microsoft.com/graph/api/resources/opentypeextension */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { type Access, checkReach } from '../authorization/access.ts'
import { extensionKind, extensionsIn, shownExtension } from '../directory/open-extensions.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import type { Resource } from '../verbs/resource.ts'
import { noContent, ok } from '../wire/answer.ts'
import { jsonOf } from '../wire/body.ts'
import { quotaExceeded, resourceNotFound, valueInvalid, valueRequired, valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import type { Action } from './action.ts'

const TITLE = 'OpenTypeExtension'
/**
 * How many one application may keep on one object, and how many bytes each may have (documented).
 * https://learn.microsoft.com/graph/extensibility-overview
 */
const EXTENSIONS_MAX = 2
const BYTES_MAX = 2048

const kindOf = ({ kind }: Resource): string => extensionKind(kind)
const keyOf = (owner: Entity, name: string): string => `${idOf(owner)}/${name.toLowerCase()}`

/** The operations on the extensions of one kind of object. */
export function openExtensionActions(resource: Resource, read: Access, write: Access): readonly Action[] {
  const list = `${resource.segment}/{id}/extensions`
  const page = (name: string) =>
    ({
      source: `https://learn.microsoft.com/graph/api/opentypeextension-${name}`,
      provenance: 'documented',
    }) as const
  return [
    { method: 'GET', path: list, access: read, ...page('get'), run: (turn) => answerAll(turn, resource) },
    {
      method: 'POST',
      path: list,
      access: write,
      ...page('post-opentypeextension'),
      run: (turn) => add(turn, resource),
    },
    {
      method: 'GET',
      path: `${list}/{id}`,
      access: read,
      ...page('get'),
      run: (turn) => answerOne(turn, resource, named(turn, resource), 200),
    },
    {
      method: 'PATCH',
      path: `${list}/{id}`,
      access: write,
      ...page('update'),
      run: (turn) => change(turn, resource),
    },
    {
      method: 'DELETE',
      path: `${list}/{id}`,
      access: write,
      ...page('delete'),
      run: (turn) => drop(turn, resource),
    },
  ]
}

function contextOf(turn: Turn, resource: Resource, owner: unknown, suffix = ''): Entity {
  const { annotated, arrival, version } = turn
  const place = `${arrival.origin}/${version}/$metadata#${resource.segment}('${owner}')/extensions${suffix}`
  return annotated ? { '@odata.context': place } : {}
}

function answerAll(turn: Turn, resource: Resource): Answer {
  const owner = getByPath(turn, resource)
  const value = extensionsIn(turn.tenant, kindOf(resource), owner.id).map(shownExtension)
  return ok(turn, 200, { body: JSON.stringify({ ...contextOf(turn, resource, owner.id), value }) })
}

function answerOne(turn: Turn, resource: Resource, one: Entity, status: 200 | 201): Answer {
  const context = contextOf(turn, resource, one.ownerId, '/$entity')
  return ok(turn, status, { body: JSON.stringify({ ...context, ...shownExtension(one) }) })
}

function add(turn: Turn, resource: Resource): Answer {
  const { tenant, write, claims } = turn
  const owner = writable(turn, resource)
  const { extensionName, ...own } = ownIn(jsonOf(turn.arrival))
  if (typeof extensionName !== 'string') throw valueRequired('extensionName', TITLE)
  if (!/^[\w.-]{1,255}$/.test(extensionName)) throw valueInvalid('extensionName', TITLE)
  const kept = extensionsIn(tenant, kindOf(resource), owner.id)
  if (tenant.get(kindOf(resource), keyOf(owner, extensionName))) throw valueTaken('extensionName')
  const count = kept.filter(({ appId }) => appId === claims.appid).length + 1
  if (count > EXTENSIONS_MAX) throw quotaExceeded(count, EXTENSIONS_MAX, 'extensions')
  const made = bounded({
    ownerId: owner.id,
    appId: claims.appid,
    key: extensionName.toLowerCase(),
    ...own,
    extensionName,
    id: extensionName,
  })
  tenant.commit(write, kindOf(resource), keyOf(owner, extensionName), made)
  return answerOne(turn, resource, made, 201)
}

/** Named properties change; a null removes its property. */
function change(turn: Turn, resource: Resource): Answer {
  const owner = writable(turn, resource)
  const before = named(turn, resource)
  const { extensionName: _, ...given } = ownIn(jsonOf(turn.arrival))
  const entries = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null)
  const after = bounded(Object.fromEntries(entries))
  turn.tenant.commit(turn.write, kindOf(resource), keyOf(owner, String(before.id)), after)
  return noContent(turn)
}

function drop(turn: Turn, resource: Resource): Answer {
  const owner = writable(turn, resource)
  const { id } = named(turn, resource)
  turn.tenant.commit(turn.write, kindOf(resource), keyOf(owner, String(id)), undefined)
  return noContent(turn)
}

function writable(turn: Turn, resource: Resource): Entity {
  const owner = getByPath(turn, resource)
  checkReach(turn, owner)
  return owner
}

function named(turn: Turn, resource: Resource): Entity {
  const id = (turn.keys[1]?.value ?? '').replace(/^microsoft\.graph\.openTypeExtension\./i, '')
  const found = turn.tenant.get(kindOf(resource), keyOf(getByPath(turn, resource), id))
  if (!found) throw resourceNotFound(id)
  return found
}

/** The properties that the application may write, without those that the service sets. */
const ownIn = (json: Readonly<Record<string, unknown>>): Entity =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !name.includes('@') && !SETTLED.has(name)))
const SETTLED = new Set(['id', 'ownerId', 'appId', 'key'])

function bounded(extension: Entity): Entity {
  const size = Buffer.byteLength(JSON.stringify(shownExtension(extension)))
  if (size > BYTES_MAX) throw quotaExceeded(size, BYTES_MAX, 'bytes of an extension')
  return extension
}
