import { expect, test } from 'vitest'
import type { Script } from './harness/script.ts'
import { randomScripts } from './random-scripts.ts'

const script = randomScripts('x')
const text = (one: Script): string => JSON.stringify({ ...one, name: '' })

test('a random script follows from seed and number alone', () => {
  const texts = Array.from({ length: 200 }, (_, number) => text(script(number)))
  expect(new Set(texts).size).toBeGreaterThan(180)
  expect(text(randomScripts('x')(137))).toBe(texts[137])
  expect(randomScripts('y')(137).steps).not.toEqual(script(137).steps)
})

test('most are long enough to get somewhere, and some are short', () => {
  const lengths = Array.from({ length: 200 }, (_, number) => script(number).steps.length)
  expect(lengths.filter((length) => length >= 6).length).toBeGreaterThan(100)
  expect(lengths.filter((length) => length <= 1).length).toBeGreaterThan(5)
})
