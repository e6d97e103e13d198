import { STAGE_OPS, type StageOp } from '../harness/script.ts'
import type { Stage } from '../harness/stage-of.ts'
import type { StepResult } from '../harness/step-result.ts'
import type { Family } from './family.ts'

type Outcome = StepResult['outcome']

const UNHAPPY: readonly Outcome[] = ['done', 'refused', 'failed', 'crashed']
/** Consents and the role are waited for, and they belong to the grant: nothing else can be pending. */
const GRANT: readonly Outcome[] = [...UNHAPPY, 'pending']
/** The console refuses before a stage begins, and there is nothing that an account of API mode has to wait for. */
const AT_CONSOLE: readonly Outcome[] = ['done', 'failed', 'crashed']

/** What is due is done for all accounts: a process that ends in it has not told whose it was. */
const WHEN_DUE: readonly Outcome[] = ['done', 'failed']

/** Ends that a stage can have. An upgrade is for inline mode alone. */
function endsOf(mode: Stage['mode'], op: StageOp): readonly Outcome[] {
  if (mode === 'API') return op === 'upgrade' ? [] : op === 'synchronize' ? WHEN_DUE : AT_CONSOLE
  return op === 'provision' ? GRANT : UNHAPPY
}

const MODES: readonly Stage['mode'][] = ['inline', 'API']

export const ends: Family = {
  properties: MODES.flatMap((mode) =>
    STAGE_OPS.flatMap((op) =>
      endsOf(mode, op).map((outcome) => ({
        name: `${mode}, ${op}: ${outcome}`,
        statement: `"${op}" of ${mode} mode ends so: ${outcome}`,
      })),
    ),
  ),
  at: ({ stage, result }) => (stage ? [`${stage.mode}, ${stage.op}: ${result.outcome}`] : []),
}
