/** Differences in the customer's own objects. Left out when there are none, because the verdict says so already. */
import { list, type Section } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const customer: Section<AuditedRun> = {
  title: 'Customer’s own objects that differ',
  blocks: ({ record }) => (record.customer.differences.length > 0 ? [list(record.customer.differences)] : []),
}
