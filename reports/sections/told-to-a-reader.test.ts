/** What a change audit tells a reader who works with it: permissions, the way of the mail, what remains, what was compared. */
import { expect, test } from 'vitest'
import { fourStages } from '../four-stages.ts'
import { auditOf, changeAuditMarkdown, type RunRecord } from '../index.ts'
import { GROUPS, INBOUND_CONNECTORS, RULES } from '../published-names.ts'
import type { Block, BlockOf } from '../section.ts'
import { checklist } from './checklist.ts'
import { mailPath } from './mail-path.ts'
import { permissions } from './permissions.ts'

const told = (record: RunRecord) => ({ record, audit: auditOf(record) })
const blocksOf = <Type extends Block['type']>(blocks: readonly Block[], type: Type) =>
  blocks.filter((block): block is BlockOf<Type> => block.type === type)

test('what remains after revoking is what cleaning up removes, each with where to click', () => {
  const [list] = blocksOf(checklist.blocks(told(fourStages)), 'checklist')
  const texts = list?.items.map(({ text }) => String(text)) ?? []
  for (const name of INBOUND_CONNECTORS) expect(texts).toContain(`Delete the connector ${name}`)
  expect(texts.filter((text) => text.startsWith('Delete the rule')).length).toBe(2)
  expect(texts.find((text) => text.startsWith('Remove from the IP Allow List'))).toMatch(/\d+\.\d+\.\d+\.\d+/)
  expect(texts.join()).not.toContain(GROUPS[0])
  for (const { where } of list?.items ?? []) expect(where).toContain(' > ')
})

test('before access is revoked nothing is told of what remains', () => {
  const stages = fourStages.stages.filter(({ stage }) => stage === 'provisioning')
  expect(checklist.blocks(told({ ...fourStages, stages }))).toEqual([])
})

test('the way of the mail leads through the objects that were made, and only in directions that have some', () => {
  const ways = blocksOf(mailPath.blocks(told(fourStages)), 'way')
  expect(ways.map(({ title }) => title)).toEqual([
    ...['Before', 'During protection, for mail of protected people', 'After access is revoked'],
    ...['Before', 'During protection, for mail of protected people', 'After access is revoked'],
  ])
  const [, incoming] = ways
  expect(incoming?.stations.map(({ name }) => name)).toEqual([
    ...['Sender outside', 'Exchange Online', 'Outbound connector', 'Scanner', 'Inbound connector'],
    ...['Exchange Online', 'Mailbox'],
  ])
  const none = fourStages.stages.map((stage) => ({
    ...stage,
    changes: stage.changes.filter(({ kind }) => kind !== 'TransportRule'),
  }))
  const unchanged = blocksOf(mailPath.blocks(told({ ...fourStages, stages: none })), 'way')
  expect(unchanged.map(({ title }) => title)).toEqual(['Not changed', 'Not changed'])
})

test('a permission that no call needed is said to be so, and a change names what allowed it', () => {
  const app = 'Trend Micro Cloud App Security'
  const record: RunRecord = {
    ...fourStages,
    permissions: [
      {
        ...{ application: app, resource: 'Office 365 Exchange Online', name: 'Exchange.ManageAsApp' },
        ...{ type: 'application', calls: [{ operation: 'New-TransportRule', times: 6 }] },
      },
      {
        application: app,
        resource: 'Microsoft Graph',
        name: 'Mail.ReadWrite',
        type: 'application',
        calls: [],
      },
    ],
  }
  const blocks = permissions.blocks(told(record))
  expect(blocksOf(blocks, 'table')[0]?.rows.map(([, , , calls]) => calls)).toEqual([
    [{ code: '6 × New-TransportRule' }],
    { strong: 'none in this run' },
  ])
  expect(blocksOf(blocks, 'list')[0]?.items).toEqual([
    expect.stringMatching(/^Mail\.ReadWrite of Microsoft Graph: /),
  ])
  expect(changeAuditMarkdown(record)).toContain(RULES[0])
})
