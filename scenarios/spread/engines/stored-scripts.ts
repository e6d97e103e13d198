import { play } from '../../harness/play.ts'
import { comparedModesOf, runRecordOf } from '../../harness/record.ts'
import { clausesShownBy } from '../../harness/script.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import { storedScripts } from '../../stored-scripts.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

const MS_A_STEP = 10

export const scriptEngine = engine<Unit>({
  units: () =>
    storedScripts().map(({ name, steps }) => ({
      engine: 'script',
      id: `script/${name}`,
      cost: steps.length * MS_A_STEP,
      name,
    })),

  player({ version }, warp) {
    const scripts = new Map(storedScripts().map((script) => [script.name, script]))
    return async ({ id, name }, tally) => {
      const script = scripts.get(name)
      if (!script) throw new RangeError(`no stored script is called "${name}"`)
      const entry = { engine: 'script', play: name, id, script } as const
      let failed = true
      try {
        const played = await awaited(play(script, embeddedOrigin(script.world), { warp }))
        failed = played.findings.length > 0
        tally.enter(entry, played, played.findings)
        if (!failed)
          for (const mode of comparedModesOf(played)) tally.see(runRecordOf(played, version, [], mode))
      } catch (error) {
        tally.brokeOff(entry, error)
      }
      tally.add({ scripts: [{ name, clauses: clausesShownBy(script), failed }] })
    }
  },
})
