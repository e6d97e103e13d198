/** The change audit: the four stages on one tenant, an embedded one or one from a customer's export. */
import { seededIds, startingCloud, virtualClock } from '#mock-m365'
import type { RunRecord } from '#reports'
import { play } from './harness/play.ts'
import { runRecordOf } from './harness/record.ts'
import { FOUR_STAGES, type Script } from './harness/script.ts'
import { EPOCH_MS, embeddedOrigin, type Origin } from './harness/world.ts'

export interface AuditOptions {
  readonly version: string
  readonly site: string
  readonly directions: Script['directions']
  readonly policies: Script['policies']
  readonly seed: string
  readonly tenant: TenantChoice
}

/** An embedded world, or the text of a ScubaGear export and what to call it. */
export type TenantChoice = { readonly world: string } | { readonly text: string; readonly source: string }

export interface Audit {
  readonly record: RunRecord
  /** What the export does not tell, and what stands in for it. */
  readonly notes: readonly string[]
}

/** @throws ImportError for a broken export, RangeError for an unknown world or site */
export async function audit({ version, tenant, ...rest }: AuditOptions): Promise<Audit> {
  const { origin, notes } = await originFor(tenant)
  const script: Script = { v: 1, name: 'change audit', world: 'state', ...rest, steps: FOUR_STAGES }
  const played = await play(script, origin)
  return { record: runRecordOf(played, version), notes }
}

/** @throws ImportError for a broken export, RangeError for an unknown world */
export async function originFor(tenant: TenantChoice): Promise<{ origin: Origin; notes: readonly string[] }> {
  return 'world' in tenant ? { origin: embeddedOrigin(tenant.world), notes: [] } : exported(tenant)
}

async function exported(state: {
  text: string
  source: string
}): Promise<{ origin: Origin; notes: readonly string[] }> {
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('origin') }
  const { cloud, tenants, notes } = await startingCloud(surroundings, { state })
  const [facts] = tenants
  if (!facts) throw new RangeError(`${state.source} holds no tenant`)
  return { origin: { name: state.source, cloud, facts }, notes }
}
