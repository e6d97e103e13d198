/**
 * `/users/delta` and similar functions: a delta link is a position in the change log.
 * https://learn.microsoft.com/graph/delta-query-overview
 */

import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { DAY_MS } from '../../times.ts'
import type { Answer } from '../../wire.ts'
import { type Access, reading } from '../authorization/access.ts'
import { findDirectoryObject } from '../directory/directory-object.ts'
import { seesMembers } from '../groups/hidden-membership.ts'
import type { Expression } from '../odata/expression.ts'
import { parseFilter } from '../odata/filter.ts'
import { shownValue } from '../odata/projection.ts'
import { optionsOf } from '../odata/query.ts'
import { unknownName } from '../odata/unserved-names.ts'
import { applications } from '../resources/applications.ts'
import { directoryRoles } from '../resources/directoryRoles.ts'
import { groups } from '../resources/groups.ts'
import { oauth2PermissionGrants } from '../resources/oauth2PermissionGrants.ts'
import { servicePrincipals } from '../resources/servicePrincipals.ts'
import { users } from '../resources/users.ts'
import { annotationOf } from '../verbs/navigation.ts'
import { type Resource, resourceIn } from '../verbs/resource.ts'
import { ok, refusal } from '../wire/answer.ts'
import {
  deltaFilterInvalid,
  deltaFilterTooLong,
  deltaResync,
  deltaTokenBad,
  deltaTooOld,
  selectionUnknown,
} from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'
import { type Asked, clearedIn, isChanged, kindsOf, rowsOf } from './rounds.ts'
import type { Row } from './row.ts'
import { type DeltaToken, textOfToken, tokenOf } from './token.ts'

interface Tracked {
  readonly resource: Resource
  readonly access: Access
  /** Relations that `name@delta` tells; without `$select` only the first (documented for members). */
  readonly links: readonly string[]
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const REGISTRATIONS = reading(
  ['Application.Read.All', 'Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy', ...DIRECTORY],
  ['Application.Read.All', 'Application.ReadWrite.All', ...DIRECTORY],
)

/** Permissions are documented, per endpoint. Members of directory roles have no delta here. */
const TRACKED: readonly Tracked[] = [
  { resource: users, access: reading(['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY]), links: [] },
  {
    resource: groups,
    access: reading([
      'Group.ReadBasic.All',
      'GroupMember.Read.All',
      'Group.Read.All',
      'Group.ReadWrite.All',
      ...DIRECTORY,
    ]),
    links: ['members', 'owners'],
  },
  { resource: applications, access: REGISTRATIONS, links: [] },
  { resource: servicePrincipals, access: REGISTRATIONS, links: [] },
  {
    resource: directoryRoles,
    access: reading(['RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory', ...DIRECTORY]),
    links: [],
  },
  {
    resource: oauth2PermissionGrants,
    access: reading([...DIRECTORY, 'DelegatedPermissionGrant.ReadWrite.All'], DIRECTORY),
    links: [],
  },
]

export const deltaOperations: readonly Operation[] = TRACKED.map((tracked) => ({
  method: 'GET',
  path: `${tracked.resource.segment}/delta`,
  isFunction: true,
  access: tracked.access,
  source: 'https://learn.microsoft.com/graph/delta-query-overview',
  provenance: 'documented',
  run: (turn) => answerDelta(turn, tracked),
}))

/** The page size of a round is not documented; it is that of lists here. */
const PAGE_SIZE = 100
const FILTER_IDS_MAX = 50
/** Documented for directory objects. After that time the caller must start again. */
const RESYNC_AFTER_MS = 7 * DAY_MS
/** Observed: the refusal of very old links says so. */
const REFUSED_AFTER_MS = 30 * DAY_MS
const OPTIONS = new Set(['$select', '$filter', '$skiptoken', '$deltatoken'])

function answerDelta(turn: Turn, { resource, ...rest }: Tracked): Answer {
  const tracked = { ...rest, resource: resourceIn(turn, resource) }
  const { arrival, tenant } = turn
  const { options } = optionsOf(arrival.query, OPTIONS)
  const given = options.get('$skiptoken') ?? options.get('$deltatoken')
  const isFirst = given === undefined || given === '' || given === 'latest'
  const token = isFirst ? firstToken(turn, tracked, options) : givenToken(turn, tracked, given)
  if (arrival.at - token.at > RESYNC_AFTER_MS) return roundForgotten(turn)
  const asked = askedBy(turn, tracked, token)
  // A link goes on from where its round ended; a page stays within its round.
  const isRoundOver = options.has('$deltatoken') && !isFirst
  const round = isRoundOver
    ? { ...token, from: token.to, to: seenOf(tenant, asked, token.to), offset: 0 }
    : token
  const rows = given === 'latest' ? [] : cachedRows(turn, asked, round)
  return answerRows(turn, asked, round, rows, isFirst && token.select !== undefined)
}

/** The caller has to begin again, where the answer says. */
export const roundForgotten = (turn: Parameters<typeof refusal>[0]): Answer => {
  const { origin, path } = turn.arrival
  return refusal(turn, deltaResync(), { Location: `${origin}${path}?$deltatoken=` })
}

function answerRows(
  turn: Turn,
  asked: Asked,
  round: DeltaToken,
  rows: readonly Row[],
  shows: boolean,
): Answer {
  const { arrival, tenant, version } = turn
  const isMinimal = arrival.headers.prefer?.toLowerCase().includes('return=minimal') === true
  const end = round.offset + PAGE_SIZE
  const shown = rows.slice(round.offset, end)
  const cleared = clearedIn(tenant, asked, new Set(shown.map(({ id }) => id)), round.to)
  const items = shown.map((row) => rowText(tenant, asked, row, cleared.get(row.id), isMinimal))
  const [option, offset] = end < rows.length ? ['skiptoken', end] : ['deltatoken', 0]
  const link = option === 'skiptoken' ? 'nextLink' : 'deltaLink'
  const text = textOfToken({ ...round, offset, at: arrival.at }, tenant.id)
  const selected = shows ? `(${(round.select ?? []).join(',')})` : ''
  const context = `${arrival.origin}/${version}/$metadata#${asked.resource.segment}${selected}`
  const head = [
    ...(turn.annotated ? [`"@odata.context":${JSON.stringify(context)}`] : []),
    `"@odata.${link}":${JSON.stringify(`${arrival.origin}${arrival.path}?$${option}=${text}`)}`,
  ]
  const body = `{${head.join(',')},"value":[${items.join(',')}]}`
  // OData requires the echo; that the directory sends it is inferred.
  return ok(turn, 200, {
    body,
    ...(isMinimal ? { headers: { 'Preference-Applied': 'return=minimal' } } : {}),
  })
}

function firstToken(turn: Turn, tracked: Tracked, options: ReadonlyMap<string, string>): DeltaToken {
  const { resource } = tracked
  const select = selectOf(tracked, options.get('$select'))
  const ids = idsOf(options.get('$filter'))
  const asked = { resource, links: tracked.links }
  const to = seenOf(turn.tenant, asked, 0)
  return { segment: resource.segment, from: -1, to, offset: 0, at: turn.arrival.at, select, ids }
}

/** @throws GraphError 400 for a token that was not issued here, or is too old */
function givenToken({ tenant, arrival }: Turn, { resource }: Tracked, text: string): DeltaToken {
  // A plus sign that a client decoded to a space gets the answer of an old link (observed).
  if (text.includes(' ')) throw deltaTooOld()
  const token = tokenOf(text, resource.segment, tenant.id)
  if (token.to > tenant.position) throw deltaTokenBad()
  if (arrival.at - token.at > REFUSED_AFTER_MS) throw deltaTooOld()
  return token
}

/** How far this replica has seen the log for all the kinds; never less than a link has already told. */
function seenOf(tenant: Tenant, asked: Pick<Asked, 'resource' | 'links'>, told: number): number {
  return Math.max(told, Math.min(...kindsOf(asked).map((kind) => tenant.positionOf(kind))))
}

function askedBy(turn: Turn, { resource, links }: Tracked, { select, ids }: DeltaToken): Asked {
  const names = select?.filter((name) => resource.schema.properties.has(name)) ?? resource.schema.shown
  return {
    resource,
    names,
    links: select ? links.filter((name) => select.includes(name)) : links.slice(0, 1),
    ids: ids && new Set(ids),
    sees: seesMembers(turn),
    at: turn.arrival.at,
  }
}

function selectOf({ resource, links }: Tracked, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const names = new Set<string>()
  for (const part of text.split(',')) {
    const name = part.trim()
    const folded = name.toLowerCase()
    const known = resource.schema.spelling.get(folded) ?? links.find((link) => link === folded)
    if (!known) throw unknownName(resource.schema, name, selectionUnknown)
    names.add(known)
  }
  return [...names]
}

/** `id eq '..' or id eq '..'`, at most fifty, and nothing else (documented). */
function idsOf(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const ids: string[] = []
  const take = (expression: Expression): void => {
    if (expression.kind === 'or') {
      for (const one of expression.of) take(one)
      return
    }
    if (expression.kind !== 'compare' || expression.op !== 'eq') throw deltaFilterInvalid()
    const { path, value } = expression
    if (path.length !== 1 || path[0]?.toLowerCase() !== 'id' || typeof value.value !== 'string')
      throw deltaFilterInvalid()
    ids.push(value.value.toLowerCase())
  }
  take(parseFilter(text))
  if (ids.length > FILTER_IDS_MAX) throw deltaFilterTooLong(ids.length, FILTER_IDS_MAX)
  return ids
}

function cachedRows({ cloud, tenant, claims }: Turn, asked: Asked, round: DeltaToken): readonly Row[] {
  const { segment, from, to, select, ids } = round
  // Callers differ in which groups' members they see.
  const key = JSON.stringify([
    segment,
    from,
    to,
    select,
    ids,
    claims.oid,
    claims.roles,
    claims.scp,
    claims.wids,
  ])
  const known = cloud.rounds.get(tenant, key)
  if (known) return known
  const rows = rowsOf(tenant, asked, round)
  if (rows.length > PAGE_SIZE) cloud.rounds.keep(tenant, key, rows)
  return rows
}

function rowText(
  tenant: Tenant,
  asked: Asked,
  row: Row,
  cleared: ReadonlySet<string> | undefined,
  isMinimal: boolean,
): string {
  const id = `"id":${JSON.stringify(row.id)}`
  if (row.removed || !row.after) return `{${id},"@removed":{"reason":"${row.removed ?? 'deleted'}"}}`
  const { before, after } = row
  const parts: string[] = []
  for (const name of asked.names) {
    if (name === 'id' || (before && isMinimal && !isChanged(before, after, name))) continue
    if (isNeverSet(before, name) && isNeverSet(after, name) && !cleared?.has(name)) continue
    const property = asked.resource.schema.properties.get(name)
    parts.push(`"${name}":${JSON.stringify(shownValue(after, name, property))}`)
  }
  parts.push(id)
  for (const link of asked.links) {
    const changes = row.links.filter(({ name }) => name === link)
    if (changes.length === 0) continue
    const texts = changes.map((change) => linkText(tenant, change.id, change.removed))
    parts.push(`"${link}@delta":[${texts.join(',')}]`)
  }
  return `{${parts.join(',')}}`
}

/** A property that never had a value is left out (documented). */
const isNeverSet = (entity: Entity | undefined, name: string): boolean => (entity?.[name] ?? null) === null

function linkText(tenant: Tenant, id: string, removed: boolean): string {
  const found = findDirectoryObject(tenant, id)
  const kept = found ? undefined : tenant.get('deletedItems', id)?.['@odata.type']
  const type = found ? annotationOf(found.kind) : kept
  return JSON.stringify({
    ...(type ? { '@odata.type': type } : {}),
    id,
    ...(removed ? { '@removed': { reason: 'deleted' } } : {}),
  })
}
