/** The product's process. When it ends nothing in it goes on, not even what it would do about a failure. */
import { isCrash } from './step-faults.ts'

type Fetch = typeof globalThis.fetch

export interface Process {
  /** The way out: a call that is on its way when the process ends is never answered, and none leaves after it. */
  readonly fetch: Fetch
  /** Resolves when the process has ended by a crash. */
  readonly crashed: Promise<'crashed'>
}

/** @param lastFault name of the fault that shaped the last answer, if one did */
export function processOver(fetch: Fetch, lastFault: () => string | undefined): Process {
  const { promise: crashed, resolve } = Promise.withResolvers<'crashed'>()
  let isOver = false
  return {
    crashed,
    async fetch(input, init) {
      if (isOver) return never()
      try {
        return await fetch(input, init)
      } catch (error) {
        if (!isCrash(lastFault())) throw error
        isOver = true
        resolve('crashed')
        return never()
      }
    },
  }
}

const never = (): Promise<never> => new Promise(() => undefined)
