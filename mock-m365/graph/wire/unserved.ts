/** Refusals of paths without an operation. Paths that Microsoft has are never refused as nonexistent. */
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

/**
 * Where the tree of served paths ends: index and text of the first unknown part; undefined where the path is
 * too short.
 */
export interface DeadEnd {
  readonly at: number
  readonly segment: string
}

/**
 * Only the method is missing. For served paths their methods are known; for other places they follow from the
 * kind of place.
 */
export function methodRefusal(method: string, segments: readonly string[], version: string): GraphError {
  const place = placeOf(segments, versionOf(version))
  if (!isPlace(place) || place.what === 'known') return methodNotAllowed()
  if (isWriteOfOther(method, place)) return writeNotContained()
  if (place.what === '$ref' && method === 'PATCH') return referencesNotPatched()
  return place.what !== 'object' && methodsOf(place).includes(method) ? notEmulated() : methodNotAllowed()
}

/** The path is not served; the published model tells whether Microsoft has it. */
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
  // Every word of the tree is Microsoft's.
  return segment === '' ? notEmulated() : segmentUnknown(segment)
}

const WRITES = new Set(['POST', 'PATCH', 'PUT'])

/** An object that is reached by a relation is written at its own path, or by `$ref`. */
const isWriteOfOther = (method: string, { what, contained }: Place): boolean =>
  what === 'object' && !contained && WRITES.has(method)
