/**
 * One e-mail about an account's invalid token. That it is about to be handed over is written down first: a process that
 * ends in between leaves the message in doubt, and it is not sent again. So nobody is told twice of one incident; a lost
 * message costs little, since the console shows the incident as long as it is open. A message that the mail server did
 * not take is sent later.
 */
import type { Mailer } from '../ports.ts'
import type { Account } from '../service-accounts/kind.ts'
import type { Ledger } from '../service-accounts/ledger.ts'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import type { RunningState } from './due.ts'

export interface TokenMail {
  readonly mailer: Mailer
  /** Addresses of the System Notification Recipient Group. */
  readonly recipients: readonly string[]
  /** The message; undefined in a generation of the product that sends none for this service. */
  readonly wording: (incident: Incident) => { readonly subject: string; readonly text: string } | undefined
}

/** The message that is to be sent; undefined where there is none. */
export function waitingMail(
  { incidents }: Pick<Ledger, 'incidents'>,
  mail: TokenMail | undefined,
): RunningState['mail'] {
  const { open } = incidents
  if (!mail || !open || incidents.mail !== 'waiting') return undefined
  if (mail.recipients.length === 0 || !mail.wording(open)) return undefined
  return { of: open.id, since: open.openedAt, attempts: incidents.mailAttempts }
}

/** Returns whether the message was handed over. */
export async function sendTokenMail({ ledger, ports }: Account, mail: TokenMail): Promise<boolean> {
  const { open } = ledger.incidents
  const message = open && mail.wording(open)
  if (!open || !message || ledger.incidents.mail !== 'waiting') return false
  await ledger.append({ type: 'mail begun', of: open.id })
  try {
    await mail.mailer.send({ to: mail.recipients, ...message })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    ports.log.warn({ said }, 'the e-mail about the invalid token was not taken; it is sent later')
    await ledger.append({ type: 'mail ended', of: open.id, outcome: 'failed' })
    return false
  }
  await ledger.append({ type: 'mail ended', of: open.id, outcome: 'sent' })
  return true
}
