/**
 * How `v1.0.txt` is made from Microsoft's published model (CSDL): every type, with what a path or a query may
 * name of it. One line a type, names separated by spaces:
 *
 *     user<directoryObject accountEnabled businessPhones* mailboxSettings:mailboxSettings
 *     manager>directoryObject
 *     messages*>>message !changePassword (getMemberGroups*
 *
 * `<` comes before the base type, `*` after what is a collection, `:` before a type that has properties
 * itself, `>` before the type that a navigation leads to (`>>` where the objects are contained), `!` before
 * an action, `(` before a function, `&` before a function after which a path may go on; an operation bound to
 * the collection of the type has `*` before it. `+` marks a complex type that is open. The first line has the
 * entity sets and singletons, as members of the type `$`.
 */

/** Names are written without this namespace. */
const NAMESPACE = 'microsoft.graph.'

/** @param csdl text of the published model @returns text of the compact file */
export function compact(csdl: string): string {
  const aliases = aliasesOf(csdl)
  const enums = new Set<string>()
  const types = new Map<string, string[]>()
  for (const [, namespace = '', schema = ''] of csdl.matchAll(
    /<Schema Namespace="([^"]+)"[^>]*>(.*?)<\/Schema>/gs,
  )) {
    for (const [, name] of schema.matchAll(/<EnumType Name="(\w+)"/g))
      enums.add(short(`${namespace}.${name}`, namespace, aliases))
    const nameOf = (name: string) => short(name, namespace, aliases)
    readContainer(schema, types, nameOf)
    readTypes(schema, types, namespace, nameOf)
    readOperations(schema, types, nameOf)
  }
  const bare = (member: string) =>
    enums.has(member.replace(/^[^:]*:/, '')) ? member.replace(/:.*$/, '') : member
  return `${[...types].map(([type, members]) => [type, ...members.map(bare)].join(' ')).join('\n')}\n`
}

type NameOf = (name: string) => string

/** Aliases of schemas, such as `graph`. `self` is left out, since it means another schema in each file. */
const aliasesOf = (csdl: string): ReadonlyMap<string, string> =>
  new Map(
    [...csdl.matchAll(/<Schema Namespace="([^"]+)" Alias="([^"]+)"/g)].flatMap(([, namespace, alias]) =>
      namespace && alias && alias !== 'self' ? [[alias, namespace] as const] : [],
    ),
  )

function short(name: string, own: string, aliases: ReadonlyMap<string, string>): string {
  const dot = name.lastIndexOf('.')
  const before = name.slice(0, Math.max(0, dot))
  const namespace = dot < 0 || before === 'self' ? own : (aliases.get(before) ?? before)
  const full = `${withoutAlias(namespace, aliases)}.${name.slice(dot + 1)}`
  return full.startsWith(NAMESPACE) ? full.slice(NAMESPACE.length) : full
}

/** `graph.sub` for `microsoft.graph.sub`. */
function withoutAlias(namespace: string, aliases: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = namespace.split('.')
  return rest.length > 0 && aliases.has(first) ? [aliases.get(first), ...rest].join('.') : namespace
}

function readContainer(schema: string, types: Map<string, string[]>, nameOf: NameOf): void {
  const members: string[] = []
  for (const [, tag, name, type = ''] of schema.matchAll(
    /<(EntitySet|Singleton) Name="(\w+)" (?:EntityType|Type)="([^"]+)"/g,
  ))
    members.push(`${name}${tag === 'EntitySet' ? '*' : ''}>>${nameOf(type)}`)
  if (members.length > 0) types.set('$', members)
}

function readTypes(schema: string, types: Map<string, string[]>, namespace: string, nameOf: NameOf): void {
  for (const [, tag = '', attributes = '', , inside = ''] of schema.matchAll(
    /<(EntityType|ComplexType) ([^>]*?)(\/>|>(.*?)<\/\1>)/gs,
  )) {
    const name = attribute(attributes, 'Name')
    const base = attribute(attributes, 'BaseType')
    const isOpen = tag === 'ComplexType' && attribute(attributes, 'OpenType') === 'true'
    const type = `${nameOf(`${namespace}.${name}`)}${isOpen ? '+' : ''}${base ? `<${nameOf(base)}` : ''}`
    types.set(type, [...inside.matchAll(/<(Property|NavigationProperty) ([^>]*)>/g)].map(memberOf(nameOf)))
  }
}

const memberOf =
  (nameOf: NameOf) =>
  ([, tag, attributes = '']: readonly string[]): string => {
    const { type, many } = typeOf(attribute(attributes, 'Type'))
    const name = `${attribute(attributes, 'Name')}${many}`
    if (tag === 'NavigationProperty')
      return `${name}${attribute(attributes, 'ContainsTarget') === 'true' ? '>>' : '>'}${nameOf(type)}`
    return type.startsWith('Edm.') ? name : `${name}:${nameOf(type)}`
  }

const MARKS: Readonly<Record<string, string>> = { Action: '!', Function: '(' }

/** Each operation under the type that it is bound to; overloads count once. */
function readOperations(schema: string, types: Map<string, string[]>, nameOf: NameOf): void {
  const lines = new Map([...types.keys()].map((line) => [line.split(/[+<]/)[0] ?? '', line]))
  for (const [, tag = '', name, attributes = '', inside = ''] of schema.matchAll(
    /<(Action|Function) Name="(\w+)"([^>]*IsBound="true"[^>]*)>(.*?)<\/\1>/gs,
  )) {
    const [, binding = ''] = /<Parameter Name="\w+" Type="([^"]+)"/.exec(inside) ?? []
    const [, returned = ''] = /<ReturnType Type="([^"]+)"/.exec(inside) ?? []
    const from = typeOf(binding)
    const to = typeOf(returned)
    const result = to.type === '' || to.type.startsWith('Edm.') ? '' : `:${nameOf(to.type)}`
    const mark = attribute(attributes, 'IsComposable') === 'true' ? '&' : MARKS[tag]
    const member = `${from.many}${mark}${name}${to.many}${result}`
    const members = types.get(lines.get(nameOf(from.type)) ?? '')
    if (members && !members.includes(member)) members.push(member)
  }
}

function typeOf(text: string): { readonly type: string; readonly many: '*' | '' } {
  const [, inside] = /^Collection\((.*)\)$/.exec(text) ?? []
  return inside === undefined ? { type: text, many: '' } : { type: inside, many: '*' }
}

const attribute = (text: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? ''
