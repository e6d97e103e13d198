/** The tenant of an example: what it always needs. */
import type { Entity } from '../base.ts'
import { roleAssignmentId } from '../entra/directory/object-ids.ts'
import { roleTemplate } from '../entra/well-known.ts'
import { type Asked, DOMAIN, TENANT_ID } from './asked.ts'
import { APP, APP_ID } from './full-rights.ts'
import type { Stage } from './stage.ts'

export function seedTenant(stage: Stage, { method, path, callerId }: Asked, bodies: readonly Entity[]): void {
  const isMakingGroup = method === 'POST' && /^\/groups\/?$/i.test(path)
  stage.put('organization', { id: TENANT_ID, displayName: 'Contoso', tenantType: 'AAD' })
  const isAddingDomain = method === 'POST' && /^\/domains\/?$/i.test(path)
  const names = [INITIAL_DOMAIN, ...(isAddingDomain ? [] : [DOMAIN, ...bodies.flatMap(domainsIn)])]
  for (const id of new Set(names)) {
    const isInitial = id === INITIAL_DOMAIN
    stage.put('domains', {
      id,
      authenticationType: 'Managed',
      isAdminManaged: true,
      isDefault: isInitial,
      isInitial,
      isRoot: true,
      isVerified: true,
      supportedServices: [],
    })
  }
  stage.put('applications', { id: '5a000000-0000-4000-8000-000000000001', appId: APP_ID })
  stage.put('servicePrincipals', {
    id: APP,
    appId: APP_ID,
    displayName: 'Example caller',
    accountEnabled: true,
  })
  stage.put('users', {
    id: callerId,
    accountEnabled: true,
    displayName: 'Example caller',
    userPrincipalName: `caller@${INITIAL_DOMAIN}`,
    userType: 'Member',
    usageLocation: 'US',
    // A group's data region is that of its creator.
    preferredDataLocation: isMakingGroup ? (bodies[0]?.preferredDataLocation ?? null) : null,
    proxyAddresses: [`SMTP:caller@${INITIAL_DOMAIN}`],
  })
  stage.put('subscribedSkus', PREMIUM)
  for (const principalId of [callerId, APP]) {
    const roleDefinitionId = roleTemplate('Global Administrator')
    const id = roleAssignmentId(roleDefinitionId, principalId)
    stage.put('roleAssignments', { id, principalId, roleDefinitionId, directoryScopeId: '/' })
  }
}

const INITIAL_DOMAIN = 'contoso.onmicrosoft.com'

/** Privileged Identity Management needs the licence Microsoft Entra ID P2. */
const PREMIUM: Entity = {
  id: `${TENANT_ID}_84a661c4-e949-4bd2-a560-ed7766fcaf2b`,
  skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
  skuPartNumber: 'AAD_PREMIUM_P2',
  capabilityStatus: 'Enabled',
  consumedUnits: 1,
  prepaidUnits: { enabled: 25, suspended: 0, warning: 0 },
  servicePlans: [
    { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', servicePlanName: 'AAD_PREMIUM_P2' },
  ],
}

const domainsIn = ({ userPrincipalName }: Entity): string[] =>
  typeof userPrincipalName === 'string' && userPrincipalName.includes('@')
    ? [userPrincipalName.slice(userPrincipalName.indexOf('@') + 1).toLowerCase()]
    : []
