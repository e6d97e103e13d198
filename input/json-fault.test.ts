import { expect, test } from 'vitest'
import { faultOffset } from './json-fault.ts'

/** `^` marks the place at which each text breaks. */
const BROKEN = [
  '^',
  '{^',
  '[1,^]',
  '[1 ^2]',
  '{"a"^}',
  '{"a":^}',
  '{"a":1,^}',
  '{^a:1}',
  '[1]^]',
  '{}^{}',
  '[^01]',
  '[^1.]',
  '[^.5]',
  '[^nul]',
  '["a^',
  '[^"a\\x"]',
  '[^"\t"]',
  '{"a":1^]',
  '[1^}',
  '^oops',
  '[true, \n ^False]',
  '{"a":[{"b":[1,2,{"c":^,}]}]}',
  '[^-]',
  '^// x',
]

test.each(BROKEN)('%s breaks at the mark', (marked) => {
  const text = marked.replace('^', '')
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  // An unfinished string breaks where it begins.
  expect(faultOffset(text)).toBe(marked === '["a^' ? 1 : marked.indexOf('^'))
})

test('whole JSON breaks nowhere but at its end', () => {
  for (const value of [0, -1.5e-7, 'a"\\\n€\u007f', [], {}, [[{}], { a: [null, true, false] }]]) {
    const text = ` ${JSON.stringify(value, null, 2)} \r\n`
    expect(faultOffset(text)).toBe(text.length)
  }
})

test('a very long string does not exhaust the scanner', () => {
  const text = `["${'a\\n'.repeat(2_000_000)}" x]`
  expect(faultOffset(text)).toBe(text.length - 2)
})
