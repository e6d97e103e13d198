/** Where a path leads in Microsoft's published model, whether or not the mock serves it. */
import { CONTAINER, isKindOf, type Member, memberNamed, typeNamed, type Version } from './model.ts'

export interface Place {
  readonly what:
    | 'container'
    | 'object'
    | 'value'
    | 'action'
    | 'function'
    | '$ref'
    | '$count'
    | '$value'
    | 'known'
  readonly many: boolean
  /** Empty for plain values; `?` where the type is not known. */
  readonly type: string
  /** How an object is reached from the one before: as a part of it, or by a relation alone. */
  readonly contained: boolean
  /** Whether the last segment was a key of a collection. */
  readonly keyed: boolean
}

/** @returns the place, or the first segment that the model does not have, with its index */
export function placeOf(
  segments: readonly string[],
  version: Version,
): Place | { readonly unknown: string; readonly at: number } {
  let place: Place = { what: 'container', many: false, type: CONTAINER, contained: true, keyed: false }
  for (const [at, segment] of segments.entries()) {
    const next = stepped(place, segment, version)
    if (!next) return { unknown: segment, at }
    place = next
  }
  return place
}

export const isPlace = (found: ReturnType<typeof placeOf>): found is Place => 'what' in found

/**
 * The methods that a place of this kind may answer. The model does not say which of them Microsoft answers.
 */
export function methodsOf({ what, many, contained, keyed }: Place): readonly string[] {
  if (what === 'known') return ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']
  if (what === 'action') return ['POST']
  if (what === '$ref') return many && !keyed ? ['GET', 'POST', 'DELETE'] : ['GET', 'PUT', 'DELETE']
  if (what === '$value') return ['GET', 'PUT', 'PATCH', 'DELETE']
  if (what === 'value') return ['GET', 'PUT', 'PATCH', 'DELETE']
  if (what !== 'object') return ['GET']
  if (many) return contained ? ['GET', 'POST'] : ['GET']
  return contained ? ['GET', 'PATCH', 'PUT', 'DELETE'] : ['GET']
}

/** What comes after it is not known. */
const KNOWN: Place = { what: 'known', many: false, type: '?', contained: true, keyed: false }
const COUNT: Place = { ...KNOWN, what: '$count', type: '' }
const VALUE: Place = { ...KNOWN, what: '$value', type: '' }
/** Objects that are themselves a stream (documented; the model marks some of them). */
const STREAMS = new Set([
  'message',
  'event',
  'post',
  'attachment',
  'profilePhoto',
  'printDocument',
  'onenotePage',
  'onenoteResource',
  'teamworkHostedContent',
])

function stepped(place: Place, segment: string, version: Version): Place | undefined {
  if (place.what === 'known' || place.type === '?') return KNOWN
  // Files and sites are addressed by their paths between colons.
  if (segment.endsWith(':') && place.type !== '') return KNOWN
  if (segment.startsWith('$')) return special(place, segment.toLowerCase(), version)
  if (ENDS.has(place.what) || place.type === '') return undefined
  const [, namespace = '', name = '', key] =
    /^((?:microsoft\.)?graph\.)?(.*?)(\(.*\))?$/is.exec(segment) ?? []
  const member = memberNamed(place.type, name, version, (one) => fits(place, one))
  if (member) return placeAt(member, key !== undefined)
  if (namespace !== '' && typeNamed(name, version))
    return isKindOf(name, place.type, version) || isKindOf(place.type, name, version)
      ? { ...place, type: name }
      : undefined
  if (place.many) return isObject(place) ? { ...place, many: false, keyed: true } : undefined
  return typeNamed(place.type, version)?.isOpen ? KNOWN : undefined
}

/** A path may not go on after these. */
const ENDS: ReadonlySet<Place['what']> = new Set(['action', 'function'])

const isObject = ({ what }: Place): boolean => what === 'object'

function special(place: Place, segment: string, version: Version): Place | undefined {
  switch (segment) {
    case '$metadata':
      return place.what === 'container' ? COUNT : undefined
    case '$count':
      return place.many ? COUNT : undefined
    case '$ref':
      return place.what === 'object' && !place.contained ? { ...place, what: '$ref' } : undefined
    case '$value':
      return (place.what === 'value' && !place.many && place.type === '') || isStream(place, version)
        ? VALUE
        : undefined
    default:
      return undefined
  }
}

const isStream = ({ what, many, type }: Place, version: Version): boolean =>
  what === 'object' && !many && [...STREAMS].some((one) => isKindOf(type, one, version))

const OPERATIONS: ReadonlySet<Member['kind']> = new Set(['action', 'function', 'composable'])

/** Operations belong to collections or to single objects; everything else to single ones. */
const fits = ({ many, what }: Place, { kind, ofCollection }: Member): boolean =>
  OPERATIONS.has(kind) ? ofCollection === many && what !== 'value' : !many

function placeAt({ kind, many, type, contained }: Member, hasKey: boolean): Place {
  if (kind === 'action' || kind === 'function')
    return { what: kind, many: false, type: '', contained: false, keyed: false }
  const isKeyed = hasKey && many
  return {
    what: kind === 'property' ? 'value' : 'object',
    many: many && !isKeyed,
    type,
    contained,
    keyed: isKeyed,
  }
}
