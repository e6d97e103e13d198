/** The way of a message before, during and after protection, from the objects that the run made. */
import type { ChangeRecord, RunRecord } from '../record.ts'
import type { Block, Section, Station } from '../section.ts'
import { heading, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const mailPath: Section<AuditedRun> = {
  title: 'The way of the mail',
  blocks: ({ record, audit: { verdict } }) => {
    if (!verdict.stagesDone.includes('provisioning')) return []
    return record.mode === 'API'
      ? API
      : DIRECTIONS.flatMap((one) => blocksOf(one, record, verdict.stagesDone))
  },
}

const EXCHANGE = 'Exchange Online'

const API: readonly Block[] = [
  text('The way of the mail stays as it is. The product reads messages after they have been delivered.'),
  {
    type: 'way',
    title: 'During protection',
    stations: [
      { name: 'Sender' },
      { name: EXCHANGE },
      { name: 'Mailbox' },
      { name: 'Scanner', note: 'told by Microsoft Graph, reads the message in the mailbox', isProduct: true },
    ],
  },
]

const DIRECTIONS = [
  { title: 'Incoming mail', scope: 'InOrganization', ends: ['Sender outside', 'Mailbox'] },
  { title: 'Outgoing mail', scope: 'NotInOrganization', ends: ['Mailbox', 'Recipient outside'] },
] as const

/** An object as a stage leaves it. */
type Image = Readonly<Record<string, unknown>>

function blocksOf(
  { title, scope, ends: [from, to] }: (typeof DIRECTIONS)[number],
  record: RunRecord,
  done: AuditedRun['audit']['verdict']['stagesDone'],
): Block[] {
  const objects = madeIn(record)
  const rules = objects.filter((one) => one.SentToScope === scope && one.RouteMessageOutboundConnector)
  const leadsTo = rules[0]?.RouteMessageOutboundConnector
  const connector = leadsTo === undefined ? undefined : objects.find(({ Name }) => Name === leadsTo)
  const usual: Station[] = [{ name: from }, { name: EXCHANGE }, { name: to }]
  if (!connector) return [heading(1, title), { type: 'way', title: 'Not changed', stations: usual }]
  const isBack = (one: Image) =>
    'SenderIPAddresses' in one && sameSide(String(one.Name), String(connector.Name))
  const back = objects.find(isBack)
  const detour: Station[] = [
    { name: from },
    { name: EXCHANGE, note: `a rule matches: ${rules.map(({ Name }) => Name).join(', ')}` },
    { name: 'Outbound connector', note: String(connector.Name), isProduct: true },
    { name: 'Scanner', note: listed(connector.SmartHosts), isProduct: true },
    ...(back ? [{ name: 'Inbound connector', note: String(back.Name), isProduct: true as const }] : []),
    { name: EXCHANGE, note: 'the rule does not match again, since the message comes from the scanner' },
    { name: to },
  ]
  return [
    heading(1, title),
    { type: 'way', title: 'Before', stations: usual },
    { type: 'way', title: 'During protection, for mail of protected people', stations: detour },
    ...(done.includes('deprovisioning')
      ? [{ type: 'way' as const, title: 'After access is revoked', stations: usual }]
      : []),
  ]
}

/** The connectors of one direction have its word in their names (documented). */
const sameSide = (one: string, other: string): boolean =>
  ['Incoming', 'Outgoing'].some((word) => one.includes(word) && other.includes(word))

function madeIn({ stages }: RunRecord): Image[] {
  const made = new Map<string, ChangeRecord>()
  for (const { stage, changes } of stages)
    if (stage === 'provisioning')
      for (const change of changes) made.set(`${change.kind} ${change.key}`, change)
  return [...made.values()].map(({ after }) => after).filter((one) => one !== null)
}

const listed = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))
