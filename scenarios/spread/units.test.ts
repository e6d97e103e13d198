import { expect, test } from 'vitest'
import { storedScripts } from '../stored-scripts.ts'
import { unitsOf } from './units.ts'

const orders = { version: '0', seed: 'units', runs: 30, part: 1 }
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
  expect(some.map(({ id }) => id)).toEqual(['random/0000000', 'random/0000010', 'random/0000020'])
  expect(() => unitsOf({ ...orders, only: 'nothing' })).toThrow(
    /begins with "nothing"; ids begin with script\//,
  )
})
