/**
 * Non-delivery reports of a journey: who hears what of a message that could not be delivered. Nothing sends them on.
 * https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online
 */
import { domainOf, headerOf } from './message.ts'
import { RECIPIENT_REFUSALS } from './recipients.ts'
import type { MailState } from './state.ts'
import type { Step, Trace } from './trace.ts'

export interface Bounce {
  /** Envelope sender of the message; the report itself has none. */
  readonly to: string
  readonly recipients: readonly string[]
  readonly status: string
  readonly subject: string
  readonly text: string
}

type Refused = Extract<Step, { kind: 'refused' }>

/** Refused while the client was still there: a foreign server then makes the report itself. */
const AT_EDGE: ReadonlySet<string> = new Set(['hop count', 'connection filter', 'attribution'])
const HEARD_AT_EDGE: ReadonlySet<string> = new Set([
  RECIPIENT_REFUSALS.relay,
  RECIPIENT_REFUSALS.unknownAtEdge,
])

/** Bounces of bounces would never end, and a remote domain may want none (both documented). */
export function bouncesOf(state: MailState, { arrival, steps }: Trace): readonly Bounce[] {
  const { message, connection } = arrival
  const domain = domainOf(message.from)
  if (domain === '') return []
  if (state.domainType(domain) === undefined && !state.remoteDomain(domain).bounces) return []
  const submitted = connection.submittedBy !== undefined
  const subject = `Undeliverable: ${headerOf(message, 'subject') ?? ''}`
  return steps.flatMap((step): readonly Bounce[] => {
    if (step.kind !== 'refused' || (isHeardByClient(step) && !(submitted && step.pass === 0))) return []
    const { recipients, status } = step
    return [{ to: message.from, recipients, status, subject, text: textOf(state, step) }]
  })
}

const isHeardByClient = ({ by, status }: Refused): boolean => AT_EDGE.has(by) || HEARD_AT_EDGE.has(status)

/** The parts that the page names: what happened, and below it the details for administrators. The sentences are ours. */
const textOf = (state: MailState, { recipients, status }: Refused): string =>
  [
    "Your message couldn't be delivered to:",
    ...recipients,
    '',
    'Diagnostic information for administrators:',
    `Generating server: ${state.edge}`,
    ...recipients.flatMap((one) => [one, `Remote server returned '${status}'`]),
  ].join('\n')
