import { absentIn } from '../harness/console/shown.ts'
import { invariant } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'

export const endsAsWritten = invariant({
  name: 'steps end as written',
  statement:
    'a step whose end a script writes down ends so, in such words, shows what is written, and where it says so writes nothing',
  clauses: [],
  check({ step, result, changes, mails: sent }) {
    if (!step.expect) return undefined
    const { outcome, says = '', code, shows, mails, writesNothing = false } = step.expect
    const title = titleOf(step)
    const breaches: string[] = []
    if (result.outcome !== outcome)
      breaches.push(`"${title}" ended ${result.outcome} (${result.message}), not ${outcome}`)
    const said = [result.message, ...result.activities]
    if (!said.some((text) => text.includes(says)))
      breaches.push(`"${title}" said "${result.message}", not "${says}"`)
    if (code !== undefined && result.code !== code)
      breaches.push(`"${title}" answered "${result.code}", not "${code}"`)
    for (const absent of absentIn(result.data, shows)) breaches.push(`"${title}" does not show ${absent}`)
    if (mails !== undefined && JSON.stringify(mails) !== JSON.stringify(sent))
      breaches.push(`"${title}" sent e-mail to ${JSON.stringify(sent)}, not ${JSON.stringify(mails)}`)
    if (writesNothing && changes.length > 0) breaches.push(`"${title}" made ${changes.length} changes`)
    return breaches
  },
})
