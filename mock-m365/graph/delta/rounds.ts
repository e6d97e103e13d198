/** What a round tells: first everything, later the changes between two positions of the change log. */
import type { Entity, Kind } from '../../base.ts'
import type { Tenant, View } from '../../tenant.ts'
import type { Sees } from '../groups/hidden-membership.ts'
import { entitiesOf, idOf } from '../verbs/entities.ts'
import type { Resource } from '../verbs/resource.ts'
import type { LinkChange, Row } from './row.ts'
import type { DeltaToken } from './token.ts'

/** What is asked of a list. */
export interface Asked {
  readonly resource: Resource
  /** Properties whose changes count. */
  readonly names: readonly string[]
  /** Relations whose changes count, by the last word of the kind under which they are stored: `members`. */
  readonly links: readonly string[]
  readonly ids: ReadonlySet<string> | undefined
  /** Whether the caller sees an object's members. */
  readonly sees: Sees
  /** Time of the request, in milliseconds since the epoch. */
  readonly at: number
}

/**
 * References in one row. That a larger group continues in another row is documented; the number is proposed.
 */
const LINKS_MAX = 500
const BIN = 'deletedItems'

/** Every kind whose writes a list tells. */
export function kindsOf({ resource, links }: Pick<Asked, 'resource' | 'links'>): Kind[] {
  return [resource.kind, BIN, ...links.map((name) => `${resource.kind}/${name}`)]
}

export function rowsOf(tenant: Tenant, asked: Asked, { from, to }: Pick<DeltaToken, 'from' | 'to'>): Row[] {
  return from < 0 ? firstRound(tenant.before(to), asked) : laterRound(tenant, asked, from, to)
}

function firstRound(view: View, asked: Asked): Row[] {
  const { resource, links, ids, sees, at } = asked
  const all = entitiesOf(view, resource, at)
  const wanted = ids ? all.filter((one) => ids.has(idOf(one).toLowerCase())) : all
  return wanted.flatMap((after) => {
    const held = links
      .filter(isShown(after, sees))
      .flatMap((name) =>
        view
          .find(`${resource.kind}/${name}`, 'groupId', after.id)
          .map(({ memberId }) => ({ name, id: String(memberId), removed: false })),
      )
    return chunked({ id: idOf(after), before: undefined, after, links: held })
  })
}

/** Owners of a group are not hidden, even if its members are (inferred). */
const isShown =
  (entity: Entity, sees: Sees) =>
  (name: string): boolean =>
    name !== 'members' || sees(entity)

function laterRound(tenant: Tenant, asked: Asked, from: number, to: number): Row[] {
  const [earlier, now] = [tenant.before(from), tenant.before(to)]
  const { ids } = asked
  const rows: Row[] = []
  for (const [id, links] of touched(tenant, asked, from, to)) {
    if (ids && !ids.has(id.toLowerCase())) continue
    const row = rowOf(asked, earlier, now, id, links)
    if (row) rows.push(...chunked(row))
  }
  return rows
}

/** Ids of the objects that the log names, in its order, each with the references that came or went. */
function touched(tenant: Tenant, asked: Asked, from: number, to: number): Map<string, LinkChange[]> {
  const { resource, links, at } = asked
  const found = new Map<string, LinkChange[]>()
  if (resource.derived) {
    for (const position of [from, to])
      for (const one of entitiesOf(tenant.before(position), resource, at)) found.set(idOf(one), [])
    return found
  }
  const kindOfLink = new Map(links.map((name) => [`${resource.kind}/${name}`, name]))
  const seen = new Set<string>()
  for (const { seq, kind, key, before, after } of tenant.changesSince(from)) {
    if (seq >= to) break
    if (kind === resource.kind || (kind === BIN && isOfType(resource, before ?? after))) {
      if (!found.has(key)) found.set(key, [])
      continue
    }
    const name = kindOfLink.get(kind)
    if (name === undefined || seen.has(`${kind} ${key}`)) continue
    seen.add(`${kind} ${key}`)
    const { groupId, memberId } = before ?? after ?? {}
    const [was, is] = [tenant.before(from).get(kind, key), tenant.before(to).get(kind, key)]
    const changes = found.get(String(groupId)) ?? []
    found.set(String(groupId), changes)
    if (!was !== !is) changes.push({ name, id: String(memberId), removed: !is })
  }
  return found
}

const isOfType = ({ type }: Resource, kept: Entity | undefined): boolean =>
  kept?.['@odata.type'] === `#microsoft.graph.${type}`

function rowOf(
  { resource, names, sees, at }: Asked,
  earlier: View,
  now: View,
  id: string,
  changed: readonly LinkChange[],
): Row | undefined {
  const find = (view: View) =>
    resource.derived ? resource.derived(view, at).find((one) => one.id === id) : view.get(resource.kind, id)
  const [before, after] = [find(earlier), find(now)]
  if (after) {
    const isTold = isShown(after, sees)
    const links = changed.filter(({ name }) => isTold(name))
    if (before && links.length === 0 && !names.some((name) => isChanged(before, after, name)))
      return undefined
    return { id, before, after, links }
  }
  const [wasKept, isKept] = [earlier.get(BIN, id), now.get(BIN, id)]
  if (isKept) return before ? { id, before, after, removed: 'changed', links: [] } : undefined
  return before || wasKept ? { id, before, after, removed: 'deleted', links: [] } : undefined
}

/**
 * Properties that lost their value, by id of the object. They are told as null; properties that never had a
 * value are not told. https://learn.microsoft.com/graph/delta-query-overview (documented)
 */
export function clearedIn(
  tenant: Tenant,
  { resource, names }: Asked,
  ids: ReadonlySet<string>,
  to: number,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { seq, kind, key, before } of tenant.changesSince(0)) {
    if (seq >= to) break
    if (kind !== resource.kind || !before || !ids.has(key)) continue
    const had = found.get(key) ?? new Set<string>()
    for (const name of names) if ((before[name] ?? null) !== null) had.add(name)
    found.set(key, had)
  }
  return found
}

export function isChanged(before: Entity, after: Entity, name: string): boolean {
  const [was, is] = [before[name] ?? null, after[name] ?? null]
  return was !== is && JSON.stringify(was) !== JSON.stringify(is)
}

function chunked(row: Row): Row[] {
  const { id, links, after } = row
  if (links.length <= LINKS_MAX) return [row]
  const rows: Row[] = [{ ...row, links: links.slice(0, LINKS_MAX) }]
  // The further rows have no properties of the object itself.
  for (let i = LINKS_MAX; i < links.length; i += LINKS_MAX)
    rows.push({ id, before: after, after, links: links.slice(i, i + LINKS_MAX) })
  return rows
}
