import { describe, expect, test } from 'vitest'
import { auditOf } from './audit.ts'
import {
  change,
  cleaned,
  deprovisioned,
  fourStages,
  provisioned,
  running,
  runOf,
  stage,
} from './four-stages.ts'
import { changeAuditMarkdown } from './index.ts'
import { INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, RULES } from './published-names.ts'
import { publishedSites } from './published-sites.ts'

const rule = { Name: 'Disclaimer', State: 'Enabled', Priority: 0 }

describe('undocumented', () => {
  const policy = (IPAllowList: readonly string[]) => ({ Name: 'Default', IPAllowList })
  const address = publishedSites.find(({ name }) => name === 'EU')?.inbound[1] ?? ''
  const cases: readonly (readonly [string, Parameters<typeof stage>[0], ReturnType<typeof change>])[] = [
    [
      'a foreign rule is disabled',
      'service running',
      change('TransportRule', 'x', { before: rule, after: { ...rule, State: 'Disabled' } }),
    ],
    [
      'a foreign rule is moved without cascade',
      'service running',
      change('TransportRule', 'x', { before: rule, after: { ...rule, Priority: 4 } }),
    ],
    [
      'a foreign rule changes more than its priority by cascade',
      'deprovisioning',
      change('TransportRule', 'x', {
        cascade: true,
        before: rule,
        after: { ...rule, Priority: 4, State: 'Disabled' },
      }),
    ],
    [
      'a foreign rule takes one of the names',
      'provisioning',
      change('TransportRule', RULES[0], { before: rule, after: { ...rule, Name: RULES[0] } }),
    ],
    [
      'a rule is removed while the service runs',
      'service running',
      change('TransportRule', RULES[0], { before: { Name: RULES[0] } }),
    ],
    [
      'a return rule is removed too early',
      'deprovisioning',
      change('TransportRule', RULES[4], { before: { Name: RULES[4] } }),
    ],
    [
      'a rule gets another action',
      'service running',
      change('TransportRule', RULES[0], { before: { Name: RULES[0] }, after: { Name: RULES[0], SetSCL: 9 } }),
    ],
    [
      'an inbound connector goes at deprovisioning',
      'deprovisioning',
      change('InboundConnector', INBOUND_CONNECTORS[1], { before: { Name: INBOUND_CONNECTORS[1] } }),
    ],
    [
      'an outbound connector goes at cleanup',
      'manual cleanup',
      change('OutboundConnector', OUTBOUND_CONNECTORS[0], { before: { Name: OUTBOUND_CONNECTORS[0] } }),
    ],
    [
      'an address of another site',
      'provisioning',
      change('HostedConnectionFilterPolicy', 'Default', {
        before: policy([]),
        after: policy(['20.66.85.0/28']),
      }),
    ],
    [
      "a customer's address goes with the others",
      'manual cleanup',
      change('HostedConnectionFilterPolicy', 'Default', {
        before: policy([address, '203.0.113.7']),
        after: policy([]),
      }),
    ],
    [
      'another list of the policy',
      'provisioning',
      change('HostedConnectionFilterPolicy', 'Default', {
        before: { IPBlockList: [] },
        after: { IPBlockList: [address] },
      }),
    ],
    [
      'a permission that is not published',
      'provisioning',
      change('appRoleAssignments', 'Mail.Send', {
        after: { principalId: 'sp-1', appRoleId: 'b633e1c5-b582-4048-a93e-9f11b44c7e96' },
      }),
    ],
    [
      'a scope that is not published',
      'provisioning',
      change('oauth2PermissionGrants', 'x', { after: { clientId: 'sp-1', scope: 'User.Read Mail.Send' } }),
    ],
    [
      'a role for somebody else',
      'provisioning',
      change('roleAssignments', 'x', {
        after: { principalId: 'user-9', roleDefinitionId: '29232cdf-9323-42fd-ade2-1d097af3e4de' },
      }),
    ],
    [
      'a second app',
      'provisioning',
      change('servicePrincipals', 'x', { after: { displayName: 'Trend Micro Cloud App Security 2' } }),
    ],
    [
      'a member of a foreign group',
      'service running',
      change('groups/members', 'x', { after: { groupId: 'groups/x', memberId: 'user-2' } }),
    ],
    [
      'a pair of another site',
      'provisioning',
      change('TenantAllowBlockListSpoofItems', 'x', {
        after: { SpoofedUser: '*', SendingInfrastructure: 'inpost.tmcas.trendmicro.com', Action: 'Allow' },
      }),
    ],
    [
      'a pair that blocks',
      'provisioning',
      change('TenantAllowBlockListSpoofItems', 'x', {
        after: { SpoofedUser: '*', SendingInfrastructure: 'inpost-eu.tmcas.trendmicro.com', Action: 'Block' },
      }),
    ],
    [
      'a kind that nobody knows',
      'provisioning',
      change('__proto__', 'constructor', { after: JSON.parse('{"__proto__": {"a": 1}}') }),
    ],
  ]

  test.each(cases)('%s', (_name, name, one) => {
    const added = { ...one, seq: 999, at: '2026-08-09T00:00:00.000Z' }
    const stages = fourStages.stages.map((known) =>
      known.stage === name ? { ...known, changes: [...known.changes, added] } : known,
    )
    const audit = auditOf({ ...fourStages, stages })
    expect(audit.undocumented.map(({ stage: at, change: { seq } }) => [at, seq])).toEqual([[name, 999]])
    expect(audit.verdict.clean).toBe(false)
    const page = changeAuditMarkdown({ ...fourStages, stages })
    expect(page.indexOf(`| ${name} | 999 |`)).toBeLessThan(page.indexOf('## Missing changes'))
  })

  test('only the undocumented part of a change is named, and the rest is credited', () => {
    const stages = [
      {
        ...cleaned,
        changes: cleaned.changes.map((one) =>
          one.kind === 'HostedConnectionFilterPolicy' ? { ...one, after: policy([]) } : one,
        ),
      },
    ]
    const audit = auditOf(runOf([provisioned, ...stages]))
    expect(audit.undocumented.map((one) => one.change.differences)).toEqual([
      [{ kind: 'entry removed', property: 'IPAllowList', entry: '203.0.113.7' }],
    ])
    expect(audit.missing).toEqual([])
  })

  test('an address that the customer had before the grant is not to be removed', () => {
    const had = provisioned.changes.map((one) =>
      one.kind === 'HostedConnectionFilterPolicy'
        ? { ...one, before: policy(['203.0.113.7', address]) }
        : one,
    )
    const audit = auditOf(runOf([{ ...provisioned, changes: had }, running, deprovisioned, cleaned]))
    expect(audit.undocumented.map((one) => one.change.differences)).toEqual([
      [{ kind: 'entry removed', property: 'IPAllowList', entry: address }],
    ])
  })

  test('what an administrator broke may be put back as it was, and not otherwise', () => {
    const [name] = INBOUND_CONNECTORS
    const by = { type: 'user', id: 'user-1', displayName: 'Administrator' } as const
    const was = { Name: name, Enabled: true }
    const broken = change('InboundConnector', name, {
      actor: by,
      before: was,
      after: { Name: name, Enabled: false },
    })
    const repaired = (Enabled: unknown) =>
      change('InboundConnector', name, {
        before: { Name: name, Enabled: false },
        after: { Name: name, Enabled },
      })
    const undocumentedAfter = (...changes: readonly ReturnType<typeof change>[]) =>
      auditOf(runOf([provisioned, stage('service running', 2, changes, [])])).undocumented
    const second = change('InboundConnector', name, { key: 'second', after: was })
    const removed = change('InboundConnector', name, { actor: by, before: was })
    const byProduct = (all: ReturnType<typeof undocumentedAfter>) =>
      all.filter((one) => one.change.actor.id !== 'user-1').length
    expect(byProduct(undocumentedAfter(broken, repaired(true)))).toBe(0)
    expect(byProduct(undocumentedAfter(broken, repaired('maybe')))).toBe(1)
    expect(byProduct(undocumentedAfter(removed, second))).toBe(0)
    expect(byProduct(undocumentedAfter(broken, second))).toBe(1)
    expect(byProduct(undocumentedAfter(second))).toBe(1)
    expect(undocumentedAfter(broken, repaired(true))).toHaveLength(1)
  })
})

test('an object without a name that tells is called by what it is', () => {
  const nameless = provisioned.changes.map((one) => ({ ...one, name: '' }))
  const { stages } = auditOf(runOf([{ ...provisioned, changes: nameless }]))
  const titles = stages[0]?.rows.flatMap(({ changes }) => changes.map((one) => one.name))
  expect(titles).toContain('Exchange.ManageAsApp')
  expect(titles).toContain('Exchange Administrator')
  expect(titles).toContain('user-2 in TMCAS Inline Incoming O365 Virtual Group')
  expect(titles).toContain('*, inpost-eu.tmcas.trendmicro.com')
})
