/** What the customer's own rules do to rerouted mail: no failure of the run, and what a customer asks about first. */
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const ownFlow: Section<AuditedRun> = {
  title: 'What the detour changes of the customer’s own mail flow',
  blocks: ({ record }) => {
    if (record.flow.length === 0) return []
    const rows = record.flow.map(({ change, messages }) => [
      change,
      String(messages.length),
      messages[0] ?? '',
    ])
    return [text(WHY), table(['Change', 'Messages', 'For example'], rows)]
  },
}

const WHY =
  'Rerouted mail leaves the tenant and comes back, and then it passes the mail flow rules a second time. No page names a rule of the product that keeps the customer’s own rules from it. So this follows from the published design, and is not counted as a failure. An exception in the customer’s rule, for the addresses of the site, avoids it. Seen with the test messages that were sent after every write:'
