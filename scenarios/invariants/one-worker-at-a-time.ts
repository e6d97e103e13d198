import { invariant } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'

export const oneWorkerAtATime = invariant({
  name: 'one worker at a time',
  statement:
    'of two workers at one account one works and the other is told who that is; after an end or a long silence the other takes over, and the late one writes nothing more',
  clauses: [],
  check({ step, result: { ofTwo } }) {
    if (!ofTwo) return undefined
    const { results, breaches } = ofTwo
    const said = results.flatMap(({ code = '', data }) => {
      const holder = data && 'holder' in data ? data.holder : undefined
      return TURNED_AWAY.has(code) && !holder
        ? [`a worker that is turned away is not told by whom: ${code}`]
        : []
    })
    const nobody = results.every(({ code = '' }) => TURNED_AWAY.has(code))
      ? ['both workers are turned away']
      : []
    return [...breaches, ...said, ...nobody].map((one) => `"${titleOf(step)}": ${one}`)
  },
})

const TURNED_AWAY: ReadonlySet<string> = new Set(['worker busy', 'taken over'])
