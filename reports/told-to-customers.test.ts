/** What a reader who knows nothing of the harness would misunderstand, if the page did not say it. */
import { describe, expect, test } from 'vitest'
import { change, cleaned, deprovisioned, fourStages, provisioned, running, runOf } from './four-stages.ts'
import { auditOf, changeAuditJson, changeAuditMarkdown, type RunRecord } from './index.ts'

const NOT_REAL = 'No real tenant was touched'

test('the page and the JSON say first that all this is a simulation', () => {
  const page = changeAuditMarkdown(fourStages)
  expect(page.indexOf(NOT_REAL)).toBeGreaterThan(0)
  expect(page.indexOf(NOT_REAL)).toBeLessThan(page.indexOf('## Verdict'))
  expect(page).toContain('| Played on | a mock of the tenant; no real tenant was touched |')
  const json = JSON.parse(changeAuditJson(fourStages))
  expect(json).toMatchObject({ record: { playedOn: 'mock' } })
  expect(Object.keys(json)[0]).toBe('simulation')
  expect(json.simulation).toContain(NOT_REAL)
})

describe('a tenant from an export', () => {
  const notes = ['Users: only the 3 with directory roles are in the export.']
  const page = changeAuditMarkdown({ ...fourStages, tenant: { ...fourStages.tenant, notes } })

  test('shows what the export does not hold', () => {
    expect(page).toMatch(/## What the export does not hold\n\n[^\n]+\n\n- Users: only the 3/)
    expect(changeAuditMarkdown(fourStages)).not.toContain('What the export does not hold')
  })

  test('claims no more than the export held', () => {
    expect(page).toContain('the customer’s own objects in the export are untouched.**')
    expect(page).toContain(
      '| 57 of 57 in the export; objects that the export leaves out were not in the mock |',
    )
  })
})

test('what was granted, and what the script did by itself, stand in the run', () => {
  const user = change('users', 'Audit Newcomer', { seq: 7, call: 'POST /users', after: {} })
  const page = changeAuditMarkdown({
    ...fourStages,
    directions: 'inbound',
    policies: 'none',
    between: [user],
  })
  expect(page).toContain('| Directions | inbound |')
  expect(page).toContain('| Policies | none: no policy is enabled |')
  expect(page).toMatch(/\| Changes that the script made itself[^\n]*#7 POST \/users \(Audit Newcomer\)/)
  expect(changeAuditMarkdown(fourStages)).not.toContain('Changes that the script made itself')
})

describe('after a grant that was not done', () => {
  const prepared = provisioned.changes.filter(({ actor }) => actor.type === 'user')
  const message = 'no inbound connector can be made here'
  const failed = { ...provisioned, outcome: 'failed', changes: prepared, activities: [], message } as const
  const nothing = { ...deprovisioned, changes: [] }
  const ofTheApp = cleaned.changes.filter(({ kind }) => /^(servicePrincipals|roleAssignments)$/.test(kind))
  const taken: RunRecord = runOf([failed, nothing, { ...cleaned, changes: ofTheApp }])

  test('a removal is due only of what was made', () => {
    const audit = auditOf(taken)
    expect(audit.missing).toEqual([])
    expect(audit.verdict).toMatchObject({
      clean: true,
      stagesDone: ['deprovisioning', 'manual cleanup'],
      stopped: { stage: 'provisioning', outcome: 'failed', message },
    })
  })

  test.each(['groups', 'TransportRule', 'OutboundConnector', 'InboundConnector'])(
    'what was begun of %s is due',
    (kind) => {
      const begun = provisioned.changes.filter((one) => one.kind === kind && one.before === null)
      const partly = { ...failed, changes: [...prepared, ...begun] }
      const { missing } = auditOf(runOf([partly, nothing, { ...cleaned, changes: ofTheApp }]))
      expect(missing.flatMap((one) => one.missing).toSorted()).toEqual(
        begun.map(({ name }) => name).toSorted(),
      )
    },
  )

  test('pair and addresses are due once they stand in their lists', () => {
    const lists = provisioned.changes.filter(({ kind }) => /SpoofItems|HostedConnection/.test(kind))
    const partly = { ...failed, changes: [...prepared, ...lists] }
    const { missing } = auditOf(runOf([partly, nothing, { ...cleaned, changes: ofTheApp }]))
    expect(missing.map((one) => [one.row, one.missing.length])).toEqual([
      ['cleanup/pair', 1],
      ['cleanup/addresses', 10],
    ])
  })

  test('what somebody has removed by hand is not due again', () => {
    const [group] = provisioned.changes.filter(({ kind }) => kind === 'groups')
    const byHand = change('groups', group?.name ?? '', { before: group?.after ?? null })
    const between = [{ ...byHand, seq: 250, at: running.endedAt }]
    const left = deprovisioned.changes.filter(({ name }) => name !== group?.name)
    const stages = [provisioned, running, { ...deprovisioned, changes: left }, cleaned]
    expect(auditOf(runOf(stages)).missing.flatMap((one) => one.missing)).toEqual([group?.name])
    expect(auditOf({ ...runOf(stages), between }).missing).toEqual([])
  })

  test('the verdict says which stage was not done, and why', () => {
    const why = `Stage 1, provisioning, failed. The product said: ${message}`
    for (const record of [taken, runOf([failed])]) {
      const [head] = changeAuditMarkdown(record).split('## Undocumented')
      expect(head).toContain(why)
      expect(head).not.toContain('none is missing')
    }
    expect(changeAuditMarkdown(runOf([failed]))).toContain('**No stage was done')
    expect(changeAuditMarkdown(fourStages)).not.toContain('The product said: \n')
  })
})
