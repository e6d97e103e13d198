/**
 * A matcher with a limit: it tries what .NET would try, counts its steps and stops at a limit, so that no
 * pattern or text can block the mail flow. It is slower than JavaScript's engine, which handles patterns that
 * cannot run away.
 */
import type { Node, Place } from './syntax.ts'

/** Inferred: a few milliseconds in place of the service's 300 for a pattern (observed as a limit). */
const STEPS_MAX = 200_000
const NESTING_MAX = 400

interface Attempt {
  text: string
  steps: number
  nesting: number
  /** Beginning and end of each capture. */
  readonly captures: number[]
}

type Next = (at: number) => boolean
type Matcher = (attempt: Attempt, at: number, next: Next) => boolean

const EXHAUSTED = new Error('the pattern took too many steps')

/** @returns whether the text has the pattern; also false after too many steps */
export function boundedTest(node: Node): (text: string) => boolean {
  const matcher = matcherOf(node)
  return (text) => {
    const attempt: Attempt = { text, steps: 0, nesting: 0, captures: [] }
    try {
      for (let at = 0; at <= text.length; at++) if (matcher(attempt, at, () => true)) return true
    } catch (error) {
      if (error !== EXHAUSTED) throw error
    }
    return false
  }
}

function count(attempt: Attempt): void {
  if (++attempt.steps > STEPS_MAX) throw EXHAUSTED
}

function matcherOf(node: Node): Matcher {
  switch (node.kind) {
    case 'one':
      return oneCharacter(node.source)
    case 'sequence':
      return node.parts.map(matcherOf).reduceRight<Matcher>(
        (rest, part) => (attempt, at, next) => part(attempt, at, (after) => rest(attempt, after, next)),
        (_, at, next) => next(at),
      )
    case 'choice': {
      const parts = node.parts.map(matcherOf)
      return (attempt, at, next) => {
        count(attempt)
        return parts.some((part) => part(attempt, at, next))
      }
    }
    case 'repeat':
      return node.body.kind === 'one' ? run(characterTest(node.body.source), node) : loop(node)
    case 'capture':
      return capture(matcherOf(node.body), node.number)
    case 'atomic':
      return atomic(matcherOf(node.body))
    case 'look':
      return look(matcherOf(node.body), node)
    case 'place':
      return (attempt, at, next) => stands(node.place, attempt.text, at) && next(at)
    case 'again':
      return again(node.number)
  }
}

/** JavaScript's engine tests a character against the class; results for ASCII are cached. */
function characterTest(source: string): (code: number) => boolean {
  const single = new RegExp(`^(?:${source})$`, 'iu')
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => Number(single.test(String.fromCharCode(code))))
  return (code) => (code < 128 ? ascii[code] === 1 : single.test(String.fromCharCode(code)))
}

function oneCharacter(source: string): Matcher {
  const test = characterTest(source)
  return (attempt, at, next) => {
    count(attempt)
    return at < attempt.text.length && test(attempt.text.charCodeAt(at)) && next(at + 1)
  }
}

type Bounds = Extract<Node, { kind: 'repeat' }>

/** Repetition of one character: no recursion, even for a long run. */
function run(test: (code: number) => boolean, { least, most, lazy }: Bounds): Matcher {
  return (attempt, at, next) => {
    const last = Math.min(attempt.text.length, at + most)
    let end = at
    const step = () => {
      count(attempt)
      return end < last && test(attempt.text.charCodeAt(end))
    }
    while (end < at + least) {
      if (!step()) return false
      end++
    }
    if (lazy) {
      while (!next(end)) {
        if (!step()) return false
        end++
      }
      return true
    }
    while (step()) end++
    for (; end >= at + least; end--) {
      count(attempt)
      if (next(end)) return true
    }
    return false
  }
}

function loop({ body, least, most, lazy }: Bounds): Matcher {
  const matcher = matcherOf(body)
  const round = (attempt: Attempt, at: number, done: number, next: Next): boolean => {
    count(attempt)
    if (++attempt.nesting > NESTING_MAX) throw EXHAUSTED
    const more = () =>
      done < most &&
      matcher(attempt, at, (after) => (after > at || done < least) && round(attempt, after, done + 1, next))
    const found = done < least ? more() : lazy ? next(at) || more() : more() || next(at)
    attempt.nesting--
    return found
  }
  return (attempt, at, next) => round(attempt, at, 0, next)
}

function capture(body: Matcher, number: number): Matcher {
  return (attempt, at, next) => {
    const { captures } = attempt
    const [from, to] = [captures[number * 2], captures[number * 2 + 1]]
    const found = body(attempt, at, (after) => {
      const before = [captures[number * 2], captures[number * 2 + 1]]
      captures[number * 2] = at
      captures[number * 2 + 1] = after
      if (next(after)) return true
      captures[number * 2] = before[0] ?? -1
      captures[number * 2 + 1] = before[1] ?? -1
      return false
    })
    if (!found) {
      captures[number * 2] = from ?? -1
      captures[number * 2 + 1] = to ?? -1
    }
    return found
  }
}

function atomic(body: Matcher): Matcher {
  return (attempt, at, next) => {
    let end = -1
    const found = body(attempt, at, (after) => {
      end = after
      return true
    })
    return found && next(end)
  }
}

/** Look-behind: every start is tried, the nearest first. */
function look(body: Matcher, { behind, negated }: Extract<Node, { kind: 'look' }>): Matcher {
  return (attempt, at, next) => {
    const seen = behind ? looksBack(body, attempt, at) : body(attempt, at, () => true)
    return seen !== negated && next(at)
  }
}

function looksBack(body: Matcher, attempt: Attempt, at: number): boolean {
  for (let from = at; from >= 0; from--) if (body(attempt, from, (end) => end === at)) return true
  return false
}

/**
 * A back-reference to a group that did not match is empty and matches everywhere (as in JavaScript, not as in
 * .NET).
 */
function again(number: number): Matcher {
  return (attempt, at, next) => {
    count(attempt)
    const [from = -1, to = -1] = [attempt.captures[number * 2], attempt.captures[number * 2 + 1]]
    if (from < 0) return next(at)
    const wanted = attempt.text.slice(from, to).toLowerCase()
    const found = attempt.text.slice(at, at + wanted.length).toLowerCase()
    return wanted === found && next(at + wanted.length)
  }
}

function stands(place: Place, text: string, at: number): boolean {
  if (place === 'start') return at === 0
  if (place === 'end') return at === text.length
  return (isWord(text, at - 1) !== isWord(text, at)) === (place === 'word edge')
}

const isWord = (text: string, at: number): boolean =>
  at >= 0 && at < text.length && /\w/.test(text.charAt(at))
