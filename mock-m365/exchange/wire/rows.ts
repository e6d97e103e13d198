/**
 * Objects as JSON, with type annotations of their properties (observed). Every object is rendered once and
 * cached, since entities never change.
 */
import QuickLRU from 'quick-lru'
import type { Entity } from '../../base.ts'

const GUIDS = new Set(['ExchangeObjectId', 'ImmutableId', 'DlpPolicyId', 'MessageTraceId'])
const isGuidName = (name: string): boolean => GUIDS.has(name) || /(?:^|[a-z])Guid$/.test(name)
const isTimeName = (name: string): boolean => /^When|Date$|DateTime$|Time$|Timestamp$|^Received$/.test(name)
/** As .NET's DateTime prints it: seven digits after the seconds, whichever zone follows. */
const isTime = (value: string): boolean => value[19] === '.' && value[10] === 'T'

/**
 * A property's name on the wire, by the kind of its value; made once for each name, since objects have
 * hundreds.
 */
interface Prefixes {
  /** The name in lower case, by which $select finds it. */
  readonly folded: string
  readonly bare: string
  readonly list: string
  readonly number: string
  readonly text: string
  /** For texts that are times; undefined where the name is not that of a time. */
  readonly time: string | undefined
}

const PREFIXES_MAX = 4096
const known = new Map<string, Prefixes>()

function prefixesOf(name: string): Prefixes {
  const before = known.get(name)
  if (before) return before
  const key = (annotation = '') => JSON.stringify(`${name}${annotation}`)
  const bare = `${key()}:`
  const made = {
    folded: name.toLowerCase(),
    bare,
    list: `${key('@odata.type')}:"#Collection(String)",${bare}`,
    number: `${key('@data.type')}:"System.Int32",${bare}`,
    text: isGuidName(name)
      ? `${key('@data.type')}:"System.Guid",${key('@odata.type')}:"#Guid",${bare}`
      : bare,
    time: isTimeName(name) ? `${key('@data.type')}:"System.DateTime",${bare}` : undefined,
  }
  if (known.size < PREFIXES_MAX) known.set(name, made)
  return made
}

/** Lower-case names of the properties that an answer shows; all where undefined. */
export type Selection = ReadonlySet<string> | undefined

/** Writes one object. */
export type Writer = (entity: Entity, select: Selection) => string

const SELECTIONS_MAX = 512
const selections = new QuickLRU<string, Selection>({ maxSize: SELECTIONS_MAX })

/** The properties of a `$select`. The same text gives the same set, which is the key of cached objects. */
export function selectionIn(list: string | null): Selection {
  if (list === null) return undefined
  if (!selections.has(list)) {
    selections.set(list, selectionOf(list))
  }
  return selections.get(list)
}

function selectionOf(list: string): Selection {
  const names = list.split(',').map((name) => name.trim().toLowerCase())
  const given = names.filter((name) => name !== '')
  return given.length === 0 || given.includes('*') ? undefined : new Set(given)
}

const WHOLE: ReadonlySet<string> = new Set()

/** A writer with a cache of rendered objects for the same selection. */
export function remembering(write: Writer): Writer {
  const written = new WeakMap<ReadonlySet<string>, WeakMap<Entity, string>>()
  return (entity, select) => {
    const key = select ?? WHOLE
    let texts = written.get(key)
    if (!texts) {
      texts = new WeakMap()
      written.set(key, texts)
    }
    let text = texts.get(entity)
    if (text === undefined) {
      text = write(entity, select)
      texts.set(entity, text)
    }
    return text
  }
}

/** An object as JSON. */
export const asJson: Writer = remembering((entity, select) => `{${propertiesOf(entity, select).join(',')}}`)

/** Its properties one by one, each with its annotations. */
function propertiesOf(entity: Entity, select: Selection): string[] {
  const parts: string[] = []
  for (const name of Object.keys(entity)) {
    const prefixes = prefixesOf(name)
    if (!select || select.has(prefixes.folded)) parts.push(property(prefixes, entity[name]))
  }
  return parts
}

function property({ bare, list, number, text, time }: Prefixes, value: unknown): string {
  if (value === null || value === undefined) return `${bare}null`
  if (typeof value === 'boolean') return value ? `${bare}true` : `${bare}false`
  if (typeof value === 'number') return `${number}${value}`
  if (typeof value === 'string') return (time && isTime(value) ? time : text) + JSON.stringify(value)
  return `${Array.isArray(value) ? list : bare}${JSON.stringify(value)}`
}
