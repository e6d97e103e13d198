/**
 * What Microsoft Entra ID has given an application in a tenant: the permissions that were consented to, and directory
 * roles. Two readings that are the same text mean that nobody has taken anything away in between.
 */
import { EXCHANGE_ADMINISTRATOR } from './exchange-role.ts'
import { repeatable } from './retry.ts'
import type { Session } from './session.ts'
import { directoryRolesIn } from './token.ts'

/**
 * The standing, as a text that is compared and never read. A new token of Microsoft Graph names the roles, held by the
 * application itself or through a group; its consents, for all services, are listed with Directory.Read.All.
 * Undefined where the token does not show the role without which Exchange Online lets nobody in, or the list does not
 * fit on a page: what is not shown proves nothing.
 * https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments
 * @throws M365Error where Microsoft Entra ID or Microsoft Graph refuses, or never answers
 */
export async function freshStanding(
  { ports, tokens, graph }: Pick<Session, 'ports' | 'tokens' | 'graph'>,
  appId: string,
): Promise<string | undefined> {
  tokens.forget(GRAPH)
  const roles = directoryRolesIn(await tokens.token(GRAPH))
  if (!roles?.has(EXCHANGE_ADMINISTRATOR)) return undefined
  const path = `/servicePrincipals(appId='${appId}')/appRoleAssignments`
  const listed = await repeatable(ports, () => graph.send({ method: 'GET', path }))
  const { value, '@odata.nextLink': more } = (listed ?? {}) as Partial<Listed>
  if (!Array.isArray(value) || more !== undefined) return undefined
  // their order means nothing
  return JSON.stringify([[...roles].sort(), value.map((one) => JSON.stringify(one)).sort()])
}

const GRAPH = 'https://graph.microsoft.com'

interface Listed {
  readonly value: readonly unknown[]
  readonly '@odata.nextLink': string
}
