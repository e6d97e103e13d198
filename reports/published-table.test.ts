/** The audit follows the mode and the generation: rows of the right table, in the words of the product that was played. */
import { describe, expect, test } from 'vitest'
import { change, fourStages, runOf, stage } from './four-stages.ts'
import {
  auditOf,
  changeAuditMarkdown,
  documentedChangesOf,
  GENERATIONS,
  type RunRecord,
  STAGES,
} from './index.ts'
import { APP_NAME } from './published-names.ts'

describe('stages and columns are called as the generation calls them', () => {
  /** As the two pages of the vendor write them. */
  const WORDS = {
    cas: {
      stages: ['provisioning', 'service running', 'deprovisioning', 'manual cleanup'],
      center: 'Office 365 Admin Center',
      product: 'Cloud App Security',
    },
    cecp: {
      stages: ['granting access', 'service running', 'revoking access', 'manual cleanup'],
      center: 'Microsoft 365 Admin Center',
      product: 'Cloud Email and Collaboration Protection',
    },
  }
  const others = {
    cas: /Granting access|granting access|Revoking|revoking|Microsoft 365 Admin/,
    cecp: /eprovisioning|Office 365 Admin/,
  }

  test.for(GENERATIONS)('%s', (generation) => {
    const { stages, center, product } = WORDS[generation]
    const page = changeAuditMarkdown({ ...fourStages, generation })
    for (const [at, name] of stages.entries()) expect(page).toContain(`\n## Stage ${at + 1}: ${name}\n`)
    expect(page).toContain(`| Stage | ${center} | Exchange Online | Other Changes |\n`)
    for (const name of stages) expect(page).toContain(`\n| **${name}** | `)
    expect(page).toContain(`| Stages done | 4 of 4: ${stages.join(', ')} |`)
    expect(page).toContain(`| Product | ${product} |`)
    const [own] = page.split('\n## How to read this')
    expect(own).not.toMatch(others[generation])
  })

  test('a stage that was refused, left objects or lacks a change is called so too', () => {
    const [grant, ...rest] = fourStages.stages
    if (!grant) throw new Error('there is no grant')
    const refused = { ...grant, outcome: 'refused' as const, message: 'no role' }
    const later = { ...fourStages, generation: 'cecp' as const }
    expect(changeAuditMarkdown({ ...later, stages: [refused] })).toContain(
      'Stage 1, granting access, was refused. The product said: no role',
    )
    const lacking = { ...grant, changes: grant.changes.slice(0, -1) }
    expect(changeAuditMarkdown({ ...later, stages: [lacking, ...rest] })).toMatch(/\n\| granting access \| /)
  })
})

const APP = { displayName: APP_NAME, id: 'sp-1' }
const FOLDER = { displayName: 'x', isHidden: true, id: 'folder-1' }
const PERMISSIONS = {
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Group.Read.All': '5b567255-7703-4780-807c-7be8301ae99b',
  'Mail.ReadWrite': 'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
  'Member.Read.Hidden': '658aa5d8-239f-45c4-aa12-864f4fc7e490',
}
const message = (parentFolderId: string, serial: number) => ({ subject: 'Invoice', parentFolderId, serial })

const SUBSCRIPTION = { resource: 'users/1/messages', expirationDateTime: '2026-08-03T00:00:00Z' }

/** The four stages of API mode, written by hand from the published pages. */
const granted = stage(
  'provisioning',
  1,
  [
    change('servicePrincipals', APP_NAME, { key: 'sp-1', after: APP }),
    ...Object.entries(PERMISSIONS).map(([name, appRoleId]) =>
      change('appRoleAssignments', name, { after: { principalId: 'sp-1', appRoleId } }),
    ),
    change('oauth2PermissionGrants', 'x', { after: { clientId: 'sp-1', scope: 'User.Read' } }),
    change('subscriptions', 'sub-1', { after: SUBSCRIPTION }),
  ],
  ['synchronized 5 users, 2 groups and 4 mailboxes'],
)
const running = {
  ...stage(
    'service running',
    2,
    [
      change('subscriptions', 'sub-1', {
        before: SUBSCRIPTION,
        after: { ...SUBSCRIPTION, expirationDateTime: '2026-08-05T00:00:00Z' },
      }),
      change('mailFolders', 'quarantine', { after: FOLDER }),
      change('messages', 'Invoice', { before: message('inbox', 0), after: message('folder-1', 1) }),
      change('messages', 'Invoice', { before: message('folder-1', 1), after: message('inbox', 2) }),
    ],
    ['synchronized 5 users, 2 groups and 4 mailboxes'],
  ),
  // the published time of the site
  startedAt: '2026-08-02T00:15:00.000Z',
}
const revoked = stage(
  'deprovisioning',
  3,
  [
    change('mailFolders', 'quarantine', { before: FOLDER }),
    change('messages', 'Spam', { before: message('folder-1', 1), cascade: true }),
    change('subscriptions', 'sub-1', { before: SUBSCRIPTION }),
  ],
  ['stopped daily synchronization', 'stopped scheduled reports'],
)
const cleaned = stage(
  'manual cleanup',
  4,
  [
    change('servicePrincipals', APP_NAME, { key: 'sp-1', before: APP }),
    change('appRoleAssignments', 'x', {
      before: { principalId: 'sp-1', appRoleId: PERMISSIONS['Mail.ReadWrite'] },
      cascade: true,
    }),
    change('deletedItems', APP_NAME, { after: { displayName: APP_NAME } }),
  ],
  [],
)
const api = (stages: RunRecord['stages']): RunRecord => ({
  ...runOf(stages),
  mode: 'API',
  generation: 'cecp',
})
const whole = api([granted, running, revoked, cleaned])

describe('API mode', () => {
  const audit = auditOf(whole)
  const rows = audit.stages.flatMap((one) => one.rows)

  test('a run as the page describes it is clean, and shows every row that can be shown', () => {
    expect(audit.undocumented).toEqual([])
    expect(audit.missing).toEqual([])
    expect(audit.verdict).toMatchObject({ clean: true, stagesDone: STAGES })
    for (const { row, status } of rows)
      expect([row.id, status]).toEqual([
        row.id,
        row.notShownHere ? 'not shown here' : row.activity ? 'reported' : 'witnessed',
      ])
    expect(rows.map(({ row }) => row.id).toSorted()).toEqual(
      documentedChangesOf('API')
        .map(({ id }) => id)
        .toSorted(),
    )
  })

  test('the page names its own table and says what no run can show', () => {
    const page = changeAuditMarkdown(whole)
    expect(page).toContain('“Changes Made Under API-based Protection”')
    expect(page).toContain('| Mode | API-based protection |')
    expect(page).not.toContain('| Directions |')
    expect(page).toContain('not shown here | no change<br>')
    expect(page).toMatch(
      /\| \*\*granting access\*\* \| [^|]+ \(not shown here\) \| None \| [^|]+ \(reported\) \|\n/,
    )
  })

  test('what inline mode makes is undocumented here', () => {
    const rule = change('TransportRule', 'TMCAS Inline Incoming User Transport Rule', {
      after: { Name: 'x' },
    })
    const { undocumented } = auditOf(
      api([{ ...granted, changes: [...granted.changes, { ...rule, seq: 190 }] }]),
    )
    expect(undocumented.map(({ change: { kind } }) => kind)).toEqual(['TransportRule'])
  })

  test.each([
    ['a permission that is not there', granted.changes[3], 'api-provisioning/permissions'],
    ['a folder that stays', revoked.changes[0], 'api-deprovisioning/folders'],
    ['an app that stays', cleaned.changes[0], 'api-cleanup/app'],
  ])('%s is missing', (_name, dropped, row) => {
    const stages = whole.stages.map((one) => ({
      ...one,
      changes: one.changes.filter(({ seq }) => seq !== dropped?.seq),
    }))
    expect(auditOf(api(stages)).missing.map((one) => one.row)).toEqual([row])
  })

  test('permissions of the inline app, and somebody else’s folders and mail, are undocumented', () => {
    const more = [
      change('appRoleAssignments', 'x', {
        after: { principalId: 'sp-1', appRoleId: 'dc50a0fb-09a3-484d-be87-e023b12c6440' },
        seq: 191,
      }),
      change('mailFolders', 'visible', { after: { ...FOLDER, isHidden: false }, seq: 192 }),
      change('messages', 'Read', {
        before: message('inbox', 0),
        after: { ...message('inbox', 0), isRead: true },
        seq: 193,
      }),
    ]
    const { undocumented } = auditOf(
      api([granted, { ...running, changes: [...running.changes, ...more.slice(1)] }]),
    )
    expect(undocumented.map(({ change: { name } }) => name)).toEqual(['visible', 'Read'])
    expect(
      auditOf(api([{ ...granted, changes: [...granted.changes, ...more.slice(0, 1)] }])).undocumented.length,
    ).toBe(1)
  })

  test('a grant for selected users does not show that all are known', () => {
    const selected = api([{ ...granted, activities: ['synchronized 3 selected users'] }])
    const row = auditOf(selected).stages[0]?.rows.find(({ row }) => row.id === 'api-provisioning/users')
    expect(row?.status).not.toBe('reported')
  })
})
