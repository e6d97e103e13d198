/**
 * One truth about what was witnessed: every documented change names clauses that exist, some run shows it, and what
 * the audits call witnessed the conformance report does too.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  auditOf,
  type ConformanceRecord,
  clauses,
  conformanceAuditOf,
  documentedChangesOf,
  MODES,
  type Mode,
} from '#reports'
import { AUDITS, audit } from './audit.ts'
import { conform } from './conform.ts'
import { play } from './harness/play.ts'
import { runRecordOf } from './harness/record.ts'
import { embeddedOrigin } from './harness/world.ts'
import { storedScripts } from './stored-scripts.ts'

let record: ConformanceRecord
beforeAll(async () => {
  record = await conform({ version: '0', seed: '1', runs: 1, part: 1_000_000 })
})

const known = new Set(clauses.map(({ id }) => id))

/** What can be shown by a run. The others say why none can, and the clauses that they name may have no other witness. */
const shownHere = (mode: Mode) =>
  documentedChangesOf(mode).filter(({ notShownHere }) => notShownHere === undefined)

describe.for(MODES.flatMap(documentedChangesOf).map((row) => [row.id, row] as const))('%s', ([, row]) => {
  test('names clauses that exist, one at least where a run can show it', () => {
    if (row.notShownHere === undefined) expect(row.clauses).not.toEqual([])
    expect(row.clauses.filter((one) => !known.has(one))).toEqual([])
  })
})

describe.for(MODES.flatMap(shownHere).map((row) => [row.id, row] as const))('%s', ([id, row]) => {
  test('is shown by some run, in the tenant or by the product’s word', () => {
    expect(record.changes.find((one) => one.row === id)).toMatchObject({
      seen: row.activity ? 'reported' : 'witnessed',
    })
  })

  test('the conformance report names what witnesses it, clause by clause', () => {
    const audited = conformanceAuditOf(record).clauses.filter((one) => row.clauses.includes(one.id))
    for (const { id: clause, status, witnessedBy } of audited) {
      expect([clause, status]).toEqual([
        clause,
        expect.stringMatching(row.activity ? /^(held|reported)$/ : /^held$/),
      ])
      expect(witnessedBy.join()).toContain(`documented change “${id}”`)
    }
  })
})

test('what no run can show is shown by none', () => {
  const rows = MODES.flatMap(documentedChangesOf).filter(({ notShownHere }) => notShownHere !== undefined)
  expect(rows.map(({ id }) => id).toSorted()).toEqual([
    'api-cleanup/add-in',
    'api-cleanup/service-accounts',
    'api-cleanup/sharepoint-profiles',
    'api-provisioning/service-accounts',
    'api-running/last-logon',
    'api-running/logs',
  ])
  for (const { id } of rows)
    expect(record.changes.find(({ row }) => row === id)).toMatchObject({ seen: 'not seen' })
})

test('what an audit calls witnessed is not called “not witnessed” elsewhere', async () => {
  const shown = new Set(
    conformanceAuditOf(record).clauses.flatMap(({ id, status }) => (status === 'not witnessed' ? [] : [id])),
  )
  for (const options of AUDITS) {
    const rows = auditOf(await audit({ version: '0', ...options })).stages.flatMap((stage) => stage.rows)
    const called = rows.filter(({ status }) => status === 'witnessed' || status === 'reported')
    // API mode changes little in a tenant, and its table is short
    expect(called.length).toBeGreaterThan(10)
    expect(called.flatMap(({ row }) => row.clauses).filter((one) => !shown.has(one))).toEqual([])
  }
})

test('a plain assignment of the role does not witness one through Privileged Identity Management', async () => {
  const [options] = AUDITS
  if (!options) throw new Error('there is no audit')
  const rows = auditOf(await audit({ version: '0', ...options })).stages.flatMap((stage) => stage.rows)
  const witnessed = rows.filter(({ status }) => status === 'witnessed').flatMap(({ row }) => row.clauses)
  expect([witnessed.includes('PI-04'), witnessed.includes('PI-05')]).toEqual([true, false])
})

test('invariants, scripts and documented changes name no clause that the table lacks', () => {
  expect(conformanceAuditOf(record).unknownClauses).toEqual([])
})

/**
 * Changes outside the guide: what an administrator asks of the application, what an administrator cleans up alone, and
 * what an upgrade or a first grant that failed takes back, and the former account for outgoing mail.
 */
const BESIDE_THE_PAGES = new Set([
  ...['role-eligible-only', 'application-deleted', 'application-disabled'],
  ...['connector-switched-off', 'connector-switched-off-crash', 'developer', 'refused-rule', 'refused-group'],
  ...['grant-taken-back-crash', 'grant-takes-back-later', 'taking-back-refused-twice'],
  'former-account-deprovisioned',
  ...['upgrade-fails', 'upgrade-crashes', 'role-of-another-application'],
  ...['former-both-migrated', 'former-migration-crashes', 'former-migration-fails', 'former-migration-left'],
  ...['former-migration-seen-late', 'former-migration-without-policy', 'former-rule-removed-by-hand'],
  ...['former-rule-stays-a-while', 'former-rule-switched-off', 'former-bad-reads', 'upgrade-not-taken-back'],
  // a first grant that failed and was taken back, and a call of a grant that took effect after access was revoked
  ...['doubt that stays', 'late group'],
  ...['console-former-both-cas', 'console-former-both-cecp', 'inbound again'],
  // the product knows its objects by their ids; the pages name them, and an administrator has renamed them
  ...['in-disguise', 'in-disguise-to-the-end'],
])

describe('nothing is called undocumented in a run in which all went right', () => {
  test.for(storedScripts().filter(({ seed }) => !BESIDE_THE_PAGES.has(seed)))('$name', async (script) => {
    const played = await play(script, embeddedOrigin(script.world), { invariants: [] })
    const { undocumented } = auditOf(runRecordOf(played, '0', []))
    expect(undocumented.map(({ change: { call, name } }) => `${call} ${name}`)).toEqual([])
  })
})
