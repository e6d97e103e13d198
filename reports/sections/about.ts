/** What this is, for a reader who has never heard of the product. */
import { PRODUCTS } from '../published-table.ts'
import type { RunRecord } from '../record.ts'
import { type Section, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const about: Section<AuditedRun> = {
  title: 'What this is',
  blocks: ({ record }) => [text(`${doing(record)} ${JUDGED}`)],
}

const WAYS = {
  inline:
    'protects the mail of an organization in Microsoft 365 by having Exchange Online send messages to a scanner and take them back, before they are delivered',
  API: 'protects the mail of an organization in Microsoft 365 by reading messages in the mailboxes after they are delivered, and by moving what it finds into a hidden folder',
} as const

const doing = ({ generation, mode, tenant }: RunRecord): string =>
  `${PRODUCTS[generation]} ${WAYS[mode]}. This report lists every change that this makes in ${tenant.displayName}, from the day access is granted to the last step of cleaning up, with who made it, by which call, and the values before and after.`

const JUDGED =
  'Each change is compared with the table of changes that the vendor publishes: what happens without standing there, and what stands there without happening, comes first.'
