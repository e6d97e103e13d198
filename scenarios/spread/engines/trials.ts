import { shellWord } from '#output'
import { TRIALS } from '../../trials/index.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

const COST_MS = 800

export const trialEngine = engine<Unit>({
  units: () => TRIALS.map(({ name }) => ({ engine: 'trial', id: `trial/${name}`, cost: COST_MS, name })),

  player:
    (_, warp) =>
    async ({ id, name }, tally) => {
      const trial = TRIALS.find((one) => one.name === name)
      if (!trial) throw new RangeError(`no trial is called "${name}"`)
      const { statement, clauses } = trial
      // with a product that is wrong already, a trial may not come to its question
      const breaches = await awaited(trial.run(warp)).catch((error: unknown) => [String(error)])
      const tried = await awaited(trial.runWrong())
      const failed = breaches.length > 0
      const findings = breaches.map((detail) => ({ invariant: name, detail, step: 0 }))
      const replay = `npx vitest run scenarios/trials.test.ts -t ${shellWord(name)}`
      tally.add({
        // its calls are not counted: it may make none
        plays: [{ engine: 'trial', name, runs: 1, calls: 0, failures: failed ? 1 : 0 }],
        trials: [
          { name, statement, clauses, canFail: tried.every((one) => one.breaches.length > 0), failed },
        ],
        failures: failed
          ? [{ id, name: `trial ${name}`, play: name, findings, moreFindings: 0, commands: 0, replay }]
          : [],
      })
    },
})
