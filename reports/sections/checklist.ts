/** What remains in the tenant after access is revoked, as a list to work through. */
import { auditOf, type LeftObject } from '../audit.ts'
import { stageTitle } from '../published-table.ts'
import type { RunRecord } from '../record.ts'
import { addressesIn } from '../run-context.ts'
import { type Section, type Task, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { short } from './change-cells.ts'

export const checklist: Section<AuditedRun> = {
  title: ({ record }) => `What remains after ${stageTitle('deprovisioning', record.generation)}`,
  blocks: ({ record }) => {
    const revoked = record.stages.findLastIndex(
      ({ stage, outcome }) => stage === 'deprovisioning' && outcome === 'done',
    )
    if (revoked < 0) return []
    const until = { ...record, stages: record.stages.slice(0, revoked + 1) }
    const tasks = [...objectTasks(auditOf(until).left), ...addressTasks(until)]
    return tasks.length === 0
      ? [text('Nothing remains to be removed by hand.')]
      : [
          text(
            'The product leaves these objects. An administrator removes them by hand, in this order; this run did so in its last stage.',
          ),
          { type: 'checklist', items: tasks },
        ]
  },
}

interface Place {
  readonly deed: string
  readonly where: string
}

/** Paths are those of Microsoft's pages; deleting the application takes its permissions and its role along. */
const PLACES: Readonly<Record<string, Place>> = {
  TransportRule: { deed: 'Delete the rule', where: 'Exchange admin center > Mail flow > Rules' },
  OutboundConnector: {
    deed: 'Delete the connector',
    where: 'Exchange admin center > Mail flow > Connectors',
  },
  InboundConnector: { deed: 'Delete the connector', where: 'Exchange admin center > Mail flow > Connectors' },
  TenantAllowBlockListSpoofItems: {
    deed: 'Delete the entry for',
    where:
      'Microsoft Defender portal > Email & collaboration > Policies & rules > Threat policies > Tenant Allow/Block Lists > Spoofed senders',
  },
  groups: { deed: 'Delete the group', where: 'Microsoft Entra admin center > Groups > All groups' },
  servicePrincipals: {
    deed: 'Delete the application',
    where:
      'Microsoft Entra admin center > Entra ID > Enterprise apps > All applications > Properties > Delete',
  },
}

const ORDER = Object.keys(PLACES)

function objectTasks(left: readonly LeftObject[]): Task[] {
  return left
    .filter(({ kind }) => Object.hasOwn(PLACES, kind))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .map(({ kind, name }) => {
      const { deed, where } = PLACES[kind] as Place
      return { text: `${deed} ${short(name)}`, where }
    })
}

/** Addresses are entries of a list that is the customer's. */
function addressTasks({ stages }: RunRecord): Task[] {
  const images = stages
    .flatMap(({ changes }) => changes)
    .filter(({ kind }) => kind === 'HostedConnectionFilterPolicy')
  const [first, last] = [images[0]?.before, images.at(-1)?.after]
  const before = new Set(addressesIn(first))
  const added = addressesIn(last).filter((one) => !before.has(one))
  if (added.length === 0) return []
  return [
    {
      text: `Remove from the IP Allow List: ${added.join(', ')}`,
      where:
        'Microsoft Defender portal > Email & collaboration > Policies & rules > Threat policies > Anti-spam > Connection filter policy (Default)',
    },
  ]
}
