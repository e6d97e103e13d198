/** Whether the application may work in Exchange Online. */
import { M365Error } from '../microsoft/errors.ts'
import type { Account } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

/**
 * Undefined where it may. A token knows the roles of the moment it was issued, so each check starts with a new one.
 * @throws M365Error
 */
export async function checkRole({ session }: Account): Promise<StageOutcome | undefined> {
  session.tokens.forget('https://outlook.office365.com')
  try {
    const [organization] = await session.read('Get-OrganizationConfig', {}, ['Name', 'IsDehydrated'])
    if (organization?.IsDehydrated !== true) return undefined
    return refused({ code: 'organization dehydrated', data: {} })
  } catch (error) {
    // if the token itself is refused, waiting for the role does not help: the secret or the consent is wrong
    const isDenied =
      error instanceof M365Error &&
      error.service === 'exchange' &&
      (error.meaning === 'forbidden' || error.meaning === 'unauthorized')
    if (!isDenied) throw error
    return outcome('pending', { code: 'role missing', data: {} })
  }
}
