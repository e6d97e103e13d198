/**
 * Conditional Access, as far as a tenant's policies say block, multifactor authentication or sign-in frequency for
 * users, applications and workloads. Nobody in the mock has a second factor, so that policy is never satisfied.
 * https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
import type { Entity } from '../base.ts'
import type { Tenant } from '../tenant.ts'
import { recordOf, text } from './directory.ts'
import * as refuse from './refusals.ts'

/** The kind under which a tenant keeps its policies. */
const KIND = 'conditionalAccessPolicies'

interface Subject {
  readonly tenant: Tenant
  /** Object id of the user, or of the service principal where it acts alone. */
  readonly id: string
  readonly type: 'user' | 'servicePrincipal'
  readonly resource: Entity
  /** When the person last proved who they are; now, for an application. */
  readonly signedInAt: number
}

/** @throws EntraError 53003, 50076, 70043 */
export function checkPolicies(subject: Subject, at: number): void {
  for (const policy of subject.tenant.list(KIND)) {
    if (policy.state !== 'enabled' || !applies(recordOf(policy.conditions), subject)) continue
    const controls = listOf(recordOf(policy.grantControls).builtInControls)
    const claims = JSON.stringify({
      access_token: { capolids: { essential: true, values: [text(policy.id)] } },
    })
    if (controls.includes('block')) throw refuse.blockedByPolicy(claims)
    if (controls.includes('mfa')) throw refuse.secondFactorRequired(text(subject.resource.appId), claims)
    const { isEnabled, value, type } = recordOf(recordOf(policy.sessionControls).signInFrequency)
    const hours = Number(value) * (type === 'days' ? 24 : 1)
    if (isEnabled === true && at - subject.signedInAt > hours * 3_600_000)
      throw refuse.signInTooOld(subject.signedInAt, hours)
  }
}

function applies({ users, applications, clientApplications }: Entity, subject: Subject): boolean {
  const { includeApplications, excludeApplications } = recordOf(applications)
  if (!covers(includeApplications, excludeApplications, text(subject.resource.appId), 'All')) return false
  if (subject.type === 'user') {
    const { includeUsers, excludeUsers } = recordOf(users)
    return covers(includeUsers, excludeUsers, subject.id, 'All')
  }
  const { includeServicePrincipals, excludeServicePrincipals } = recordOf(clientApplications)
  return covers(includeServicePrincipals, excludeServicePrincipals, subject.id, 'ServicePrincipalsInMyTenant')
}

function covers(included: unknown, excluded: unknown, id: string, all: string): boolean {
  const listed = listOf(included)
  return (listed.includes(all) || listed.includes(id)) && !listOf(excluded).includes(id)
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
