/** What a conformance run plays: one line each. */
import type { Engine as EngineName } from '#reports'
import type { Engine, Unit } from '../engine.ts'
import { auditEngine } from './audits.ts'
import { pairEngine } from './fault-pairs.ts'
import { defectEngine } from './known-defects.ts'
import { randomEngine } from './random-scripts.ts'
import { scriptEngine } from './stored-scripts.ts'
import { sweepEngine } from './sweeps.ts'
import { trialEngine } from './trials.ts'
import { scheduleEngine } from './two-workers.ts'

// an engine is given its own units alone, as `unitNamed` finds them
export const ENGINES = {
  script: scriptEngine,
  audit: auditEngine,
  trial: trialEngine,
  sweep: sweepEngine,
  workers: scheduleEngine,
  random: randomEngine,
  pairs: pairEngine,
  defect: defectEngine,
} as unknown as Readonly<Record<EngineName, Engine<Unit>>>
