import { describe, expect, test } from 'vitest'
import { boundedTest } from './bounded.ts'
import { checkPattern, compilePattern, patternTest } from './patterns.ts'
import { parsePattern } from './syntax.ts'

const FOUND: readonly (readonly [pattern: string, text: string, found: boolean])[] = [
  ['secret', 'a SECRET here', true],
  ['^secret$', 'a secret', false],
  ['\\d{3}-\\d{2}-\\d{4}', 'is 123-45-6789.', true],
  ['(a|b)\\1', 'ab', false],
  ['(a|b)\\1', 'bb', true],
  ['(?<x>\\w+)=\\k<x>', 'a=b one=one', true],
  ['(?<!un)paid', 'unpaid', false],
  ['(?<!un)paid', 'it is paid', true],
  ['colou?r(?=s)', 'colors', true],
  ['(?>a+)ab', 'aaab', false],
  ['[^\\]a-c-]+z', ']-dz', true],
  ['(?i)\\bpay(?:ment|ed)?\\b(?# a comment)', 'your PAYMENT', true],
  ['\\p{Lu}', 'x', true],
  ['x{2,3}?y', 'xxy', true],
  ['a.c', 'a\nc', false],
  ['a{,3}', 'a{,3}', true],
]

describe('patterns of rules', () => {
  test.each(FOUND)('%s in %j: %s, by either engine', (pattern, text, found) => {
    expect(compilePattern(pattern)(text)).toBe(found)
    expect(boundedTest(parsePattern(pattern))(text)).toBe(found)
  })

  test.each([
    ['(', 'a ) is missing'],
    [')', 'too many )'],
    ['*a', 'there is nothing before *'],
    ['a**', 'a repetition is repeated'],
    ['[a', 'a ] is missing'],
    ['[z-a]', 'wrong order'],
    ['a{3,1}', 'ends before it begins'],
    ['a{2000}', 'more than 1000'],
    ['\\', 'ends in a \\'],
    ['\\q', 'not a known escape'],
    ['\\1', 'refers to no group'],
    ['(?Q)', 'unknown (?'],
    ['[a-z-[aeiou]]', 'subtraction'],
    ['\\p{Klingon}', 'not a known property'],
    ['', 'empty'],
    ['('.repeat(200), 'too deep'],
    ['x'.repeat(2000), 'longer than'],
  ])('%s is refused', (pattern, reason) => {
    expect(() => checkPattern(pattern)).toThrow(reason)
  })

  test('a pattern that cannot be read matches nothing', () => {
    expect(patternTest(['(', 'a'])('a')).toBe('a')
    expect(patternTest(['('])('(')).toBeUndefined()
  })
})

const RUNAWAYS = [
  '(a+)+$',
  '(a|aa)+$',
  '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x',
  '(?:a?){50}a{50}b',
  `${'a?'.repeat(40)}${'a'.repeat(40)}b`,
  '(?=(a+)+b)',
  '((((a*)*)*)*)*b',
  '(\\w+\\s?)+\\.$',
]

test.each(RUNAWAYS)('%s comes to an end', (pattern) => {
  const start = process.cpuUsage().user
  compilePattern(pattern)(`${'a'.repeat(5000)}!`)
  compilePattern(pattern)('a'.repeat(35))
  expect((process.cpuUsage(undefined).user - start) / 1000).toBeLessThan(2000)
})

/** Seeded random numbers, the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % sides
  }
}

const PIECES = [
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\w',
  '(a|b)',
  '(?:ab)',
  'a?',
  'b*',
  'a+?',
  '(a*)',
  '^',
  '$',
  '\\b',
  '(?=b)',
  '(?!a)',
  'a{1,2}',
  '(?:a|b*){0,2}',
  '|',
  '(?:b)+',
]

test('the bounded matcher finds what the engine of JavaScript finds', () => {
  const roll = dice(20260303)
  for (let i = 0; i < 3000; i++) {
    const pattern = Array.from({ length: 1 + roll(5) }, () => PIECES[roll(PIECES.length)]).join('')
    const text = Array.from({ length: roll(7) }, () => 'ab '[roll(3)]).join('')
    const native = safely(() => new RegExp(pattern, 'iu').test(text))
    const bounded = safely(() => boundedTest(parsePattern(pattern))(text))
    if (native !== undefined && bounded !== undefined)
      expect({ pattern, text, found: bounded }).toEqual({ pattern, text, found: native })
  }
})

function safely(act: () => boolean): boolean | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
