/** Where an administrator removes by hand what the product leaves. The paths are those of Microsoft's portals. */
import type { CleanupItem } from '../stages/cleanup-item.ts'

export interface WordedCleanupItem {
  readonly name: string
  readonly place: string
  readonly todo: string
  readonly isStanding: boolean
}

const DEFENDER = 'Microsoft Defender portal > Email & collaboration > Policies & rules > Threat policies'
const CONNECTORS = 'Exchange admin center > Mail flow > Connectors'

const PLACES: Readonly<Record<CleanupItem['kind'], string>> = {
  application: 'Microsoft Entra admin center > Entra ID > Enterprise apps > All applications',
  spoofAllowList: `${DEFENDER} > Rules > Tenant Allow/Block Lists > Spoofed senders`,
  ipAllowList: `${DEFENDER} > Policies > Anti-spam > Connection filter policy (Default) > Edit connection filter policy`,
  transportRule: 'Exchange admin center > Mail flow > Rules',
  inboundConnector: CONNECTORS,
  outboundConnector: CONNECTORS,
  group: 'Microsoft 365 admin center > Teams & groups > Active teams & groups',
}

export function wordedCleanupItem({ kind, name, entries, isStanding }: CleanupItem): WordedCleanupItem {
  const shown = kind === 'application' ? 'Trend Micro Cloud App Security' : name
  const todo = entries.length > 0 ? `remove ${entries.join('; ')}` : `delete "${shown}"`
  return { name: shown, place: PLACES[kind], todo, isStanding }
}
