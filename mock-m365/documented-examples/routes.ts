/** The resource of a path, and the object's key in it. */
import { RESOURCES } from '../graph/resources/index.ts'
import type { Resource } from '../graph/verbs/resource.ts'
import { isGuid } from './asked.ts'

/** What a path leads to. */
export interface Route {
  readonly resource: Resource
  /** How the path names the object; absent for the collection. */
  readonly key: { readonly property: string; readonly value: string } | undefined
  /** Segments after the object. */
  readonly rest: readonly string[]
}

const BY_LENGTH = RESOURCES.map((resource) => ({
  resource,
  words: resource.segment.toLowerCase().split('/'),
})).sort((a, b) => b.words.length - a.words.length)

/** @param callerId what `/me` leads to; undefined for paths that no resource begins */
export function routeOf(path: string, callerId: string): Route | undefined {
  const parts = path.split('/').slice(1).map(decoded)
  if (parts[0]?.toLowerCase() === 'me') {
    const users = RESOURCES.find(({ kind }) => kind === 'users')
    return users && { resource: users, key: { property: 'id', value: callerId }, rest: parts.slice(1) }
  }
  const lower = parts.map((part) => part.toLowerCase().replace(/\(.*/s, ''))
  const found = BY_LENGTH.find(({ words }) => words.every((word, at) => lower[at] === word))
  if (!found) return undefined
  const count = found.words.length
  const inside = /\((.*)\)$/s.exec(parts[count - 1] ?? '')?.[1]
  const named = inside ?? parts[count]
  const isKey = named !== undefined && named !== '' && !NO_KEYS.has(named.replace(/\(.*/s, '').toLowerCase())
  if (!isKey) return { resource: found.resource, key: undefined, rest: parts.slice(count) }
  return {
    resource: found.resource,
    key: keyIn(named),
    rest: parts.slice(inside === undefined ? count + 1 : count),
  }
}

/** Functions and counts stand where a key could. */
const NO_KEYS = new Set(['delta', '$count', 'filterbycurrentuser', 'getbyids', 'validateproperties'])

/** `3f…`, `'3f…'` or `appId='3f…'`. */
export function keyIn(text: string): { property: string; value: string } {
  const [, property = 'id', value = ''] = /^(?:(\w+)=)?'?(.*?)'?$/s.exec(text) ?? []
  return { property, value: isGuid(value) ? value.toLowerCase() : value }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
