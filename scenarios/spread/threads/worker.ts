/** A thread that plays units, one after the other, as it is given them. It answers each with its counts. */
import { enableCompileCache } from 'node:module'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import type { Unit } from '../engine.ts'
import type { Answer } from './thread.ts'

enableCompileCache()
// what is imported before the cache is there is compiled again in each thread
const { timedPlayer } = await import('./timed.ts')

if (!parentPort) throw new Error('this file is a thread of a conformance run: casproof conform starts it')
const port = parentPort
const play = timedPlayer(workerData)

port.on('message', async (unit: Unit) => {
  // a unit that waits for what nobody does must not be kept alive by the port
  port.unref()
  const counts = await play(unit)
  port.ref()
  const answer: Answer = { counts, heapBytes: getHeapStatistics().used_heap_size }
  port.postMessage(answer)
})
