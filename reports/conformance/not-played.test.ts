/** What a system under test could not play: counted, told with the reasons, and not a failure. */
import { expect, test } from 'vitest'
import { conformanceAuditOf, conformanceJunit, conformanceMarkdown } from '../index.ts'
import { NO_COUNTS } from '../merge/merge.ts'
import type { ConformanceRecord } from '../record.ts'

const whole: ConformanceRecord = {
  casproof: '0',
  seed: 's',
  options: { subject: 'node adapter.mjs' },
  ...NO_COUNTS,
  plays: [{ engine: 'script', name: 'four stages', runs: 1, calls: 9, failures: 0 }],
}
const limited: ConformanceRecord = {
  ...whole,
  notPlayed: [{ name: 'upgrade', runs: 3, reasons: ['it has no operation "upgradeForOutbound"'] }],
}

test('it fails nothing, and is told with the reasons', () => {
  expect(conformanceAuditOf(limited).verdict.passed).toBe(true)
  const page = conformanceMarkdown(limited)
  expect(page).toContain('`node adapter.mjs`')
  expect(page).toMatch(/\| upgrade \| 3 \| it has no operation "upgradeForOutbound" \|/)
  expect(conformanceMarkdown(whole)).toContain('Everything that was asked for was played.')
})

test('it is a skipped case to CI servers', () => {
  const skipped = '<skipped message="it has no operation &quot;upgradeForOutbound&quot;"/>'
  expect(conformanceJunit(limited)).toContain(skipped)
  expect(conformanceJunit(whole)).not.toContain('<skipped')
})
