/** What a tenant calls itself. https://learn.microsoft.com/graph/api/organization-list */
import { M365Error } from './errors.ts'
import type { Session } from './session.ts'

/** The display name of the tenant's organization; undefined where it cannot be read now, whatever the reason. */
export async function tenantNameOf(session: Pick<Session, 'list' | 'ports'>): Promise<string | undefined> {
  try {
    const [organization] = await session.list('/organization?$select=displayName')
    const name = organization?.displayName
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    session.ports.log.warn({ said: error.message }, 'the name of the tenant could not be read')
    return undefined
  }
}
