/** What the customer's own rules do to rerouted mail. It is not a failure of the run, but customers ask about it first. */
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const ownFlow: Section<AuditedRun> = {
  title: 'What the detour changes in the customer’s own mail flow',
  blocks: ({ record }) => {
    if (record.flow.length === 0) return []
    const rows = record.flow.map(({ change, messages }) => [
      change,
      String(messages.length),
      messages[0] ?? '',
    ])
    return [text(WHY), table(['Change', 'Messages', 'Example'], rows)]
  },
}

const WHY =
  'Rerouted mail leaves the tenant and comes back, and then it passes the mail flow rules a second time. No page names a rule of the product that prevents this. It follows from the published design, so it is not counted as a failure. To avoid it, add an exception for the addresses of the site to the customer’s rule. The test messages that were sent after every write showed:'
