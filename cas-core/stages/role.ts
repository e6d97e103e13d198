/** Whether the application may work in Exchange Online, and if it may not, what keeps it out. */
import { M365Error } from '../microsoft/errors.ts'
import { type RoleState, roleStateOf } from '../microsoft/exchange-role.ts'
import type { Session } from '../microsoft/session.ts'
import { type AdministratorCredential, administratorTokens } from '../microsoft/token.ts'
import { sessionWith } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

/**
 * Undefined where it may. A token knows the roles of the moment it was issued, so each check starts with a new one.
 * @param reader who looks for the reason: an administrator sees more than the application @throws M365Error
 */
export async function checkRole(
  account: Account,
  reader: Session = account.session,
): Promise<StageOutcome | undefined> {
  const { session, settings } = account
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
    return roleRefusal(await readState(reader, settings.application.clientId))
  }
}

/** The step of the guide in which the role is assigned. @param administrator who may read Privileged Identity Management */
export async function viewRole(
  account: Account,
  administrator?: AdministratorCredential,
): Promise<StageOutcome> {
  const { ledger, kind, settings } = account
  const [first = ''] = Object.keys(kind.consents)
  if (!ledger.consents.has(first)) return refused({ code: 'consent missing', data: { purpose: first } })
  const reader = administrator
    ? sessionWith(account, (leased) => administratorTokens(leased, settings.tenantId, administrator))
    : account.session
  const missing = await seenAfterConsent(account, () => checkRole(account, reader))
  return missing ?? outcome('done', { code: 'role in effect', data: {} })
}

/** "Verify": whether the steps before the last are done. Source: the provisioning guide of the earlier generation, step 4. */
export async function verify(account: Account): Promise<StageOutcome> {
  const { ledger, kind } = account
  const consents = Object.keys(kind.consents).filter((purpose) => !ledger.consents.has(purpose))
  if (consents.length > 0) return refused({ code: 'unverified', data: { missing: consents } })
  const role = await seenAfterConsent(account, () => checkRole(account))
  if (!role) return outcome('done', { code: 'verified', data: {} })
  return role.outcome === 'pending' ? refused({ code: 'unverified', data: { missing: ['role'] } }) : role
}

/** The reason is a help: where it cannot be read, the refusal alone is told. */
const readState = (reader: Session, appId: string): Promise<RoleState> =>
  roleStateOf(reader, appId).catch((error: unknown) => {
    if (!(error instanceof M365Error)) throw error
    return { state: 'missing', isWhole: false }
  })

/** Nothing was written, and a repetition may succeed. */
function roleRefusal(state: RoleState): StageOutcome {
  switch (state.state) {
    case 'assigned':
      return outcome('pending', { code: 'role not in effect', data: {} })
    case 'eligible':
      return outcome('pending', { code: 'role eligible only', data: {} })
    case 'expired':
      return outcome('pending', { code: 'role expired', data: { at: state.at } })
    case 'scheduled':
      return outcome('pending', { code: 'role scheduled', data: { from: state.from } })
    case 'scoped':
      return outcome('pending', { code: 'role for a part of the directory', data: { scope: state.scope } })
    case 'other application':
      return outcome('pending', { code: 'role of another application', data: { appId: state.appId } })
    case 'missing':
      return outcome('pending', { code: 'role missing', data: { isWhole: state.isWhole } })
  }
}
