/** The change audit: the four stages on one tenant, an embedded one or one from a customer's export. */
import { basename } from 'node:path'
import { type ExportedState, seededIds, startingCloud, virtualClock } from '#mock-m365'
import type { Generation, Mode, RunRecord } from '#reports'
import { apiSteps } from './audit-api.ts'
import { play } from './harness/play.ts'
import { runRecordOf } from './harness/record.ts'
import { GRANT, type Script, type Step } from './harness/script.ts'
import { EPOCH_MS, embeddedOrigin, type Origin, together, type Warp } from './harness/world.ts'
import { permissionsTap } from './permissions-used.ts'

export interface AuditOptions {
  readonly version: string
  /** Inline mode where absent. In API mode directions and policies say nothing. */
  readonly mode?: Mode
  readonly site: string
  readonly directions: Script['directions']
  readonly policies: Script['policies']
  /** The later one where absent. */
  readonly generation?: Generation
  readonly seed: string
  readonly tenant: TenantChoice
}

/** An embedded world, or a customer's export, as text or bytes, and what to call it. */
export type TenantChoice = { readonly world: string } | ExportedState

/** The two tenants that an auditor asks about first: one has its own mail flow, and the other has none. Between them all is seen. */
export const AUDITS: readonly Omit<AuditOptions, 'version'>[] = [
  { site: 'EU', directions: 'both', policies: 'all', seed: 'audit', tenant: { world: 'plain' } },
  { site: 'EU', directions: 'both', policies: 'mixed', seed: 'audit', tenant: { world: 'busy' } },
  {
    mode: 'API',
    site: 'EU',
    directions: 'both',
    policies: 'all',
    seed: 'audit',
    tenant: { world: 'plain' },
  },
]

const NEWCOMER = 'Audit Newcomer'

/**
 * The four stages, with something to follow while the service runs: a domain for policies of all targets, and somebody
 * who joins and leaves a targeted group. Synchronized is when the product says that it is time. The domain is below
 * one that is proved, and so needs no proof itself.
 */
const inlineSteps = ({ facts: { domains } }: Origin): readonly Step[] => [
  ...GRANT,
  { op: 'administrator', act: 'add user', value: NEWCOMER },
  { op: 'administrator', act: 'join group', value: `${NEWCOMER} in Research` },
  { op: 'administrator', act: 'verify domain', value: `audit.${domains.at(-1)}` },
  { op: 'await synchronization' },
  { op: 'synchronize' },
  { op: 'administrator', act: 'leave group', value: `${NEWCOMER} in Research` },
  { op: 'await synchronization' },
  { op: 'synchronize' },
  { op: 'deprovision' },
  { op: 'clean up' },
]

/** @throws InputError for a broken export, RangeError for an unknown world or site */
export async function audit(
  { version, tenant, mode = 'inline', ...rest }: AuditOptions,
  warp: Warp = {},
): Promise<RunRecord> {
  const { origin, notes } = await originFor(tenant)
  const world = 'world' in tenant ? tenant.world : 'state'
  const { steps, unplayed } =
    mode === 'API' ? apiSteps(origin, rest) : { steps: inlineSteps(origin), unplayed: [] }
  const script: Script = { v: 1, name: nameOf(rest, mode, world), world, ...rest, steps }
  const tap = permissionsTap()
  const played = await play(script, origin, { warp: together(tap.warp, warp) })
  return {
    ...runRecordOf(played, version, [...notes, ...unplayed], mode),
    permissions: tap.permissionsIn(played.world),
  }
}

/** Reports of one tenant differ by what was granted, and so by their scenario. */
function nameOf(
  { policies, directions }: Pick<Script, 'policies' | 'directions'>,
  mode: Mode,
  world: string,
) {
  const tenant = world === 'state' ? 'an export' : world
  return mode === 'API'
    ? `change audit of ${tenant}, API-based protection`
    : `change audit of ${tenant}, policies ${policies}, directions ${directions}`
}

/** @throws InputError for a broken export, RangeError for an unknown world */
export async function originFor(tenant: TenantChoice): Promise<{ origin: Origin; notes: readonly string[] }> {
  return 'world' in tenant ? { origin: embeddedOrigin(tenant.world), notes: [] } : exported(tenant)
}

async function exported(state: ExportedState): Promise<{ origin: Origin; notes: readonly string[] }> {
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('origin') }
  const { cloud, tenants, notes } = await startingCloud(surroundings, { state })
  const [facts] = tenants
  if (!facts) throw new RangeError(`${state.source} holds no tenant`)
  // a report is handed on: it does not say where the file is on this machine
  return { origin: { name: basename(state.source), cloud, facts }, notes }
}
