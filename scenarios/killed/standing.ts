/** What stands in a tenant, as its administrator sees it, and what is to stand there after a stage. */
import { STANDING } from '../expected.ts'
import type { Administrator } from '../harness/administrator.ts'
import type { CycleStage, Mode } from './orders.ts'

/** Names by kind; and whole objects, which are to be the same when the product has gone. */
interface Seen {
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly objects: Readonly<Record<string, readonly unknown[]>>
}

const NOUNS = ['TransportRule', 'InboundConnector', 'OutboundConnector'] as const
const KINDS = [...NOUNS, 'groups'] as const

/** @param clientId of the product's application */
export async function seenBy(admin: Administrator, clientId: string): Promise<Seen> {
  const rows = async (cmdlet: string) =>
    (await admin.exchange(cmdlet, {})).body.value as Record<string, unknown>[]
  const listed = async (cmdlet: string, property: string) =>
    (await rows(cmdlet)).flatMap((one) => one[property]).map(String)
  const graph = async (path: string) =>
    (await admin.graph('GET', path)).body.value as Record<string, unknown>[]
  const application = await admin.graph('GET', `/servicePrincipals(appId='${clientId}')`)
  const objects = {
    ...Object.fromEntries(
      await Promise.all(NOUNS.map(async (noun) => [noun, await rows(`Get-${noun}`)] as const)),
    ),
    groups: await graph('/groups?$top=999'),
  }
  const names = Object.entries(objects).map(
    ([kind, all]) => [kind, all.map((one) => String(one.Name ?? one.displayName)).sort()] as const,
  )
  return {
    objects,
    names: {
      ...Object.fromEntries(names),
      addresses: (await listed('Get-HostedConnectionFilterPolicy', 'IPAllowList')).sort(),
      pairs: (await listed('Get-TenantAllowBlockListSpoofItems', 'SpoofedUser')).sort(),
      applications: application.status === 200 ? ['here'] : [],
    },
  }
}

/** What is to stand after a stage: what stood before, and what the pages name. */
export function expectedAfter(mode: Mode, stage: CycleStage, before: Seen): object {
  const here = { applications: ['here'] }
  // the other mode may be at work in the same tenant
  if (mode === 'api') return { names: stage === 'cleanUp' ? { applications: [] } : here }
  if (stage === 'cleanUp') return before
  const { names } = before
  const standing = STANDING[stage === 'deprovision' ? 'deprovisioned' : 'granted']
  const grown = KINDS.map((kind) => [kind, [...(names[kind] ?? []), ...standing[kind]].sort()] as const)
  return { names: { ...Object.fromEntries(grown), ...here } }
}
