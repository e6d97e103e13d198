/** However a thread ends, its unit is told as a failure, and the others are played. */
import { expect, test } from 'vitest'
import { type Counts, mergedCounts } from '#reports'
import type { Unit } from '../engine.ts'
import { playInThreads } from './lanes.ts'
import { startThread } from './thread.ts'

const orders = { version: '0', seed: 'x', runs: 1, part: 1 }
const DYING = new URL('./testing/dying-worker.ts', import.meta.url)

async function played(names: readonly string[], threads: number, silenceMs?: number) {
  const units = names.map((name): Unit => ({ engine: 'script', id: `script/${name}`, cost: 1, name }))
  const parts: Counts[] = []
  let started = 0
  const start = () => {
    started++
    return startThread(orders, DYING, silenceMs)
  }
  const work = { next: () => units.shift(), take: (_: Unit, counts: Counts) => parts.push(counts) }
  await playInThreads(orders, threads, work, start)
  const { plays, failures } = mergedCounts(parts)
  const told = failures.map(({ id, findings, replay }) => [id, findings[0]?.detail, replay])
  return { started, told, plays: plays.map(({ name }) => name) }
}

test('a thread plays one unit after the other', async () => {
  expect(await played(['a', 'b', 'c'], 1)).toEqual({ started: 1, told: [], plays: ['a', 'b', 'c'] })
})

test('a thread that dies is told by name and cause, and another takes its place', async () => {
  const { started, told, plays } = await played(['a', 'exit', 'b', 'throw', 'c', 'forget', 'd'], 1)
  expect(told).toEqual([
    ['script/exit', 'Error: its thread ended with code 7', 'npx casproof conform --only script/exit'],
    ['script/forget', 'Error: its thread ended with code 0', 'npx casproof conform --only script/forget'],
    ['script/throw', 'RangeError: thrown on purpose', 'npx casproof conform --only script/throw'],
  ])
  expect([plays, started]).toEqual([['a', 'b', 'c', 'd', 'exit', 'forget', 'throw'], 4])
})

test('a thread that gives no sign is ended', async () => {
  const { told } = await played(['hold'], 1, 500)
  expect(told.map(([id, detail]) => [id, detail])).toEqual([
    ['script/hold', 'Error: its thread gave no sign for 1 s'],
  ])
})

test('a thread whose heap has grown is replaced', async () => {
  expect(await played(['grow', 'a'], 1)).toEqual({ started: 2, told: [], plays: ['a', 'grow'] })
})

test('two threads share the units', async () => {
  const { started, plays } = await played(['a', 'b', 'c', 'd', 'e', 'f'], 2)
  expect([started, plays]).toEqual([2, ['a', 'b', 'c', 'd', 'e', 'f']])
})
