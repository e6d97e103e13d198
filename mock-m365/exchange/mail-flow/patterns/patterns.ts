/**
 * Patterns of rules compiled to tests that always end. JavaScript's engine handles patterns whose work is
 * small by construction; the bounded matcher handles the rest. No text can make either run away.
 */
import { boundedTest } from './bounded.ts'
import { type Node, PatternError, parsePattern } from './syntax.ts'
import type { TextTest } from './word-tests.ts'

export { PatternError } from './syntax.ts'

/** Steps that JavaScript's engine may need at most: some milliseconds. */
const TRIES_MAX = 4_000_000
/** Rules read this much of a text, also of attachments (observed limit of 1 MB). */
const TEXT_MAX = 1_048_576

/** @throws PatternError with the reason, where .NET would refuse the pattern or the mock cannot judge it */
export function checkPattern(text: string): void {
  parsePattern(text)
}

/**
 * An invalid pattern matches nothing: starting states and imports may have values that no cmdlet has checked.
 */
export function patternTest(patterns: readonly string[]): TextTest {
  const tests = patterns.flatMap((pattern) => {
    try {
      return [{ pattern, test: compilePattern(pattern) }]
    } catch (error) {
      if (error instanceof PatternError) return []
      throw error
    }
  })
  return (text) => {
    for (const { pattern, test } of tests) if (test(text)) return pattern
    return undefined
  }
}

/** Letter case does not count (inferred from the service's words). @throws PatternError */
export function compilePattern(pattern: string): (text: string) => boolean {
  const node = parsePattern(pattern)
  const effort = effortOf(node)
  const bounded = boundedTest(node)
  const native = nativeOf(node)
  return (text) => {
    const read = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text
    const tries = (read.length + 1) ** (effort.runs + 1) * effort.ways
    return native && tries <= TRIES_MAX ? native.test(read) : bounded(read)
  }
}

/** How many ways a pattern has at one place of a text: constant ones, and runs as long as the text. */
interface Effort {
  readonly ways: number
  readonly runs: number
}

function effortOf(node: Node): Effort {
  switch (node.kind) {
    case 'one':
    case 'place':
    case 'again':
      return { ways: 1, runs: 0 }
    case 'sequence':
      return node.parts.map(effortOf).reduce(product, { ways: 1, runs: 0 })
    case 'choice':
      return node.parts.map(effortOf).reduce(product, { ways: node.parts.length, runs: 0 })
    case 'repeat':
      return repeatEffort(node)
    default:
      return effortOf(node.body)
  }
}

const product = (a: Effort, b: Effort): Effort => ({ ways: a.ways * b.ways, runs: a.runs + b.runs })

function repeatEffort({ body, least, most }: Extract<Node, { kind: 'repeat' }>): Effort {
  const own = effortOf(body)
  const isPlain = own.ways === 1 && own.runs === 0
  if (isPlain && body.kind === 'one')
    return most === Number.POSITIVE_INFINITY
      ? { ways: Math.max(1, least), runs: 1 }
      : { ways: most - least + 1, runs: 0 }
  // A repetition of a part with several ways multiplies them: the bounded matcher handles it.
  if (most <= 1) return { ways: own.ways * 2, runs: own.runs }
  return { ways: Number.POSITIVE_INFINITY, runs: 0 }
}

/** The same pattern for JavaScript, or undefined where JavaScript cannot express it. */
function nativeOf(node: Node): RegExp | undefined {
  const source = sourceOf(node)
  return source === undefined ? undefined : new RegExp(source, 'iu')
}

const PLACES = { start: '^', end: '$', 'word edge': '\\b', 'no word edge': '\\B' } as const

function sourceOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'one':
      return node.source
    case 'place':
      return PLACES[node.place]
    case 'again':
      return `(?:\\${node.number})`
    case 'atomic':
      return undefined
    case 'sequence':
      return joined(node.parts, '')
    case 'choice': {
      const choices = joined(node.parts, '|')
      return choices === undefined ? undefined : `(?:${choices})`
    }
    case 'capture':
      return wrapped('(', node.body, ')')
    case 'look':
      return wrapped(`(?${node.behind ? '<' : ''}${node.negated ? '!' : '='}`, node.body, ')')
    case 'repeat':
      return wrapped('(?:', node.body, `)${quantifierOf(node)}`)
  }
}

function quantifierOf({ least, most, lazy }: Extract<Node, { kind: 'repeat' }>): string {
  const until = most === Number.POSITIVE_INFINITY ? '' : most
  return `{${least},${until}}${lazy ? '?' : ''}`
}

function wrapped(before: string, body: Node, after: string): string | undefined {
  const source = sourceOf(body)
  return source === undefined ? undefined : `${before}${source}${after}`
}

function joined(parts: readonly Node[], by: string): string | undefined {
  const sources: string[] = []
  for (const part of parts) {
    const source = sourceOf(part)
    if (source === undefined) return undefined
    sources.push(source)
  }
  return sources.join(by)
}
