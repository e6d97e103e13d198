/** Random scripts by number: the seed and the number alone decide what a script is, so that any thread can draw it. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { scripts } from '../../arbitraries.ts'
import { play } from '../../harness/play.ts'
import type { Script } from '../../harness/script.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import { engine, type Orders, type Unit } from '../engine.ts'

interface RandomUnit extends Unit {
  /** Numbers of the first script and of the one after the last. */
  readonly from: number
  readonly to: number
}

const SCRIPTS_A_UNIT = 25
const MS_A_SCRIPT = 20

/** The name of the play. */
const RANDOM = 'random scripts'

/** The script of that number. */
export function randomScript(seed: string, number: number): Script {
  const [script] = fc.sample(scripts(seed), { seed: numberFrom(`${seed} ${number}`), numRuns: 1 })
  if (!script) throw new Error('fast-check has drawn nothing')
  return { ...script, name: `random ${number}` }
}

/** The unit in which the script of that number begins. */
function unitFrom(from: number, to: number): RandomUnit {
  const id = `random/${padded(from)}`
  return { engine: 'random', id, cost: (to - from) * MS_A_SCRIPT, name: RANDOM, from, to }
}

export const randomEngine = engine<RandomUnit>({
  units: ({ runs }: Orders) =>
    Array.from({ length: Math.ceil(runs / SCRIPTS_A_UNIT) }, (_, i) =>
      unitFrom(i * SCRIPTS_A_UNIT, Math.min(runs, (i + 1) * SCRIPTS_A_UNIT)),
    ),

  player:
    ({ seed }, warp) =>
    async ({ from, to }, tally) => {
      for (let number = from; number < to; number++) {
        const script = randomScript(seed, number)
        const id = `random/${padded(number)}`
        const entry = { engine: 'random', play: RANDOM, id, script } as const
        try {
          const played = await play(script, embeddedOrigin(script.world), { warp })
          tally.enter(entry, played, played.findings)
        } catch (error) {
          tally.brokeOff(entry, error)
        }
      }
    },
})

/** fast-check needs a whole number of 32 bits. Neighbouring numbers would make its generators begin alike. */
const numberFrom = (text: string): number => createHash('sha256').update(text).digest().readInt32LE()

const padded = (number: number): string => String(number).padStart(7, '0')
