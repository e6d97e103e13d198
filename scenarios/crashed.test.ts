/**
 * The process ends at each call of each stage, and the next one goes on. Where no server is late, a resumed stage waits
 * for nothing: time here is virtual, and passes only while somebody waits.
 */
import { expect, test } from 'vitest'
import { FOUR_STAGES, isStageOp, type Step } from './harness/script.ts'
import { CRASH_NAMES } from './harness/step-faults.ts'
import { replayCommand } from './replay-command.ts'
import { SWEEPS, sweepOf } from './sweep.ts'

const DAY: Step = { op: 'advance', hours: 24 }

/** Objects of a day ago are known everywhere. */
const STEPS = FOUR_STAGES.flatMap((step) => (step.op === 'deprovision' ? [DAY, step] : [step]))

for (const { name, script } of SWEEPS.filter((one) => one.script.world === 'busy'))
  test(`${name}: no stage waits after a crash at any of its calls, before it or after its effect`, async () => {
    const variants = sweepOf({ name, script: { ...script, steps: STEPS }, faults: CRASH_NAMES })
    const counts = new Map<string, number>()
    for await (const { script: struck, played, findings } of variants) {
      expect(findings, replayCommand(struck)).toEqual([])
      const at = struck.steps.findIndex(({ faults }) => faults !== undefined)
      const stage = struck.steps[at]?.op ?? ''
      counts.set(stage, (counts.get(stage) ?? 0) + 1)
      for (const { record } of played.stages) {
        const { stage: name, startedAt, endedAt } = record
        if (name !== 'service running')
          expect(endedAt, `${name} waited\nreplay: ${replayCommand(struck)}`).toBe(startedAt)
      }
    }
    expect([...counts.keys()]).toEqual(STEPS.map(({ op }) => op).filter(isStageOp))
    expect(Math.min(...counts.values())).toBeGreaterThan(15)
  })
