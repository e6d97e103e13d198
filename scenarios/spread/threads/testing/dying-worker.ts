/** A thread that does to each unit what its name says. */
import { parentPort } from 'node:worker_threads'
import { NO_COUNTS } from '#reports'
import type { Unit } from '../../engine.ts'

parentPort?.on('message', ({ name, engine }: Unit) => {
  if (name === 'exit') process.exit(7)
  if (name === 'throw') throw new RangeError('thrown on purpose')
  if (name === 'hold') {
    for (;;);
  }
  if (name === 'forget') return parentPort?.unref()
  const counts = { ...NO_COUNTS, plays: [{ engine, name, runs: 1, calls: 0, failures: 0 }] }
  parentPort?.postMessage({ counts, heapBytes: name === 'grow' ? 1e12 : 0 })
})
