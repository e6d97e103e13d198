import { invariant } from '../harness/moment.ts'

export const endsAsWritten = invariant({
  name: 'steps end as written',
  statement:
    'a step whose end a script writes down ends so, in such words, and where it says so writes nothing',
  clauses: [],
  check({ step, result, changes }) {
    if (!step.expect) return undefined
    const { outcome, says = '', writesNothing = false } = step.expect
    const breaches: string[] = []
    if (result.outcome !== outcome)
      breaches.push(`"${step.op}" ended ${result.outcome} (${result.message}), not ${outcome}`)
    const said = [result.message, ...result.activities]
    if (!said.some((text) => text.includes(says)))
      breaches.push(`"${step.op}" said "${result.message}", not "${says}"`)
    if (writesNothing && changes.length > 0) breaches.push(`"${step.op}" made ${changes.length} changes`)
    return breaches
  },
})
