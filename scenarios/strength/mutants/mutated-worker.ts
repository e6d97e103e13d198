/** A thread that plays units in instrumented code, with the mutant that it is told of. It runs in StrykerJS's sandbox. */
import { enableCompileCache } from 'node:module'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import type { UnitPlayer } from '../../spread/play-unit.ts'
import type { Instrumented, MutatedAnswer, MutatedOrders, MutatedUnit } from './mutated-unit.ts'

enableCompileCache()
const orders = workerData as MutatedOrders
const state: Instrumented = { activeMutant: orders.mutant, mutantCoverage: { static: {}, perTest: {} } }
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: state })
// what instrumented modules do while they are loaded is seen as well
const { timedPlayer } = await import('../../spread/threads/timed.ts')
const atStart = { ...state.mutantCoverage.static }

if (!parentPort) throw new Error('this file is a thread of a mutation run: npm run mutants starts it')
const port = parentPort
let play: UnitPlayer = timedPlayer(orders)

port.on('message', async (unit: MutatedUnit) => {
  const { id, isFirst, mutant, hitLimit = Number.POSITIVE_INFINITY } = unit
  if (isFirst) {
    play = timedPlayer(orders)
    state.hitCount = 0
  }
  state.activeMutant = mutant
  state.hitLimit = hitLimit
  state.currentTestId = id
  // a unit that waits for what nobody does must not be kept alive by the port
  port.unref()
  const counts = await play(unit)
  port.ref()
  const { perTest } = state.mutantCoverage
  const { [id]: reached = {} } = perTest
  delete perTest[id]
  const answer: MutatedAnswer = {
    counts,
    heapBytes: getHeapStatistics().used_heap_size,
    atStart,
    reached,
    isEndless: (state.hitCount ?? 0) > hitLimit,
  }
  port.postMessage(answer)
})
