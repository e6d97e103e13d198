import type { Change } from '#mock-m365'
import { invariant, stageChanges } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { stageOf } from '../harness/stage-of.ts'

export const repeatIsSilent = invariant({
  name: 'repeat is silent',
  statement: 'a stage that is run again, when nothing has changed since it ended well, writes nothing',
  clauses: ['IV-10', 'SY-31', 'MC-11'],
  atQuiet: true,
  check(moment) {
    const { step, stage, previous } = moment
    if (!stage || stage.isOfPolicies || previous?.result.outcome !== 'done') return undefined
    const before = stageOf(previous.step, previous.result)
    if (before?.op !== stage.op || before.mode !== stage.mode) return undefined
    return stageChanges(moment)
      .filter((change) => !isRenewal(change))
      .map(({ call, kind }) => `${call} changed ${kind} in a repeated "${titleOf(step)}"`)
  },
})

/** What runs by itself renews subscriptions before they end: time has passed, and nothing else has changed. */
const isRenewal = ({ kind, before, after }: Change): boolean =>
  kind === 'subscriptions' && before !== undefined && after !== undefined
