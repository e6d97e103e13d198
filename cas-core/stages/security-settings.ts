/**
 * Verifying related security settings, before a grant or at any time after it. It changes nothing in the tenant.
 * Source: trend-vision-one-verifying-security-settings-ms.
 */
import { type AdministratorCredential, administratorTokens } from '../microsoft/token.ts'
import { sessionWith } from '../service-accounts/account.ts'
import { securityFindings } from '../service-accounts/inline/security/index.ts'
import type { Account } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'
import { checkRole } from './role.ts'

/**
 * @param administrator who reads: before a grant the application has no role, so that an administrator is needed who
 * may read Exchange Online, such as a Global Reader; afterwards the application reads by itself
 */
export async function checkSecuritySettings(
  account: Account,
  administrator?: AdministratorCredential,
): Promise<StageOutcome> {
  const { ports, site, ledger, kind } = account
  const isConsented = Object.keys(kind.consents).some((purpose) => ledger.consents.has(purpose))
  if (!administrator && !isConsented) return refused({ code: 'reader needed', data: {} })
  const role = administrator ? undefined : await seenAfterConsent(account, () => checkRole(account))
  if (role) return role
  const session = administrator
    ? sessionWith(account, (leased) => administratorTokens(leased, account.settings.tenantId, administrator))
    : account.session
  const findings = await securityFindings(session, site, ports.dns)
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length
  const counts = { failures: count('failure'), warnings: count('warning'), advice: count('advice') }
  await ledger.append({ type: 'security settings checked', ...counts })
  return outcome('done', { code: 'security settings checked', data: { ...counts, findings } })
}
