import { expect, test } from 'vitest'
import { cleaned, deprovisioned, fourStages, provisioned, running, runOf } from './four-stages.ts'
import { auditOf, type ChangeRecord, changeAuditMarkdown } from './index.ts'

test('a synchronization at another time of day is seen in part, and the due one is missing', () => {
  const late = { ...running, startedAt: '2026-08-02T09:00:00.000Z', endedAt: '2026-08-02T09:00:01.000Z' }
  const audit = auditOf(runOf([provisioned, late, deprovisioned, cleaned]))
  expect(audit.missing.map((one) => one.missing)).toEqual([['synchronized at 2026-08-02 00:15 UTC']])
  const row = audit.stages[1]?.rows.find((one) => one.row.id === 'running/sync')
  expect(row).toMatchObject({
    status: 'in part',
    notes: ['at 09:00 UTC, while the published time of the site is 00:15'],
  })
})

test('a site without a published time is due once a day, and says that no page gives one', () => {
  const { stages, missing } = auditOf({ ...fourStages, site: 'Middle East (UAE)' })
  expect(missing.map((one) => one.row)).not.toContain('running/sync')
  expect(stages[1]?.rows.find((one) => one.row.id === 'running/sync')).toMatchObject({
    status: 'in part',
    notes: ['no page gives a time for this site; it was at 00:15 UTC'],
  })
})

test('where access was never granted, no time is called wrong', () => {
  const failed = { outcome: 'failed' } as const
  const row = auditOf(
    runOf([
      { ...provisioned, ...failed },
      { ...running, ...failed },
    ]),
  ).stages[1]?.rows.find((one) => one.row.id === 'running/sync')
  expect(row?.notes).toEqual(['the service was never granted, so that no synchronization was due'])
})

test.each([
  [
    'running/token',
    { ...running, activities: running.activities.slice(0, 2) },
    '1 in 45 hours of service: a token was asked for only when there was a call to make',
  ],
  [
    'running/groups',
    {
      ...running,
      changes: running.changes.filter(({ before, kind }) => !(before && kind === 'groups/members')),
    },
    'somebody entered, nobody left',
  ],
])('a row that was seen in part is not witnessed and not missing: %s', (id, part, why) => {
  const audit = auditOf(runOf([provisioned, part, deprovisioned, cleaned]))
  expect(audit.verdict).toMatchObject({ clean: true, missing: 0, seenInPart: 1 })
  expect(audit.seenInPart).toMatchObject([{ row: id, why: [why] }])
  expect(changeAuditMarkdown(runOf([provisioned, part, deprovisioned, cleaned]))).toContain(why)
})

test('addresses from before the grant are distinguished from those that it added', () => {
  const had = ['20.107.69.176', '20.126.6.52']
  const stands = (entity: ChangeRecord['after']) =>
    entity && { ...entity, IPAllowList: [...had, '192.0.2.1'] }
  const all = (entity: ChangeRecord['after']) => {
    const entries = Array.isArray(entity?.IPAllowList) ? entity.IPAllowList : []
    return (
      entity && {
        ...entity,
        IPAllowList: [...had, '192.0.2.1', ...entries.filter((one) => !had.includes(one))],
      }
    )
  }
  const list = (one: ChangeRecord) => one.kind === 'HostedConnectionFilterPolicy'
  const stages = [
    {
      ...provisioned,
      changes: provisioned.changes.map((one) =>
        list(one) ? { ...one, before: stands(one.before), after: all(one.after) } : one,
      ),
    },
    running,
    deprovisioned,
    {
      ...cleaned,
      changes: cleaned.changes.map((one) =>
        list(one)
          ? {
              ...one,
              before: all(one.before),
              after: { ...stands(one.after), IPAllowList: [...had, '192.0.2.1', '203.0.113.7'] },
            }
          : one,
      ),
    },
  ]
  const rows = auditOf(runOf(stages)).stages.flatMap((one) => one.rows)
  const stood = '2 of the site’s 10 were there before the grant and belong to the customer, so'
  for (const [id, what] of [
    ['provisioning/addresses', 'not added'],
    ['cleanup/addresses', 'kept'],
  ]) {
    const row = rows.find((one) => one.row.id === id)
    expect([row?.status, row?.expected.length, row?.notes]).toEqual([
      'witnessed',
      8,
      [`${stood} ${what}: ${had.join(', ')}`],
    ])
  }
})

test('a refused grant leaves what people had prepared, and the page names it', () => {
  const prepared = provisioned.changes.filter(({ actor }) => actor.type === 'user')
  const refused = runOf([{ ...provisioned, outcome: 'refused', changes: prepared, activities: [] }])
  expect(auditOf(refused).left.map((one) => one.kind)).toEqual(prepared.map((one) => one.kind))
  expect(changeAuditMarkdown(refused)).toMatch(
    /## Left in the tenant\n\nThe grant was not done\. The consents and the role remain/,
  )
  expect(auditOf(fourStages).left.map((one) => one.kind)).not.toContain('groups/members')
})
