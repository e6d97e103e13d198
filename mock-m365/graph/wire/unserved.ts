/** How what has no operation is refused: what Microsoft has and the mock does not is never called nonexistent. */
import { versionOf } from '../model/model.ts'
import { isPlace, methodsOf, type Place, placeOf } from '../model/paths.ts'
import {
  type GraphError,
  methodNotAllowed,
  notEmulated,
  segmentUnknown,
  writeNotContained,
} from './errors.ts'

/** Where the tree of what is served ends: the index of the part that has no place in it, and its text; none where the path ends too soon. */
export interface DeadEnd {
  readonly at: number
  readonly segment: string
}

/** Methods that are documented on paths of which other methods are served. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  // https://learn.microsoft.com/graph/api/opentypeextension-get
  'GET users/{id}/messages/{id}/extensions',
])

/**
 * Only the method is missing. What a path of objects answers is known for the paths that are served; what other places
 * answer follows from what they are.
 * @param served an operation's path, with `{id}` for keys
 */
export function methodRefusal(
  method: string,
  served: string,
  segments: readonly string[],
  version: string,
): GraphError {
  const place = placeOf(segments, versionOf(version))
  const path = served.replace(/^me\//, 'users/{id}/').replace('mailFolders/{id}/messages/', 'messages/')
  if (DOCUMENTED.has(`${method} ${path}`)) return notEmulated()
  if (!isPlace(place) || place.what === 'known') return methodNotAllowed()
  if (isWriteOfOther(method, place)) return writeNotContained()
  return place.what !== 'object' && methodsOf(place).includes(method) ? notEmulated() : methodNotAllowed()
}

/** The path has no place among what is served; the published model tells whether Microsoft has it. */
export function pathRefusal(
  method: string,
  segments: readonly string[],
  version: string,
  { at, segment }: DeadEnd,
): GraphError {
  const place = placeOf(segments, versionOf(version))
  if (isPlace(place)) {
    if (place.what === 'container') return segmentUnknown('')
    if (methodsOf(place).includes(method)) return notEmulated()
    return isWriteOfOther(method, place) ? writeNotContained() : methodNotAllowed()
  }
  if (place.at >= at) return segmentUnknown(place.unknown)
  // Every word of the tree is one of Microsoft's.
  return segment === '' ? notEmulated() : segmentUnknown(segment)
}

const WRITES = new Set(['POST', 'PATCH', 'PUT'])

/** What is reached by a relation is written where it lives, or by `$ref`. */
const isWriteOfOther = (method: string, { what, contained }: Place): boolean =>
  what === 'object' && !contained && WRITES.has(method)
