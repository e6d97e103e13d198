import { play } from '../../harness/play.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import { randomScripts } from '../../random-scripts.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

interface RandomUnit extends Unit {
  /** Numbers of the first script and of the one after the last. */
  readonly from: number
  readonly to: number
}

const SCRIPTS_A_UNIT = 10
const MS_A_SCRIPT = 20

/** The name of the play. */
const RANDOM = 'random scripts'

const idOf = (number: number): string => `random/${String(number).padStart(7, '0')}`

function unitFrom(from: number, to: number): RandomUnit {
  return { engine: 'random', id: idOf(from), cost: (to - from) * MS_A_SCRIPT, name: RANDOM, from, to }
}

export const randomEngine = engine<RandomUnit>({
  units: ({ runs, forSeconds }) =>
    forSeconds === undefined
      ? Array.from({ length: Math.ceil(runs / SCRIPTS_A_UNIT) }, (_, i) =>
          unitFrom(i * SCRIPTS_A_UNIT, Math.min(runs, (i + 1) * SCRIPTS_A_UNIT)),
        )
      : [],

  *endlessUnits() {
    for (let from = 0; ; from += SCRIPTS_A_UNIT) yield unitFrom(from, from + SCRIPTS_A_UNIT)
  },

  player({ seed }, warp) {
    const scriptOf = randomScripts(seed)
    return async ({ from, to }, tally) => {
      for (let number = from; number < to; number++) {
        const script = scriptOf(number)
        const entry = { engine: 'random', play: RANDOM, id: idOf(number), script } as const
        try {
          const played = await awaited(play(script, embeddedOrigin(script.world), { warp }))
          tally.enter(entry, played, played.findings)
        } catch (error) {
          tally.brokeOff(entry, error)
        }
      }
    }
  },
})
