/** Finds the operation of a path in a tree of words and keys, which is made once from all resources. */
import type { Answer } from '../../wire.ts'
import type { Access } from '../authorization/access.ts'
import { GraphError, queryInvalid, segmentUnknown } from './errors.ts'
import type { Key, Turn } from './turn.ts'
import { type DeadEnd, methodRefusal, pathRefusal } from './unserved.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface Operation {
  readonly method: Method
  /** Words as documented, `{id}` for a key and `{property}` for the name of one: `groups/{id}/members/$ref`. */
  readonly path: string
  /** Names that may be in parentheses as the path's first key. */
  readonly alternateKeys?: readonly string[]
  /** A function or action: its last word may have a namespace and parentheses. */
  readonly isFunction?: true
  /** Names that `{property}` in the path may be: the exact spelling by lower-case name. */
  readonly properties?: ReadonlyMap<string, string>
  readonly access: Access
  /** Access that suffices for the user in the path. */
  readonly own?: Access
  /** Page that documents it, and how well it is known, where that is not its resource's. */
  readonly source?: string
  readonly provenance?: 'documented' | 'observed' | 'inferred' | 'proposed'
  readonly run: (turn: Turn) => Answer
}

export interface Found {
  /** `POST /groups/{id}/members/$ref`; there are a bounded number of them, whatever callers send. */
  readonly template: string
  readonly operation: Operation | undefined
  readonly refusal: GraphError | undefined
  readonly keys: readonly Key[]
  readonly version: string
}

interface Node {
  readonly words: Map<string, Node>
  readonly operations: Map<string, Operation>
  readonly alternateKeys: Set<string>
  key: Node | undefined
  property: { readonly names: ReadonlyMap<string, string>; readonly node: Node } | undefined
}

export class Router {
  readonly #root = newNode()

  constructor(operations: Iterable<Operation>) {
    for (const operation of operations) this.#add(operation)
  }

  /** Never throws: an unknown path is found with its refusal. */
  find(method: string, path: string): Found {
    const keys: Key[] = []
    const version = versionOf(path)
    const refused = (refusal: GraphError): Found => {
      const known = METHODS.has(method) ? method : 'OTHER'
      return { template: `${known} /{unknown}`, operation: undefined, refusal, keys, version }
    }
    try {
      const node = this.#walk(path, keys)
      if (!('operations' in node)) return refused(pathRefusal(method, segmentsOf(path), version, node))
      const operation = node.operations.get(method)
      if (!operation) return refused(methodRefusal(method, segmentsOf(path), version))
      return { template: templateOf(operation, keys[0]), operation, refusal: undefined, keys, version }
    } catch (error) {
      if (error instanceof GraphError) return refused(error)
      throw error
    }
  }

  #add(operation: Operation): void {
    let node = this.#root
    const words = operation.path.split('/')
    const last = words.at(-1)
    for (const word of words) {
      if (word === '{id}') {
        node.key ??= newNode()
        for (const name of operation.alternateKeys ?? []) node.alternateKeys.add(name)
        node = node.key
        continue
      }
      if (word === '{property}') {
        node.property ??= { names: operation.properties ?? new Map(), node: newNode() }
        node = node.property.node
        continue
      }
      const lower = word.toLowerCase()
      let next = node.words.get(lower)
      if (!next) {
        next = newNode()
        node.words.set(lower, next)
      }
      if (operation.isFunction && word === last)
        for (const alias of aliasesOf(lower)) node.words.set(alias, next)
      node = next
    }
    node.operations.set(operation.method, operation)
  }

  #walk(path: string, keys: Key[]): Node | DeadEnd {
    let node = this.#root
    const parts = path.split('/', SEGMENTS_MAX)
    for (let i = 1; i < parts.length; i++) {
      const part = parts[i] ?? ''
      if (i === 1) {
        if (!VERSIONS.has(part.toLowerCase())) throw versionInvalid(part)
        continue
      }
      if (part === '' && i === parts.length - 1) continue
      const segment = decoded(part)
      if (i === 2 && segment.toLowerCase() === 'myorganization') continue
      const next = step(node, segment, keys)
      if (!next) return { at: segmentsOf(parts.slice(0, i).join('/')).length, segment }
      node = next
    }
    return node.operations.size === 0 ? { at: parts.length, segment: '' } : node
  }
}

const METHODS = new Set(['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD', 'OPTIONS'])
const VERSIONS = new Set(['v1.0', 'beta'])
const SEGMENTS_MAX = 16
/**
 * The schema's name for its namespace: SDKs made from the metadata write casts like this:
 * `members/graph.user` (observed).
 */
const ALIAS = /^graph\./
/** Words in the place of a key that are not emulated: they must not be read as an id. */
const NEVER_KEYS = new Set([
  'delta',
  'delta()',
  'microsoft.graph.delta()',
  '$count',
  '$ref',
  '$value',
  '$batch',
])

const newNode = (): Node => ({
  words: new Map(),
  operations: new Map(),
  alternateKeys: new Set(),
  key: undefined,
  property: undefined,
})

const aliasesOf = (word: string) => [`${word}()`, `microsoft.graph.${word}`, `microsoft.graph.${word}()`]

// The text is inferred.
const versionInvalid = (version: string) => queryInvalid(`Invalid version: ${version.slice(0, 64)}.`)

const versionOf = (path: string) => (path.slice(1, 5).toLowerCase() === 'beta' ? 'beta' : 'v1.0')

/** The next segment: a word, a key after a slash, or a word with its key in parentheses. */
function step(node: Node, segment: string, keys: Key[]): Node | undefined {
  const lower = segment.toLowerCase()
  const word = node.words.get(lower) ?? node.words.get(lower.replace(ALIAS, 'microsoft.graph.'))
  if (word) return word
  const open = segment.indexOf('(')
  if (open > 0 && segment.endsWith(')')) {
    const named = node.words.get(segment.slice(0, open).toLowerCase())
    if (named?.key) {
      keys.push(parenthesised(named, segment.slice(open + 1, -1), segment))
      return named.key
    }
  }
  const property = node.property?.names.get(lower)
  if (node.property && property !== undefined) {
    keys.push({ property, value: property })
    return node.property.node
  }
  if (!node.key || segment === '' || NEVER_KEYS.has(segment.toLowerCase())) return undefined
  keys.push(alternateKey(node, segment) ?? { property: 'id', value: segment })
  return node.key
}

/** Decoded, from the version on. */
function segmentsOf(path: string): string[] {
  const parts = path.split('/', SEGMENTS_MAX)
  const start = parts[2]?.toLowerCase() === 'myorganization' ? 3 : 2
  return parts.slice(start, parts.at(-1) === '' ? -1 : undefined).map(decoded)
}

/** `roleTemplateId=x` after a slash (observed). */
function alternateKey(node: Node, segment: string): Key | undefined {
  const equals = segment.indexOf('=')
  const name = segment.slice(0, Math.max(0, equals)).toLowerCase()
  const property = [...node.alternateKeys].find((known) => known.toLowerCase() === name)
  return property === undefined ? undefined : { property, value: unquoted(segment.slice(equals + 1)) }
}

/** `'x'`, `appId='x'` or `appId=x`; a quote inside is written twice. */
function parenthesised(node: Node, text: string, segment: string): Key {
  const quote = text.indexOf("'")
  const equals = text.indexOf('=')
  const isNamed = equals > 0 && (quote < 0 || equals < quote)
  const name = isNamed ? text.slice(0, equals).trim() : 'id'
  const value = unquoted(isNamed ? text.slice(equals + 1) : text)
  if (name === 'id') return { property: 'id', value }
  for (const known of node.alternateKeys)
    if (known.toLowerCase() === name.toLowerCase()) return { property: known, value }
  throw segmentUnknown(segment)
}

function unquoted(text: string): string {
  const trimmed = text.trim()
  const isQuoted = trimmed.length > 1 && trimmed.startsWith("'") && trimmed.endsWith("'")
  return isQuoted ? trimmed.slice(1, -1).replaceAll("''", "'") : trimmed
}

function decoded(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    throw segmentUnknown(part)
  }
}

const templates = new WeakMap<Operation, Map<string, string>>()

function templateOf(operation: Operation, key: Key | undefined): string {
  const property = key?.property ?? 'id'
  let known = templates.get(operation)
  if (!known) {
    known = new Map()
    templates.set(operation, known)
  }
  let template = known.get(property)
  if (template === undefined) {
    const path =
      property === 'id' ? operation.path : operation.path.replace('/{id}', `(${property}='{${property}}')`)
    template = `${operation.method} /${path}`
    known.set(property, template)
  }
  return template
}
