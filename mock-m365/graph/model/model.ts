/** Microsoft's published model of Graph: its types, and what a path or a query may name in each. */
import { readFileSync } from 'node:fs'
import { BETA } from './beta.ts'

export interface Member {
  readonly name: string
  /** A composable function is one after which a path may go on. */
  readonly kind: 'property' | 'navigation' | 'action' | 'function' | 'composable'
  /** Whether it is, or answers, a collection. */
  readonly many: boolean
  /**
   * Its type: of a property, of the target of a navigation, or of an operation's answer, without
   * `microsoft.graph.`; empty for plain values.
   */
  readonly type: string
  /** Whether the target of a navigation is contained in this object. */
  readonly contained: boolean
  /** Whether an operation is bound to the collection rather than to one object. */
  readonly ofCollection: boolean
}

export interface ModelType {
  readonly name: string
  readonly base: string | undefined
  /** Complex types that take any name. */
  readonly isOpen: boolean
  readonly members: readonly Member[]
}

export type Version = 'v1.0' | 'beta'

export const versionOf = (text: string): Version => (text.toLowerCase() === 'beta' ? 'beta' : 'v1.0')

/** The type whose members are the first segments of all paths. */
export const CONTAINER = '$'

/** Lines of types by their names in lower case; the file is read at the first question. */
let lines: ReadonlyMap<string, string> | undefined
const types = { 'v1.0': new Map<string, ModelType>(), beta: new Map<string, ModelType>() }

/** @param name in any case, without `microsoft.graph.` @returns undefined for a type that the version does not have */
export function typeNamed(name: string, version: Version): ModelType | undefined {
  const folded = name.toLowerCase()
  const known = types[version].get(folded)
  if (known) return known
  lines ??= linesOf(readFileSync(new URL('v1.0.txt', import.meta.url), 'utf8'))
  const own = lines.get(folded)
  const more = version === 'beta' ? BETA_LINES.get(folded) : undefined
  if (own === undefined && more === undefined) return undefined
  const type = read(`${own ?? name}${more === undefined ? '' : ` ${more.replace(/^\S+ /, '')}`}`)
  types[version].set(folded, type)
  return type
}

/** The member of that name of the type or one of its bases, in any case. */
export function memberNamed(
  type: string,
  name: string,
  version: Version,
  fits: (member: Member) => boolean = () => true,
): Member | undefined {
  const folded = name.toLowerCase()
  for (let at = typeNamed(type, version); at; at = at.base ? typeNamed(at.base, version) : undefined) {
    const found = at.members.find((member) => member.name.toLowerCase() === folded && fits(member))
    if (found) return found
  }
  return undefined
}

/** Whether a query may name it: it is not an action or a function. */
export const isNamedInQueries = ({ kind }: Member): boolean => kind === 'property' || kind === 'navigation'

/** Whether the type is the other one or derives from it. */
export function isKindOf(type: string, base: string, version: Version): boolean {
  const wanted = base.toLowerCase()
  for (let at = typeNamed(type, version); at; at = at.base ? typeNamed(at.base, version) : undefined)
    if (at.name.toLowerCase() === wanted) return true
  return false
}

const nameIn = (line: string): string => /^[^\s<+]+/.exec(line)?.[0] ?? ''
const linesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [nameIn(line).toLowerCase(), line]),
  )
const BETA_LINES = linesOf(BETA)

function read(line: string): ModelType {
  const [head = '', ...members] = line.split(' ')
  const [named = '', base] = head.split('<')
  return { name: nameIn(line), base, isOpen: named.endsWith('+'), members: members.map(memberOf) }
}

const KINDS = { '!': 'action', '(': 'function', '&': 'composable', '': 'property' } as const
const SHAPE = /^(?<ofCollection>\*?)(?<mark>[!(&]?)(?<name>\w+)(?<many>\*?)(?:(?<leads>>>?|:)(?<type>.*))?$/

/** compact.ts describes how a member is written. */
function memberOf(text: string): Member {
  const { ofCollection, mark, name = '', many, leads, type = '' } = SHAPE.exec(text)?.groups ?? {}
  return {
    name,
    kind: leads?.startsWith('>')
      ? 'navigation'
      : KINDS[mark === '!' || mark === '(' || mark === '&' ? mark : ''],
    many: many === '*',
    type,
    contained: leads === '>>',
    ofCollection: ofCollection === '*',
  }
}
