import { invariant } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { workIn } from '../harness/step-result.ts'

export const doneMeansWhole = invariant({
  name: 'done means whole',
  statement:
    'a stage that says that it is done has left nothing undone and met no obstacle, and one that has failed says why',
  clauses: [],
  check({ step, stage, result }) {
    if (!stage) return undefined
    const { left = [], obstacles = [] } = workIn(result)
    if (result.outcome === 'failed' && result.message.trim() === '')
      return [`"${titleOf(step)}" failed without a word`]
    if (result.outcome !== 'done') return []
    return [
      ...left.map((one) => `"${titleOf(step)}" is done, and has left undone: ${one}`),
      ...obstacles.map(({ name }) => `"${titleOf(step)}" is done in spite of an obstacle at ${name}`),
    ]
  },
})
