/** Random scripts by number, drawn by fast-check: seed and number alone decide what a script is. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { scripts } from './arbitraries.ts'
import type { Script } from './harness/script.ts'

/** One in so many leans towards short lists and extreme numbers. The longer ones get further. */
const LEANING_EVERY = 4

/** The script of each number. What draws them is made once: that takes as long as to draw some scripts. */
export function randomScripts(seed: string): (number: number) => Script {
  const arbitrary = scripts(seed)
  return (number) => {
    const [script] = fc.sample(arbitrary, {
      seed: numberFrom(`${seed} ${number}`),
      numRuns: 1,
      unbiased: number % LEANING_EVERY !== 0,
    })
    if (!script) throw new Error('fast-check has drawn nothing')
    return { ...script, name: `random ${number}` }
  }
}

/** fast-check needs a whole number of 32 bits. Neighbouring numbers would make its generators begin alike. */
const numberFrom = (text: string): number => createHash('sha256').update(text).digest().readInt32LE()
