/** How what has no operation is refused: what Microsoft has and the mock does not is never called nonexistent. */
import { versionOf } from '../model/model.ts'
import { isPlace, methodsOf, type Place, placeOf } from '../model/paths.ts'
import {
  type GraphError,
  methodNotAllowed,
  notEmulated,
  referencesNotPatched,
  segmentUnknown,
  writeNotContained,
} from './errors.ts'

/** Where the tree of what is served ends: the index of the part that has no place in it, and its text; none where the path ends too soon. */
export interface DeadEnd {
  readonly at: number
  readonly segment: string
}

/**
 * Only the method is missing. What a path of objects answers is known for the paths that are served; what other places
 * answer follows from what they are.
 */
export function methodRefusal(method: string, segments: readonly string[], version: string): GraphError {
  const place = placeOf(segments, versionOf(version))
  if (!isPlace(place) || place.what === 'known') return methodNotAllowed()
  if (isWriteOfOther(method, place)) return writeNotContained()
  if (place.what === '$ref' && method === 'PATCH') return referencesNotPatched()
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
    if (place.what === '$ref' && method === 'PATCH') return referencesNotPatched()
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
