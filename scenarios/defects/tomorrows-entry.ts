import { GRANT, type Step } from '../harness/script.ts'
import { INLINE_SERVICE } from '../harness/stage-of.ts'
import { defect, withRecords } from './defect.ts'

const service = INLINE_SERVICE
const DAY_MS = 24 * 3_600_000

const steps: readonly Step[] = [
  { op: 'console', operation: 'setLicence', input: { site: 'EU' }, as: 'vendor' },
  { op: 'console', operation: 'beginGrant', input: { service } },
  ...GRANT.slice(0, 1),
  { op: 'console', operation: 'viewAuditLog', input: { service } },
]

export const tomorrowsEntry = defect({
  name: 'tomorrow’s entry',
  story: 'the beginning of a grant is written down with the time of the next day',
  expected: 'newest first',
  steps,
  policies: 'none',
  warp: {
    ports: (ports) =>
      withRecords(ports, (record) =>
        record.type === 'grant begun' ? { ...record, at: record.at + DAY_MS } : record,
      ),
  },
})
