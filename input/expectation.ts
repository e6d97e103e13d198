/** What a valibot schema or check expects, in words. A schema's own message, where it has one, says it best. */
import type { BaseIssue, GenericSchema } from 'valibot'
import type { Path } from './path.ts'

/** The parts of valibot's schemas and actions that words are made of; each kind has its own. */
interface Part {
  readonly kind: string
  readonly type: string
  readonly message?: unknown
  readonly requirement?: unknown
  readonly literal?: unknown
  readonly key?: string
  readonly wrapped?: Part
  readonly item?: Part
  readonly value?: Part
  readonly items?: readonly Part[]
  readonly options?: readonly unknown[]
  readonly entries?: Readonly<Record<string, Part>>
  readonly pipe?: readonly Part[]
  readonly getter?: (input: unknown) => Part
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  variant: 'an object',
  array: 'a list',
  tuple: 'a list',
  strict_tuple: 'a list',
  object: 'an object',
  strict_object: 'an object',
  loose_object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'nothing',
  integer: 'a whole number',
  safe_integer: 'a whole number',
  finite: 'a finite number',
  uuid: 'a GUID',
  non_empty: 'text that is not empty',
  url: 'an address such as "https://console.example/"',
  iso_timestamp: 'a time such as "2026-05-04T17:15:48Z"',
}

const WRAPPERS = ['optional', 'exact_optional', 'nullable', 'nullish', 'undefinedable', 'non_optional']

/** @param schema that of the root @param path keys to the value that is wrong @param root the value that was read */
export function expectationOf(
  issue: BaseIssue<unknown>,
  schema: GenericSchema,
  path: Path,
  root: unknown,
): string {
  const whole = schema as unknown as Part
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = Object.keys(partAt(whole, path.slice(0, -1), root)?.entries ?? {})
    return `no such property; the properties are ${known.join(', ')}`
  }
  // The issue of a property that is missing speaks of the object around it, and so does its message.
  const isMissing = issue.type.endsWith('object') && issue.expected !== 'Object'
  const own = isMissing ? undefined : ownWords(issue.message)
  return own ?? wordsOf(partAt(whole, path, root) ?? (isMissing ? undefined : (issue as unknown as Part)))
}

/** The message that a schema was given, not the library's own. */
const ownWords = (message: unknown): string | undefined =>
  typeof message === 'string' && !message.startsWith('Invalid ') ? message : undefined

function wordsOf(part: Part | undefined): string {
  if (!part) return 'a value'
  const own = ownWords(part.message)
  if (own !== undefined) return own
  if (part.wrapped && WRAPPERS.includes(part.type)) return wordsOf(part.wrapped)
  if (part.type === 'literal') return JSON.stringify(part.literal)
  if (part.type === 'picklist') return oneOf((part.options ?? []).map((option) => JSON.stringify(option)))
  if (part.type === 'union') return oneOf((part.options ?? []).map((option) => wordsOf(option as Part)))
  const checks = part.pipe?.slice(1) ?? []
  const base = checks.map(({ type }) => WORDS[type]).findLast((words) => words !== undefined)
  return `${base ?? WORDS[part.type] ?? 'another value'}${rangeOf(checks)}`
}

/** ` from 0 to 900`, ` of at most 50`; nothing where there are no bounds. */
function rangeOf(checks: readonly Part[]): string {
  const limit = (type: string) => checks.find((check) => check.type === type)?.requirement
  const [min, max] = [limit('min_value'), limit('max_value')]
  const [least, most] = [limit('min_length'), limit('max_length')]
  return [
    min === undefined ? '' : ` from ${min}`,
    max === undefined ? '' : ` ${min === undefined ? 'up ' : ''}to ${max}`,
    least === undefined ? '' : ` of at least ${least}`,
    most === undefined ? '' : ` of at most ${most}`,
  ].join('')
}

function oneOf(words: readonly string[]): string {
  const different = [...new Set(words)]
  return different.length < 2
    ? (different[0] ?? 'nothing')
    : `${different.slice(0, -1).join(', ')} or ${different.at(-1)}`
}

/** Walks the schema as a value is walked; undefined where a union leaves open which way to go. */
function partAt(schema: Part, path: Path, value: unknown): Part | undefined {
  const here = opened(schema, value)
  const [key, ...rest] = path
  if (key === undefined || !here) return here
  const inner = insideOf(here, key, value)
  return inner && partAt(inner, rest, valueAt(value, key))
}

function opened(schema: Part, value: unknown): Part | undefined {
  if (schema.getter) return opened(schema.getter(value), value)
  if (schema.wrapped && WRAPPERS.includes(schema.type)) return opened(schema.wrapped, value)
  return schema
}

function insideOf(part: Part, key: string | number, value: unknown): Part | undefined {
  if (part.type !== 'variant')
    return (
      part.entries?.[key] ?? part.items?.[Number(key)] ?? part.item ?? (part.entries ? undefined : part.value)
    )
  const options = (part.options ?? []) as readonly Part[]
  const word = valueAt(value, part.key ?? '')
  const wordsFor = ({ entries }: Part) => {
    const wanted = entries?.[part.key ?? '']
    return wanted?.options ?? [wanted?.literal]
  }
  const chosen = options.find((option) => wordsFor(option).includes(word))
  if (chosen) return insideOf(chosen, key, value)
  // The key that chooses is wrong: each option's own word would do.
  return key === part.key
    ? { kind: 'schema', type: 'picklist', options: options.flatMap(wordsFor) }
    : undefined
}

const valueAt = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined
