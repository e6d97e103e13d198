import { absentIn } from '../harness/console/shown.ts'
import { invariant, type Moment } from '../harness/moment.ts'
import { type Step, titleOf } from '../harness/script.ts'

export const endsAsWritten = invariant({
  name: 'steps end as written',
  statement:
    'a step whose end a script writes down ends so, in such words, shows what is written, and where it says so writes nothing',
  clauses: [],
  check({ step, result, changes, mails: sent }) {
    if (!step.expect) return undefined
    const { outcome, says = '', code, shows, writesNothing = false } = step.expect
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
    breaches.push(...mailBreaches(title, step.expect, sent))
    if (writesNothing && changes.length > 0) breaches.push(`"${title}" made ${changes.length} changes`)
    return breaches
  },
})

function mailBreaches(
  title: string,
  { mails, mailsSay = [] }: NonNullable<Step['expect']>,
  sent: Moment['mails'],
): string[] {
  if (mailsSay.length > 0 && sent.length === 0) return [`"${title}" sent no e-mail`]
  const recipients = JSON.stringify(sent.map(({ to }) => to))
  const breaches = sent.flatMap(({ subject, text }) =>
    mailsSay
      .filter((part) => !`${subject}\n${text}`.includes(part))
      .map((part) => `"${title}" sent "${subject}", which does not say "${part}"`),
  )
  return mails === undefined || JSON.stringify(mails) === recipients
    ? breaches
    : [`"${title}" sent e-mail to ${recipients}, not ${JSON.stringify(mails)}`, ...breaches]
}
