/**
 * Parser of rule patterns, in .NET's language of regular expressions. What the tree cannot represent is
 * refused.
 * https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference
 */

export type Node =
  /** One character; `source` means the same to JavaScript. */
  | { readonly kind: 'one'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly parts: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly body: Node
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }
  | { readonly kind: 'capture'; readonly body: Node; readonly number: number }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'look'; readonly body: Node; readonly behind: boolean; readonly negated: boolean }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'again'; readonly number: number }

export type Place = 'start' | 'end' | 'word edge' | 'no word edge'

/** The error of an invalid pattern. */
export class PatternError extends Error {}

const LENGTH_MAX = 1024
const DEPTH_MAX = 50
const REPEAT_MAX = 1000

interface Reading {
  readonly text: string
  at: number
  depth: number
  captures: number
  readonly names: Map<string, number>
}

/** @throws PatternError with a reason */
export function parsePattern(text: string): Node {
  if (text === '') throw new PatternError('the pattern is empty')
  if (text.length > LENGTH_MAX) throw new PatternError(`the pattern is longer than ${LENGTH_MAX} characters`)
  const reading: Reading = { text, at: 0, depth: 0, captures: 0, names: new Map() }
  const node = choice(reading)
  if (reading.at < text.length) throw new PatternError('too many )')
  return node
}

function choice(reading: Reading): Node {
  if (++reading.depth > DEPTH_MAX) throw new PatternError('groups stand too deep in each other')
  const parts = [sequence(reading)]
  while (reading.text[reading.at] === '|') {
    reading.at++
    parts.push(sequence(reading))
  }
  reading.depth--
  const [only] = parts
  return parts.length === 1 && only ? only : { kind: 'choice', parts }
}

function sequence(reading: Reading): Node {
  const parts: Node[] = []
  for (
    let next = reading.text[reading.at];
    next !== undefined && next !== '|' && next !== ')';
    next = reading.text[reading.at]
  ) {
    const part = atom(reading, next)
    if (part) parts.push(repeated(reading, part))
  }
  const [only] = parts
  return parts.length === 1 && only ? only : { kind: 'sequence', parts }
}

const PLACES: Readonly<Record<string, Place>> = { '^': 'start', $: 'end' }

/** @returns undefined for comments and options, which match nothing */
function atom(reading: Reading, next: string): Node | undefined {
  if (next === '(') return group(reading)
  if (next === '[') return { kind: 'one', source: characterClass(reading) }
  if (next === '\\') return escaped(reading)
  if ('*+?'.includes(next)) throw new PatternError(`there is nothing before ${next} to repeat`)
  reading.at++
  const place = PLACES[next]
  if (place) return { kind: 'place', place }
  return { kind: 'one', source: next === '.' ? '.' : literal(next) }
}

const literal = (character: string): string => {
  if (character === '-') return '\\x2d'
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

const QUANTIFIER = /(?:[*+?]|\{(\d{1,9})(?:(,)(\d{0,9}))?\})/y

function repeated(reading: Reading, body: Node): Node {
  QUANTIFIER.lastIndex = reading.at
  const [text, low, comma, high] = QUANTIFIER.exec(reading.text) ?? []
  if (text === undefined) return body
  reading.at += text.length
  const lazy = reading.text[reading.at] === '?'
  if (lazy) reading.at++
  if (/[*+?]/.test(reading.text[reading.at] ?? '')) throw new PatternError('a repetition is repeated')
  const least = low === undefined ? (text === '+' ? 1 : 0) : Number(low)
  const open = text === '*' || text === '+' || (comma !== undefined && high === '')
  const most = open ? Number.POSITIVE_INFINITY : text === '?' ? 1 : Number(high || low)
  if (most < least) throw new PatternError(`the repetition ${text} ends before it begins`)
  if (least > REPEAT_MAX || (most > REPEAT_MAX && !open))
    throw new PatternError(`more than ${REPEAT_MAX} repetitions are asked for`)
  return { kind: 'repeat', body, least, most, lazy }
}

const GROUP = /\((?:\?(?:(#[^)]*\))|([imnsx-]*)([:)])|(<?[=!])|(>)|<([a-z_]\w*)>|'([a-z_]\w*)'))?/iy

function group(reading: Reading): Node | undefined {
  GROUP.lastIndex = reading.at
  const [text = '(', comment, options, after, look, atomic, name = undefined, quoted] =
    GROUP.exec(reading.text) ?? []
  reading.at += text.length
  if (comment !== undefined) return undefined
  if (text === '(' && reading.text[reading.at] === '?')
    throw new PatternError('the group begins with an unknown (?')
  // Letter case never counts, and the other options have no effect on rules (inferred).
  if (options?.includes('x') || options?.includes('-')) throw new PatternError('the option is not supported')
  if (after === ')') return undefined
  const plain = after === undefined && look === undefined && atomic === undefined
  const number = plain ? ++reading.captures : 0
  const called = name ?? quoted
  if (called !== undefined) reading.names.set(called, number)
  const body = choice(reading)
  if (reading.text[reading.at] !== ')') throw new PatternError('a ) is missing')
  reading.at++
  if (look !== undefined)
    return { kind: 'look', body, behind: look.startsWith('<'), negated: look.endsWith('!') }
  if (atomic !== undefined) return { kind: 'atomic', body }
  return plain ? { kind: 'capture', body, number } : body
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\\x07', e: '\\x1b' }
const EDGES: Readonly<Record<string, Place>> = {
  A: 'start',
  z: 'end',
  Z: 'end',
  b: 'word edge',
  B: 'no word edge',
}
const SAME = /\\(?:[dDwWsStnrfv]|x[0-9a-f]{2}|u[0-9a-f]{4}|[pP]\{[A-Za-z_=]{1,40}\})/iy
const AGAIN = /\\(?:([1-9]\d?)|k<([a-z_]\w*)>|k'([a-z_]\w*)')/iy

function escaped(reading: Reading): Node {
  AGAIN.lastIndex = reading.at
  const [again, digits, name, quoted] = AGAIN.exec(reading.text) ?? []
  if (again !== undefined) {
    reading.at += again.length
    const number = digits === undefined ? reading.names.get(name ?? quoted ?? '') : Number(digits)
    if (number === undefined || number > reading.captures)
      throw new PatternError(`${again} refers to no group`)
    return { kind: 'again', number }
  }
  const edge = EDGES[reading.text[reading.at + 1] ?? '']
  if (edge) {
    reading.at += 2
    return { kind: 'place', place: edge }
  }
  return { kind: 'one', source: escapedOne(reading) }
}

/** One escaped character, in a class or outside. */
function escapedOne(reading: Reading): string {
  SAME.lastIndex = reading.at
  const [same] = SAME.exec(reading.text) ?? []
  const next = reading.text[reading.at + 1]
  if (next === undefined) throw new PatternError('the pattern ends in a \\')
  reading.at += same?.length ?? 2
  if (same !== undefined && isKnown(same)) return same
  const control = ESCAPES[next]
  if (control !== undefined) return control
  if (/[\w]/.test(next) && next !== '_') throw new PatternError(`\\${next} is not a known escape`)
  return literal(next)
}

/** Properties and blocks that JavaScript knows by the same name. */
function isKnown(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== ''
  } catch {
    throw new PatternError(`${source} is not a known property`)
  }
}

function characterClass(reading: Reading): string {
  let source = '['
  reading.at++
  if (reading.text[reading.at] === '^') {
    source += '^'
    reading.at++
  }
  const first = reading.at
  for (
    let next = reading.text[reading.at];
    next !== ']' || reading.at === first;
    next = reading.text[reading.at]
  ) {
    if (next === undefined) throw new PatternError('a ] is missing')
    if (next === '[') {
      if (reading.text[reading.at - 1] === '-')
        throw new PatternError('subtraction of classes is not supported')
      source += '\\['
      reading.at++
    } else if (next === '\\') source += escapedOne(reading)
    else {
      source += next === '-' ? '-' : literal(next)
      reading.at++
    }
  }
  reading.at++
  source += ']'
  try {
    return new RegExp(source, 'iu').source
  } catch {
    throw new PatternError(`the class ${source} is in the wrong order`)
  }
}
