import { DEFECTS } from '../../defects/index.ts'
import type { Script } from '../../harness/script.ts'
import { embeddedOrigin, together, type Warp } from '../../harness/world.ts'
import { playCompared } from '../../sweep.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

const COST_MS = 300

export const defectEngine = engine<Unit>({
  units: () => DEFECTS.map(({ name }) => ({ engine: 'defect', id: `defect/${name}`, cost: COST_MS, name })),

  player(_, broken) {
    const passes = new Map<string, boolean>()
    /** A product that is broken already breaks a defect's script by itself: such a defect is not judged. */
    const isSound = async (script: Script): Promise<boolean> => {
      const key = JSON.stringify({ ...script, name: '' })
      const known = passes.get(key)
      if (known !== undefined) return known
      const sound = (await breaches(script, broken)).length === 0
      passes.set(key, sound)
      return sound
    }
    return async ({ name: wanted }, tally) => {
      const defect = DEFECTS.find(({ name }) => name === wanted)
      if (!defect) throw new RangeError(`no defect is called "${wanted}"`)
      const { name, story, expected, script, warp } = defect
      const judged = await isSound(script)
      const caughtBy = judged ? await breaches(script, together(broken, warp)) : []
      tally.add({ defects: [{ name, story, expected, judged, caughtBy, runs: judged ? 1 : 0 }] })
    }
  },
})

/** Names of what did not hold. */
async function breaches(script: Script, warp: Warp): Promise<readonly string[]> {
  const { findings } = await awaited(playCompared(script, embeddedOrigin(script.world), warp))
  return [...new Set(findings.map(({ invariant }) => invariant))]
}
