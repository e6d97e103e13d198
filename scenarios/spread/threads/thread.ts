/** A worker thread as a player of units. However it ends, the caller who waits for a unit is told. */
import { Worker } from 'node:worker_threads'
import type { Counts } from '#reports'
import type { Orders, Unit } from '../engine.ts'

export interface Answer {
  readonly counts: Counts
  /** What the thread's heap holds, garbage included. */
  readonly heapBytes: number
}

export interface Thread<Given extends Unit = Unit, Told extends Answer = Answer> {
  /** @throws Error where the thread ends before it has answered: it plays nothing more */
  play(unit: Given): Promise<Told>
  end(): Promise<void>
}

const WORKER = new URL('./worker.ts', import.meta.url)
/** A unit takes some seconds, on a busy machine some more. */
const SILENCE_MS = 600_000
const TICKS_MAX = 20

/** Most of what a run makes is garbage at its end: more room for the young saves a twentieth of the time. */
const YOUNG_MB = 128

/** @param worker its file, and @param silenceMs how long it may play one unit: others where mistakes are measured, and in tests */
export function startThread<Given extends Unit = Unit, Told extends Answer = Answer>(
  orders: Orders,
  worker = WORKER,
  silenceMs = SILENCE_MS,
): Thread<Given, Told> {
  const thread = new Worker(worker, {
    workerData: orders,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  let waiting = Promise.withResolvers<Told>()
  const fail = (error: Error) => waiting.reject(error)
  thread.on('message', (answer: Told) => waiting.resolve(answer))
  thread.on('error', fail)
  thread.on('messageerror', fail)
  thread.on('exit', (code) => fail(new Error(`its thread ended with code ${code}`)))
  return {
    async play(unit) {
      waiting = Promise.withResolvers()
      let ticks = 0
      // a process that stood still, as on a machine that slept, has not waited meanwhile
      const timer = setInterval(() => {
        if (++ticks < TICKS_MAX) return
        fail(new Error(`its thread gave no sign for ${Math.round(silenceMs / 1000)} s`))
        void thread.terminate()
      }, silenceMs / TICKS_MAX)
      thread.postMessage(unit)
      try {
        return await waiting.promise
      } finally {
        clearInterval(timer)
      }
    },
    async end() {
      waiting.promise.catch(() => undefined)
      await thread.terminate()
    },
  }
}
