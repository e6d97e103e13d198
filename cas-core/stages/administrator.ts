/**
 * Whether somebody may have a service account removed: a Global Administrator of its tenant (documented:
 * trend-vision-one-revoking-access-office-365-services).
 */
import { GLOBAL_ADMINISTRATOR } from '../microsoft/entra/roles.ts'
import { M365Error } from '../microsoft/errors.ts'
import { type AdministratorCredential, administratorTokens, directoryRolesIn } from '../microsoft/token.ts'
import type { Account } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

/** The roles, of which one is needed. */
export const REMOVING: readonly string[] = [GLOBAL_ADMINISTRATOR]

/**
 * Signs in with the credentials, and looks which roles the token names (observed). They are used and never kept. A tenant
 * that does not exist any more has nobody who could be asked.
 */
export async function proveAdministrator(
  { ports, settings }: Account,
  administrator: AdministratorCredential,
): Promise<StageOutcome> {
  const { username } = administrator
  const proven = outcome('done', { code: 'tenant proven', data: {} })
  try {
    const tokens = administratorTokens(ports, settings.tenantId, administrator)
    const roles = directoryRolesIn(await tokens.token('https://graph.microsoft.com'))
    if (REMOVING.some((role) => roles?.has(role))) return proven
    return refused({ code: 'administrator without role', data: { username } })
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    if (error.code === NO_SUCH_TENANT) return proven
    const { service, status, code, message } = error
    return refused({
      code: 'administrator not signed in',
      data: { service, status, error: code, said: message },
    })
  }
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const NO_SUCH_TENANT = 'AADSTS90002'
