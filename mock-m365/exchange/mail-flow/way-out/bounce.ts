/**
 * Non-delivery reports of a journey. The mock makes them and does not send them.
 * https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online
 */
import { domainOf, headerOf } from '../message.ts'
import { RECIPIENT_REFUSALS } from '../recipients/resolve.ts'
import type { MailState } from '../state.ts'
import type { Trace } from '../trace/trace.ts'

export interface Bounce {
  /** Envelope sender of the message, or who hears of journal reports; the bounce itself has none. */
  readonly to: string
  readonly recipients: readonly string[]
  readonly status: string
  readonly subject: string
  readonly text: string
}

/** Refused during the session: the sending server then makes the report itself. */
const AT_EDGE: ReadonlySet<string> = new Set(['hop count', 'connection filter', 'attribution', 'DMARC'])
const HEARD_AT_EDGE: ReadonlySet<string> = new Set([
  RECIPIENT_REFUSALS.relay,
  RECIPIENT_REFUSALS.unknownAtEdge,
])

/** Bounces of bounces would never end, and a remote domain may want none (both documented). */
export function bouncesOf(state: MailState, { arrival, steps, fates }: Trace): readonly Bounce[] {
  const { message, connection } = arrival
  const atEdge = new Set(
    steps.flatMap((step) => (step.kind === 'refused' && AT_EDGE.has(step.by) ? [placeOf(step)] : [])),
  )
  const subject = `Undeliverable: ${headerOf(message, 'subject') ?? ''}`
  const rejected = fates.filter(({ fate }) => fate === 'rejected')
  const copies = Map.groupBy(rejected, (fate) => `${placeOf(fate)} ${fate.status}`)
  return [...copies.values()].flatMap((ends): readonly Bounce[] => {
    const [first] = ends
    if (first?.status === undefined) return []
    const { status } = first
    const to = first.report ? state.journaling.alternate : message.from
    if (!hears(state, domainOf(to))) return []
    const heard = atEdge.has(placeOf(first)) || HEARD_AT_EDGE.has(status)
    if (heard && (connection.submittedBy === undefined || first.pass > 0)) return []
    const recipients = ends.map(({ recipient }) => recipient)
    return [{ to, recipients, status, subject, text: textOf(state, recipients, status) }]
  })
}

const hears = (state: MailState, domain: string): boolean =>
  domain !== '' && (state.domainType(domain) !== undefined || state.remoteDomain(domain).bounces)

const placeOf = ({ pass, copy }: { readonly pass: number; readonly copy: number }): string =>
  `${pass} ${copy}`

/**
 * The parts that the page names: what happened, and then the details for administrators. The sentences are
 * proposed.
 */
const textOf = (state: MailState, recipients: readonly string[], status: string): string =>
  [
    "Your message couldn't be delivered to:",
    ...recipients,
    '',
    'Diagnostic information for administrators:',
    `Generating server: ${state.edge}`,
    ...recipients.flatMap((one) => [one, `Remote server returned '${status}'`]),
  ].join('\n')
