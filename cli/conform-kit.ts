/** `casproof conform --kit`: what an adapter owes before a script is played on it. */
import { printable } from '#output'
import { type Checked, openSubject, runKit } from '#scenarios'
import { print, printJson } from './print.ts'
import { COLUMNS, wrapped } from './terminal.ts'
import { withGround } from './with-subject.ts'

/** So many breaches of a check are shown; `--json` has all. */
const SHOWN_MAX = 10

/** Sets the exit code: 0 if nothing is owed, 1 else. */
export async function kitCommand({
  subject: named,
  json = false,
}: {
  readonly subject?: string
  readonly json?: boolean
}): Promise<void> {
  if (named === undefined) throw new Error('--kit needs --subject, a command that starts a system under test')
  const checked = await withGround((ground) => runKit(() => openSubject(named, ground)))
  const failed = checked.filter(({ breaches }) => breaches.length > 0)
  if (json) printJson({ subject: named, checks: checked })
  else print(kitText(printable(checked)))
  process.exitCode = failed.length === 0 ? 0 : 1
}

function kitText(checked: readonly Checked[]): string {
  const lines = checked.flatMap(({ name, breaches, notTried }) => {
    if (notTried !== undefined) return [`not tried  ${name}`, said(notTried)]
    if (breaches.length === 0) return [`ok         ${name}`]
    const more = breaches.length - SHOWN_MAX
    return [
      `FAILED     ${name}`,
      ...breaches.slice(0, SHOWN_MAX).map(said),
      ...(more > 0 ? [said(`… and ${more} more`)] : []),
    ]
  })
  const passed = checked.filter(({ breaches, notTried }) => breaches.length === 0 && notTried === undefined)
  return `${[...lines, '', `${passed.length} of ${checked.length} checks passed.`].join('\n')}\n`
}

const INDENT = ' '.repeat(11)

const said = (text: string): string => `${INDENT}${wrapped(text, COLUMNS, INDENT).trimStart()}`
