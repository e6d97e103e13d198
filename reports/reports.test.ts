import { describe, expect, test } from 'vitest'
import { COLUMNS } from './documented-change.ts'
import { change, fourStages, provisioned, running, runOf, stage } from './four-stages.ts'
import {
  auditOf,
  changeAuditJson,
  changeAuditMarkdown,
  clauses,
  documentedChangesOf,
  MODES,
  type Mode,
  publishedSites,
  type RunRecord,
  runRecordFrom,
} from './index.ts'
import { PAGES } from './pages.ts'
import { APP_NAME, GROUPS, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, RULES } from './published-names.ts'
import { STAGES } from './record.ts'

const rule = { Name: 'Disclaimer', State: 'Enabled', Priority: 0 }
const HOSTILE =
  'a|b `c` <script>alert(1)</script> __proto__ **x** [y](http://evil.example) 🧑‍🚀\n# d \\| \u202ee\ud800'

const small: RunRecord = {
  ...runOf([
    {
      ...stage(
        'service running',
        2,
        [
          change('TransportRule', RULES[0], {
            before: { Name: RULES[0], State: 'Disabled', RecipientDomainIs: ['a.example', 'b.example'] },
            after: { Name: RULES[0], State: 'Enabled', RecipientDomainIs: ['b.example', 'c.example'] },
          }),
          change('TransportRule', 'Disclaimer', { before: rule, after: { ...rule, State: 'Disabled' } }),
        ],
        ['refreshed the access token'],
      ),
      message: 'Updated the targets.',
    },
  ]),
  findings: [{ invariant: "the customer's rules stay", detail: 'Disclaimer was disabled', step: 3 }],
}

const GOLDEN = `# Change audit (simulation): Contoso

## This is a simulation

**The stages were played on a mock of the tenant (starting state: small). No real tenant was touched. Times are those of the mock’s clock. The simulation did the administrators’ work in their names.**

## What this is

Cloud App Security protects the mail of an organization in Microsoft 365 by having Exchange Online send messages to a scanner and take them back, before they are delivered. This report lists every change that this makes in Contoso, from the day access is granted to the last step of cleaning up, with who made it, by which call, and the values before and after. Each change is compared with the table of changes that the vendor publishes: what happens without standing there, and what stands there without happening, comes first.

## Verdict

**This run needs attention: 1 undocumented change; 1 documented change that is missing; 1 invariant that did not hold.**

| Question | Answer |
| --- | --- |
| Changes to the tenant | 2 |
| Undocumented changes | 1 (1 made by the product’s app) |
| Documented changes that are missing | 1 |
| Documented changes that were seen in part | 1 |
| Customer’s own objects untouched | 57 of 57 |
| Invariants that did not hold | 1, at 1 place |
| Objects that the run created and did not remove | none |
| Stages done | 1 of 4: service running |

## Undocumented changes

| Stage | # | Time (UTC) | Actor | Call | Object | Before → after | Documented in |
| --- | --- | --- | --- | --- | --- | --- | --- |
| service running | 201 | 2026-08-02 00:01:00 | Trend Micro Cloud App Security<br>(application) | \`Set-TransportRule\` | \`TransportRule\`<br>Disclaimer | State: Enabled → Disabled | nowhere |

## Missing changes

| Stage | Documented change | Not seen | Missing | Clauses |
| --- | --- | --- | --- | --- |
| service running | Once a day, at the time of the site, users, groups, verified domains and MX records are read. | synchronized at 2026-08-02 00:15 UTC | 1 of 1 | SY-01, SY-15 |

These rows are not missing. Everything that was due was seen, but this run does not show everything that the row says:

| Stage | Documented change | What was seen |
| --- | --- | --- |
| service running | The access token is refreshed every hour. | 1 in 3 hours of service: a token was asked for only when there was a call to make |

## Findings

| Invariant | What was seen | After |
| --- | --- | --- |
| the customer's rules stay | Disclaimer was disabled | step 3 |
`
const GOLDEN_RUN = `## The run

| Property | Value |
| --- | --- |
| Played on | a mock of the tenant; no real tenant was touched |
| Tenant | Contoso<br>\`tenant-1\` |
| Domains | contoso.com |
| Starting state | small |
| Serving site | EU |
| Product | Cloud App Security |
| Mode | inline protection |
| Directions | inbound and outbound |
| Policies | all: policies cover every user, in the granted directions |
| Scenario | four stages |
| Seed | \`42\` |
| Time on the mock’s clock (UTC) | 2026-08-02 00:00:00 to 2026-08-02 03:00:00 |
| casproof | 0.1.0 |
`
const GOLDEN_STAGE = `## Stage 2: service running

- 2026-08-02 00:00:00 to 2026-08-02 03:00:00 UTC: done, after 4 requests. The product said: Updated the targets.

### Office 365 Admin Center

| Row | Documented change | Status | Seen | Source | Clauses |
| --- | --- | --- | --- | --- | --- |
| 2.1 | Members enter and leave the virtual groups as policy targets change. | not needed | no change | published table (documented) | PT-01, PT-02, PT-03, SY-35 |
| 2.2 | Once a day, at the time of the site, users, groups, verified domains and MX records are read. | **missing** | no report | published table (documented) | SY-01, SY-15 |

### Exchange Online

| Row | Documented change | Status | Seen | Source | Clauses |
| --- | --- | --- | --- | --- | --- |
| 2.3 | Transport rules are updated: domains, state, addresses. | witnessed | in 1 change | published table (documented) | PT-04, SY-34 |

| # | Time (UTC) | Actor | Call | Object | Before → after | Row |
| --- | --- | --- | --- | --- | --- | --- |
| 200 | 2026-08-02 00:00:00 | Trend Micro Cloud App Security<br>(application) | \`Set-TransportRule\` | \`TransportRule\`<br>TMCAS Inline Incoming Domain Transport Rule | State: Disabled → Enabled<br>RecipientDomainIs: removed a.example<br>RecipientDomainIs: added c.example | 2.3 |

### Other Changes
`

describe('the change audit', () => {
  test('reads as written here', () => {
    const [page] = changeAuditMarkdown(small).split('\n## The published table')
    expect(page).toBe(GOLDEN)
    expect(changeAuditMarkdown(small)).toContain(GOLDEN_STAGE)
    expect(changeAuditMarkdown(small)).toContain(GOLDEN_RUN)
  })

  /** What leaves no trace in a tenant: only the product can say it. */
  const REPORTED = new Set([
    'provisioning/token',
    'running/sync',
    'running/token',
    'deprovisioning/sync',
    'deprovisioning/scheduled-reports',
  ])

  test('four stages as documented are clean, and every published row is witnessed or reported', () => {
    const audit = auditOf(fourStages)
    expect(audit.verdict).toMatchObject({ clean: true, undocumented: 0, missing: 0, stagesDone: STAGES })
    for (const { rows } of audit.stages)
      for (const { row, status } of rows)
        if (row.source === 'published table')
          expect([row.id, status]).toEqual([row.id, REPORTED.has(row.id) ? 'reported' : 'witnessed'])
    expect(changeAuditMarkdown(fourStages)).toContain('**Every change is documented, none is missing')
  })

  test('an empty record claims nothing', () => {
    const page = changeAuditMarkdown({ ...runOf([]), customer: { objects: 0, differences: [] } })
    expect(page).toContain('**No stage was run: this record shows nothing, good or bad.**')
    expect(page).toContain('| Documented changes that are missing | not judged: no stage was done |')
    expect(page).toContain('| Customer’s own objects untouched | none to compare |')
  })

  test('without any one of the changes that a row expects, that row is missing', () => {
    let dropped = 0
    for (const { stage: name, rows } of auditOf(fourStages).stages)
      for (const { row, changes } of rows.filter((one) => one.expected.length > 0))
        for (const { seq, differences } of changes) {
          if (differences.every(({ kind }) => kind === 'set')) continue
          const stages = fourStages.stages.map((one) => ({
            ...one,
            changes: one.changes.filter((c) => c.seq !== seq),
          }))
          expect(auditOf({ ...fourStages, stages }).missing).toContainEqual(
            expect.objectContaining({ stage: name, row: row.id }),
          )
          dropped++
        }
    expect(dropped).toBe(33)
  })

  test.each([
    ['stopped daily synchronization', 'stopped daily synchronization'],
    ['acquired 2 access tokens', 'acquired an access token'],
    ['refreshed the access token', 'refreshed the access token'],
  ])('without the activity "%s" its row is missing', (activity, row) => {
    const stages = fourStages.stages.map((one) => ({
      ...one,
      activities: one.activities.filter((said) => said !== activity),
    }))
    const { missing } = auditOf({ ...fourStages, stages })
    expect(missing.map((one) => one.missing)).toEqual([[row]])
    expect(changeAuditMarkdown({ ...fourStages, stages })).toContain('| 1 of 1 |')
  })

  test('a stage that was refused lacks nothing', () => {
    const refused = {
      ...provisioned,
      outcome: 'refused' as const,
      changes: [],
      activities: [],
      message: 'TMCAS rules exist already.',
    }
    const audit = auditOf(runOf([refused]))
    expect(audit.missing).toEqual([])
    expect(audit.stages[0]?.rows.every((one) => one.status === 'not reached')).toBe(true)
  })

  test('the daily sync is due only where the stage ran through the time of its site', () => {
    const quiet = { ...running, activities: ['refreshed the access token'] }
    const missingFrom = (startedAt: string, endedAt: string) =>
      auditOf(runOf([{ ...quiet, startedAt, endedAt }])).missing.map((one) => one.row)
    expect(missingFrom('2026-08-02T00:16:00Z', '2026-08-03T00:14:00Z')).toEqual([])
    expect(missingFrom('2026-08-02T00:16:00Z', '2026-08-03T00:16:00Z')).toEqual(['running/sync'])
    expect(missingFrom('2026-08-02T00:14:00Z', '2026-08-02T00:16:00Z')).toEqual(['running/sync'])
  })

  test('a site that is not published is no clean run', () => {
    const { verdict } = auditOf({ ...fourStages, site: 'Atlantis' })
    expect(verdict).toMatchObject({ clean: false, siteIsPublished: false, undocumented: 4 })
  })
})

describe('hostile text', () => {
  const hostile: RunRecord = {
    ...fourStages,
    tenant: {
      ...{ id: HOSTILE, displayName: HOSTILE, domains: [HOSTILE], source: HOSTILE },
      notes: [HOSTILE],
    },
    between: [change(HOSTILE, HOSTILE, { call: HOSTILE, after: {} })],
    stages: [
      {
        ...stage(
          'provisioning',
          1,
          [change(HOSTILE, HOSTILE, { call: HOSTILE, after: { [HOSTILE]: HOSTILE } })],
          [HOSTILE],
        ),
        message: HOSTILE,
      },
    ],
    customer: { objects: 1, differences: [HOSTILE] },
    findings: [{ invariant: HOSTILE, detail: HOSTILE, step: 0 }],
  }
  const page = changeAuditMarkdown(hostile)

  test('breaks no table: rows have as many cells as their header', () => {
    const tables = page
      .trimEnd()
      .split('\n\n')
      .filter((part) => part.startsWith('| '))
    expect(tables.length).toBeGreaterThan(5)
    for (const table of tables) {
      const cells = table
        .split('\n')
        .map((row) => row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })

  test('stays text: no HTML, no code, no heading, no link, nothing invisible', () => {
    expect(page).not.toMatch(/<script|http:\/\/evil|\n# d|\u202e|(?<!\\)`c/)
    expect(page).toContain('a\\|b \\`c\\` &lt;script&gt;')
    expect(page).toContain(' ⏎ # d')
    expect(page).toContain('‹U+202E›')
    expect(page).toContain('🧑‍🚀')
    expect(page.isWellFormed()).toBe(true)
  })

  test('survives JSON and a second reading', () => {
    const again = runRecordFrom(changeAuditJson(fourStages))
    expect(again).toEqual(fourStages)
    expect(changeAuditMarkdown(runRecordFrom(JSON.stringify(hostile)))).toBe(page)
  })

  test.each([
    ['no JSON', 'x', /^record: line 1, column 1: not JSON/],
    ['no object', '[]', /^record: .*expected an object, found an empty list/],
    [
      'a stage that there is not',
      JSON.stringify({ ...fourStages, stages: [{ ...running, stage: 'x' }] }),
      /^record: stages\[0\]\.stage \(.*\): expected "provisioning", .* found "x"/,
    ],
    [
      'a list where text is due',
      JSON.stringify({ ...fourStages, seed: [] }),
      /^record: seed \(.*\): expected text, found an empty list/,
    ],
    [
      'notes that are no list',
      JSON.stringify({ ...fourStages, tenant: { ...fourStages.tenant, notes: 'none' } }),
      /^record: tenant\.notes \(.*\): expected a list, found "none"/,
    ],
    [
      'policies that there are not',
      JSON.stringify({ ...fourStages, policies: 'some' }),
      /^record: policies \(.*\): expected "all", "mixed", "none", "asymmetric" or "several", found "some"/,
    ],
    [
      'another place of play',
      JSON.stringify({ ...fourStages, playedOn: 'cloud' }),
      /^record: playedOn \(.*\): expected "mock", found "cloud"/,
    ],
    [
      'changes between that are none',
      JSON.stringify({ ...fourStages, between: [7] }),
      /^record: between\[0\] \(.*\): expected an object, found 7/,
    ],
    ['depth', `{"record":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested deeper than 64 levels/],
  ])('a saved record with %s is refused at the place', (_name, text, message) => {
    expect(() => runRecordFrom(text)).toThrow(message)
  })
})

describe('the tables', () => {
  test('every clause that a row names is in the clause table, and ids are unique', () => {
    const ids = clauses.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const rows = MODES.flatMap(documentedChangesOf)
    for (const row of rows) for (const id of row.clauses) expect(ids).toContain(id)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  })

  test('a proposed clause may do without a page, any other names one', () => {
    for (const { id, mark, source } of clauses) {
      expect([id, source.every((page) => Object.hasOwn(PAGES, page))]).toEqual([id, true])
      if (mark !== 'proposed') expect([id, source.length]).not.toEqual([id, 0])
    }
  })

  const COUNTS: Readonly<Record<Mode, readonly (readonly number[])[]>> = {
    inline: [
      [2, 5, 0],
      [2, 1, 1],
      [3, 2, 0],
      [3, 0, 2],
    ],
    API: [
      [1, 0, 1],
      [1, 2, 2],
      [2, 1, 0],
      [2, 0, 1],
    ],
  }

  test.for(MODES)('%s: stages and columns are those of the published table, with its empty cells', (mode) => {
    const published = documentedChangesOf(mode).filter(({ source }) => source === 'published table')
    const counts = STAGES.map((name) =>
      COLUMNS.map((column) => published.filter((row) => row.stage === name && row.column === column).length),
    )
    expect(counts).toEqual(COUNTS[mode])
  })

  test('names are the published ones, byte for byte', () => {
    const named = [...GROUPS, ...RULES, ...INBOUND_CONNECTORS, ...OUTBOUND_CONNECTORS].toSorted()
    expect(named).toEqual([
      'TMCAS Inline Inbound Connector for Incoming Message',
      'TMCAS Inline Inbound Connector for Outgoing Message',
      'TMCAS Inline Incoming Domain Transport Rule',
      'TMCAS Inline Incoming Move to Junk Folder Transport Rule',
      'TMCAS Inline Incoming O365 Virtual Group',
      'TMCAS Inline Incoming Skip Spam Filter Transport Rule',
      'TMCAS Inline Incoming User Transport Rule',
      'TMCAS Inline Outbound Connector for Incoming Message',
      'TMCAS Inline Outbound Connector for Outgoing Message',
      'TMCAS Inline Outgoing Domain Transport Rule',
      'TMCAS Inline Outgoing O365 Virtual Group',
      'TMCAS Inline Outgoing User Transport Rule',
    ])
    expect(APP_NAME).toBe('Trend Micro Cloud App Security')
  })

  test('sites have ten addresses, Singapore six, and share none', () => {
    expect(publishedSites).toHaveLength(9)
    const all = publishedSites.flatMap(({ inbound, outbound }) => [...inbound, ...outbound])
    expect(new Set(all).size).toBe(86)
    for (const { name, inbound, outbound } of publishedSites)
      expect([name, inbound.length, outbound.length]).toEqual(
        name === 'Singapore' ? [name, 3, 3] : [name, 5, 5],
      )
  })
})
