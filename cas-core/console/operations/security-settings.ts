/** Verifying related security settings. Source: trend-vision-one-verifying-security-settings-ms; the screen is proposed. */
import * as v from 'valibot'
import { wordedFinding } from '../../profiles/findings.ts'
import type { Account } from '../../service-accounts/kind.ts'
import { alone } from '../../stages/outcome.ts'
import { checkSecuritySettings as check } from '../../stages/security-settings.ts'
import { refuses, stageAnswer } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { ADMINISTRATOR, ORGANIZATION_INPUT, type Place, placeOf } from '../places.ts'
import { INLINE_SERVICE } from '../services.ts'

const checkSecuritySettings = operation({
  name: 'checkSecuritySettings',
  screen: 'Security settings',
  does: 'Looks for settings of the tenant that would keep scanned mail out. It changes nothing there.',
  who: 'administrator',
  input: v.strictObject({
    ...ORGANIZATION_INPUT,
    administrator: v.exactOptional(ADMINISTRATOR),
  }),
  repeatable: true,
  async run(at, { organization, administrator }) {
    const place = await placeOf(at, { organization, service: INLINE_SERVICE })
    if ('code' in place) return place
    const account = await accountToCheck(at, place, administrator)
    if (!account) return refuses(at, 'not granted', { service: INLINE_SERVICE })
    const stage = await alone(account, () => check(account, administrator))
    if (stage.code !== 'security settings checked') return stageAnswer(at, stage)
    const findings = stage.data.findings.map(wordedFinding)
    return stageAnswer(at, stage, { findings })
  },
})

/**
 * Before the first consent the organization has no tenant: the administrator's domain says which one is meant. Undefined
 * where nobody says it.
 */
async function accountToCheck(
  { product, company }: At,
  { organization, service, account }: Place,
  administrator: { readonly username: string } | undefined,
): Promise<Account | undefined> {
  if (organization.tenantId !== undefined) return account
  const domain = administrator?.username.split('@')[1]
  return domain === undefined || !DOMAIN.test(domain)
    ? undefined
    : product.account(company, organization.id, service, domain)
}

const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])$/i

export const SECURITY_SETTINGS: readonly AnyOperation[] = [checkSecuritySettings]
