import { expect, test } from 'vitest'
import { storedScripts } from '../stored-scripts.ts'
import { randomScript } from './engines/random-scripts.ts'
import { unitsOf } from './units.ts'

const orders = { version: '0', seed: 'units', runs: 60, part: 1 }
const units = unitsOf(orders)

test('no two units have one id, and each id begins with its engine', () => {
  expect(new Set(units.map(({ id }) => id)).size).toBe(units.length)
  expect(units.filter(({ id, engine }) => !id.startsWith(`${engine}/`))).toEqual([])
})

test('a unit is plain data: another thread is given it whole', () => {
  expect(structuredClone(units)).toEqual(units)
  expect(JSON.parse(JSON.stringify(units))).toEqual(units)
})

test('what takes longest begins first', () => {
  const costs = units.map(({ cost }) => cost)
  expect(costs).toEqual(costs.toSorted((a, b) => b - a))
})

test('every stored script is a unit, and more random scripts leave the units of the others as they are', () => {
  const ids = new Set(units.map(({ id }) => id))
  expect(storedScripts().filter(({ name }) => !ids.has(`script/${name}`))).toEqual([])
  const more = new Set(unitsOf({ ...orders, runs: 500 }).map(({ id }) => id))
  expect([...ids].filter((id) => !more.has(id))).toEqual([])
})

test('units are chosen by the beginning of their ids', () => {
  const some = unitsOf({ ...orders, only: 'random/' })
  expect(some.map(({ id }) => id)).toEqual(['random/0000000', 'random/0000025', 'random/0000050'])
  expect(() => unitsOf({ ...orders, only: 'nothing' })).toThrow(
    /begins with "nothing"; ids begin with script\//,
  )
})

test('a random script follows from seed and number alone, and others follow from other numbers', () => {
  const texts = Array.from({ length: 200 }, (_, i) => JSON.stringify({ ...randomScript('x', i), name: '' }))
  expect(new Set(texts).size).toBeGreaterThan(180)
  expect(JSON.stringify({ ...randomScript('x', 137), name: '' })).toBe(texts[137])
  expect(JSON.stringify(randomScript('y', 137).steps)).not.toBe(JSON.stringify(randomScript('x', 137).steps))
})
