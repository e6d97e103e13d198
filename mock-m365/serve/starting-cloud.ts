/**
 * What `serve` serves: the embedded tenants, or a customer's tenant from an export, together with the
 * vendor's and Microsoft's.
 */
import { type Base, type Entity, fold } from '../base.ts'
import { ROLE_TEMPLATES } from '../entra/well-known.ts'
import type { ImportedTenant } from '../import/index.ts'
import type { Microsoft365 } from '../services.ts'
import { cloudWith, embeddedCloud, type Surroundings, type TenantFacts } from '../starting-states/index.ts'
import type { ManyUsers } from '../starting-states/many-users.ts'
import { VENDOR_APPLICATIONS } from '../starting-states/vendor.ts'
import { Tenant } from '../tenant.ts'

export type { TenantFacts }

export interface StartingCloud {
  readonly cloud: Microsoft365
  readonly tenants: readonly TenantFacts[]
  /** What an export does not tell, and what replaces it: one sentence each. */
  readonly notes: readonly string[]
}

/** An exported tenant's text or bytes, and the file's name in errors. */
export interface ExportedState {
  readonly content: string | Uint8Array
  readonly source: string
}

/**
 * @param users how many more users the first embedded tenant gets
 * @throws InputError naming file, place and mend, for an invalid export
 */
export async function startingCloud(
  surroundings: Surroundings,
  { state, users = 0 }: { readonly state?: ExportedState; readonly users?: number } = {},
): Promise<StartingCloud> {
  if (!state) return { ...embeddedCloud(surroundings, await crowd(users)), notes: [] }
  // Loaded only when needed, so that starting stays fast.
  const { importTenant } = await import('../import/index.ts')
  const imported = importTenant(state.content, state.source)
  const cloud = cloudWith([new Tenant(imported.tenantId, imported.base)], surroundings)
  return { cloud, tenants: [factsOf(imported)], notes: imported.notes }
}

async function crowd(count: number): Promise<ManyUsers | undefined> {
  if (count === 0) return undefined
  const { namesOfPeople } = await import('../starting-states/generated-people.ts')
  return { count, names: await namesOfPeople() }
}

function factsOf({ tenantId, displayName, domains, base }: ImportedTenant): TenantFacts {
  const accounts = [...base.of('users').values()].map((user) => ({
    userPrincipalName: String(user.userPrincipalName),
    displayName: String(user.displayName),
    password: String(user.password),
    roles: rolesOf(base, user),
  }))
  return { tenantId, displayName, domains, applications: VENDOR_APPLICATIONS, accounts }
}

function rolesOf(base: Base, user: Entity): string[] {
  const assignments = base.of('roleAssignments')
  return base
    .keysWith('roleAssignments', 'principalId', user.id)
    .map((key) => fold(assignments.get(key)?.roleDefinitionId))
    .map(
      (template) =>
        Object.keys(ROLE_TEMPLATES).find((name) => ROLE_TEMPLATES[name] === template) ?? String(template),
    )
}
