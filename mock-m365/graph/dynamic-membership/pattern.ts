/**
 * Regular expressions of `-match`, in time linear in pattern times text. They come from callers, and a short
 * pattern can keep a backtracking engine busy for ever. All alternatives are followed at once (Thompson
 * 1968). Groups, classes, alternatives, repetitions and anchors are supported; look-around and
 * back-references are refused (proposed: the service's patterns are .NET's, and its own bound is not
 * documented).
 */
import { patternRefused } from './refusals.ts'

const PATTERN_LENGTH_MAX = 1024
const DEPTH_MAX = 32
/** Steps that a pattern may take when its counted repetitions are written out. */
const STEPS_MAX = 2000
/** Longest text that a pattern is tried on; directory properties are shorter, except extensions. */
const TEXT_LENGTH_MAX = 1024

export interface Pattern {
  /** Whether some part of the text matches. */
  test(text: string): boolean
}

type Piece =
  | { readonly is: 'char'; readonly fits: RegExp }
  | { readonly is: 'place'; readonly holds: (text: string, at: number) => boolean }
  | { readonly is: 'sequence'; readonly pieces: readonly Piece[] }
  | { readonly is: 'choice'; readonly pieces: readonly Piece[] }
  | { readonly is: 'repeat'; readonly piece: Piece; readonly min: number; readonly max: number }

type Step =
  | { readonly do: 'char'; readonly fits: RegExp }
  | { readonly do: 'place'; readonly holds: (text: string, at: number) => boolean }
  /** Continues at both places. */
  | { readonly do: 'split'; readonly to: readonly [number, number] }
  | { readonly do: 'match' }

/** @throws GraphError 400 for text that is not a pattern, is too large, or needs what is not emulated */
export function patternOf(text: string): Pattern {
  if (text.length > PATTERN_LENGTH_MAX) throw patternRefused('The pattern is too long.')
  const steps: Step[] = []
  write(new Reader(text).read(), steps)
  steps.push({ do: 'match' })
  return { test: (subject) => run(steps, subject.slice(0, TEXT_LENGTH_MAX)) }
}

const isWord = (char: string) => /\w/.test(char)
const atEdge = (text: string, at: number) => isWord(text.charAt(at - 1)) !== isWord(text.charAt(at))

/** Anchors. `$` also matches before a final line break, as in .NET. */
const PLACES: ReadonlyMap<string, (text: string, at: number) => boolean> = new Map([
  ['^', (_, at) => at === 0],
  ['\\A', (_, at) => at === 0],
  ['$', (text, at) => at === text.length || (at === text.length - 1 && text.endsWith('\n'))],
  ['\\Z', (text, at) => at === text.length || (at === text.length - 1 && text.endsWith('\n'))],
  ['\\z', (text, at) => at === text.length],
  ['\\b', atEdge],
  ['\\B', (text, at) => !atEdge(text, at)],
])

class Reader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Piece {
    const piece = this.#choice()
    if (this.#at < this.#text.length) throw patternRefused('A parenthesis is closed that was not opened.')
    return piece
  }

  #choice(): Piece {
    if (++this.#depth > DEPTH_MAX) throw patternRefused('The pattern is nested too deep.')
    const pieces = [this.#sequence()]
    while (this.#takes('|')) pieces.push(this.#sequence())
    this.#depth--
    return pieces.length === 1 && pieces[0] ? pieces[0] : { is: 'choice', pieces }
  }

  #sequence(): Piece {
    const pieces: Piece[] = []
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at)))
      pieces.push(this.#repeated(this.#atom()))
    return { is: 'sequence', pieces }
  }

  #repeated(piece: Piece): Piece {
    const rest = this.#text.slice(this.#at, this.#at + 20)
    const [sign, least, more, most] = /^(?:[*+?]|\{(\d{1,4})(,(\d{0,4}))?\})/.exec(rest) ?? []
    if (sign === undefined) return piece
    this.#at += sign.length
    // Whether a repetition is greedy changes what is found, not whether.
    this.#takes('?')
    if (least === undefined) {
      const max = sign === '?' ? 1 : Number.POSITIVE_INFINITY
      return { is: 'repeat', piece, min: sign === '+' ? 1 : 0, max }
    }
    const min = Number(least)
    const max = more === undefined ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most)
    if (max < min) throw patternRefused('A repetition ends before it begins.')
    return { is: 'repeat', piece, min, max }
  }

  #atom(): Piece {
    const char = this.#text.charAt(this.#at)
    if (this.#takes('(')) return this.#group()
    if (char === '*' || char === '+' || char === '?')
      throw patternRefused('Nothing comes before a repetition.')
    const length = char === '[' ? this.#classLength() : char === '\\' ? this.#escapeLength() : 1
    const text = this.#text.slice(this.#at, this.#at + length)
    this.#at += length
    const holds = PLACES.get(text)
    if (holds) return { is: 'place', holds }
    return { is: 'char', fits: singleCharacter(text) }
  }

  #group(): Piece {
    if (this.#takes('?') && !this.#takes(':'))
      throw patternRefused('Look-around, options and named groups are not supported.')
    const piece = this.#choice()
    if (!this.#takes(')')) throw patternRefused('A parenthesis is not closed.')
    return piece
  }

  #classLength(): number {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      if (this.#text.charAt(at) === '\\') at++
      else if (this.#text.charAt(at) === ']' && at > this.#at + 1) return at + 1 - this.#at
    }
    throw patternRefused('A class is not closed.')
  }

  #escapeLength(): number {
    const next = this.#text.charAt(this.#at + 1)
    if (next === '') throw patternRefused('The pattern ends in a backslash.')
    if (/[1-9kpPGX]/.test(next)) throw patternRefused('References back and categories are not supported.')
    return next === 'u' ? 6 : next === 'x' ? 4 : 2
  }

  #takes(mark: string): boolean {
    if (this.#text.charAt(this.#at) !== mark) return false
    this.#at++
    return true
  }
}

/** It is tried on one character only, so it cannot backtrack. */
function singleCharacter(text: string): RegExp {
  const source = text === '{' || text === '}' || text === ']' ? `\\${text}` : text
  try {
    return new RegExp(`^${source}$`, 'i')
  } catch {
    throw patternRefused('The pattern cannot be read.')
  }
}

function write(piece: Piece, steps: Step[]): void {
  if (steps.length > STEPS_MAX) throw patternRefused('The pattern is too large.')
  if (piece.is === 'char') steps.push({ do: 'char', fits: piece.fits })
  else if (piece.is === 'place') steps.push({ do: 'place', holds: piece.holds })
  else if (piece.is === 'sequence') for (const one of piece.pieces) write(one, steps)
  else if (piece.is === 'repeat') writeRepeat(piece, steps)
  else writeChoice(piece.pieces, steps)
}

function writeChoice(pieces: readonly Piece[], steps: Step[]): void {
  const jumps: number[] = []
  pieces.forEach((piece, i) => {
    if (i === pieces.length - 1) {
      write(piece, steps)
      return
    }
    const split = steps.push({ do: 'match' }) - 1
    write(piece, steps)
    jumps.push(steps.push({ do: 'match' }) - 1)
    steps[split] = { do: 'split', to: [split + 1, steps.length] }
  })
  for (const jump of jumps) steps[jump] = { do: 'split', to: [steps.length, steps.length] }
}

function writeRepeat({ piece, min, max }: Extract<Piece, { is: 'repeat' }>, steps: Step[]): void {
  for (let i = 0; i < min; i++) write(piece, steps)
  if (max === Number.POSITIVE_INFINITY) {
    const split = steps.push({ do: 'match' }) - 1
    write(piece, steps)
    steps.push({ do: 'split', to: [split, split] })
    steps[split] = { do: 'split', to: [split + 1, steps.length] }
    return
  }
  for (let i = min; i < max; i++) {
    const split = steps.push({ do: 'match' }) - 1
    write(piece, steps)
    steps[split] = { do: 'split', to: [split + 1, steps.length] }
  }
}

/** Follows every way at once, character by character; a match may begin anywhere. */
function run(steps: readonly Step[], text: string): boolean {
  let waiting: number[] = []
  for (let at = 0; at <= text.length; at++) {
    const reached = reach(steps, [...waiting, 0], text, at)
    if (reached === 'match') return true
    const char = text.charAt(at)
    waiting = []
    for (const place of reached) {
      const step = steps[place]
      if (step?.do === 'char' && at < text.length && step.fits.test(char)) waiting.push(place + 1)
    }
  }
  return false
}

/** The steps that wait for a character, each once; or that the pattern has matched. */
function reach(
  steps: readonly Step[],
  from: readonly number[],
  text: string,
  at: number,
): readonly number[] | 'match' {
  const seen = new Set<number>()
  const waiting: number[] = []
  const open = [...from]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue
    seen.add(place)
    const step = steps[place]
    if (step?.do === 'match') return 'match'
    if (step?.do === 'char') waiting.push(place)
    else if (step?.do === 'split') open.push(...step.to)
    else if (step?.do === 'place' && step.holds(text, at)) open.push(place + 1)
  }
  return waiting
}
