/**
 * Granting access (provisioning): consent, role check, second consent, preflight, objects, first synchronization.
 * Source: trend-vision-one-grant-exchange-inline-auth and the provisioning guide of the earlier generation.
 */

import type { Directory } from '../microsoft/directory.ts'
import { M365Error } from '../microsoft/errors.ts'
import { targetsNotFound } from '../policies/policies.ts'
import { PROFILES } from '../profiles/messages.ts'
import { observe } from '../reconcile/engine.ts'
import type { Purpose } from '../reconcile/journal.ts'
import type { Observed } from '../reconcile/plan.ts'
import {
  type Account,
  failed,
  lookingFor,
  note,
  obstaclesIn,
  reach,
  refused,
  type StageResult,
  synchronizeDirectory,
} from '../service-accounts/account.ts'
import { isList } from '../service-accounts/inline/table.ts'
import { addressesOf } from '../service-accounts/sites.ts'

const RESOURCES = ['https://outlook.office365.com', 'https://graph.microsoft.com'] as const

/** One consent per resource: mail flow first, so that the role can be assigned; the directory second. */
const SCOPES: Readonly<Record<Purpose, string>> = {
  'mail flow': `${RESOURCES[0]}/.default`,
  'data sync': `${RESOURCES[1]}/.default`,
}

/** https://learn.microsoft.com/entra/identity-platform/v2-admin-consent @param state returned by the callback */
export function consentUrl({ settings }: Account, purpose: Purpose, state: string): string {
  const { clientId, redirectUri } = settings.application
  const url = new URL(`https://login.microsoftonline.com/${settings.tenantId}/v2.0/adminconsent`)
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('scope', SCOPES[purpose])
  url.searchParams.set('redirect_uri', redirectUri)
  url.searchParams.set('state', state)
  return url.href
}

/**
 * Takes the browser's return from the consent page. It is a hint, not a proof: whether the permissions are there
 * shows only when a token is used.
 */
export function acceptConsent(
  account: Account,
  purpose: Purpose,
  callback: string,
  state: string,
): StageResult {
  const { searchParams: query, origin, pathname } = new URL(callback)
  const own = new URL(account.settings.application.redirectUri)
  if (origin !== own.origin || pathname !== own.pathname)
    return refused(`the answer did not come to ${own.href}; start the consent again`)
  if (query.get('state') !== state)
    return refused('the answer does not belong to this request; start the consent again')
  if (query.has('error'))
    return refused(`consent was not given: ${query.get('error_description') ?? query.get('error')}`)
  if (query.get('admin_consent') !== 'True')
    return refused('the answer does not say that consent was given; start the consent again')
  if (query.get('tenant') !== account.settings.tenantId)
    return refused('consent was given in another tenant; sign in with an administrator of this one')
  // a token that is kept knows neither this consent nor, after a cleanup, the application as it is now
  for (const resource of RESOURCES) account.session.tokens.forget(resource)
  note(account, { type: 'consented', purpose })
  return { outcome: 'done', message: 'consent recorded', done: [], obstacles: [], activities: [] }
}

/** Makes the objects and synchronizes. Repeating it resumes or repairs; a second run on a granted tenant writes nothing. */
export async function provision(account: Account): Promise<StageResult> {
  const { ledger, settings, session } = account
  const missing = (['mail flow', 'data sync'] as const).find((purpose) => !ledger.consented.has(purpose))
  if (missing) return refused(`consent for ${missing} is still to be given`)
  try {
    const role = await checkRole(account)
    if (role) return role
    const goal = settings.directions === 'both' ? 'granted' : 'granted inbound'
    const begun = ledger.goal === 'granted' || ledger.goal === 'granted inbound'
    const seen = await observe(lookingFor(account, goal, session))
    const reason = begun ? undefined : reasonAgainst(account, seen)
    if (reason) return refused(reason)
    const directory = await synchronizeDirectory(account, seen)
    const reached = await reach(account, goal, { seen })
    const message =
      reached.outcome === 'done'
        ? PROFILES[settings.profile ?? 'cecp'].granted
        : obstaclesIn(reached.obstacles)
    const activities = [
      `acquired ${session.tokens.acquired} access tokens`,
      synchronized(directory),
      ...notFoundIn(account, directory),
    ]
    return { ...reached, message, activities }
  } catch (error) {
    return failed(error)
  }
}

/** In the words of the changes-made page. */
export const synchronized = (directory: {
  users: { size: number }
  groups: { size: number }
  domains: { length: number }
}) =>
  `synchronized ${directory.users.size} users, ${directory.groups.size} groups, ${directory.domains.length} verified domains and their MX records`

/** Targets that policies name and the tenant does not hold: a sentence for all, where there are any. */
export function notFoundIn({ settings }: Account, directory: Directory): string[] {
  const names = targetsNotFound(settings.policies, directory).map(
    ({ kind, id, policy }) => `${kind} ${id} of policy "${policy}"`,
  )
  return names.length === 0
    ? []
    : [`not found in the tenant, and unavailable as targets: ${names.join('; ')}`]
}

/** A token knows the roles of the moment it was issued, so each check starts with a new one. */
async function checkRole({ session }: Account): Promise<StageResult | undefined> {
  session.tokens.forget('https://outlook.office365.com')
  try {
    const [organization] = await session.read('Get-OrganizationConfig', {}, ['Name', 'IsDehydrated'])
    if (organization?.IsDehydrated !== true) return undefined
    return refused(
      'the organization is not yet open to customization; run Enable-OrganizationCustomization once, then try again',
    )
  } catch (error) {
    // who is refused a token has no role to wait for: its secret or its consent is wrong
    const denied =
      error instanceof M365Error &&
      error.service === 'exchange' &&
      (error.meaning === 'forbidden' || error.meaning === 'unauthorized')
    if (!denied) throw error
    const message =
      'the Exchange administrator role is not assigned to the application yet, or not in effect yet'
    return { outcome: 'pending', message, done: [], obstacles: [], activities: [] }
  }
}

/** https://learn.microsoft.com/office365/servicedescriptions: transport rules an organization may have. */
const RULES_MAX = 300
/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
const ALLOWED_ADDRESSES_MAX = 1273
/** https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure */
const SPOOFED_SENDERS_MAX = 1024

/** Why the grant cannot succeed, found before anything is written; undefined where nothing stands in the way. */
function reasonAgainst({ table, site }: Account, { objects, lists }: Observed): string | undefined {
  const names = new Set(
    table.filter((row) => !isList(row) && row.kind !== 'group').map((row) => row.name.toLowerCase()),
  )
  const standing = (['transportRule', 'inboundConnector', 'outboundConnector'] as const).flatMap(
    (kind) => objects.get(kind) ?? [],
  )
  const leftover = standing.find(({ name }) => names.has(name.toLowerCase()))
  if (leftover)
    return `"${leftover.name}" exists already: access is granted at another site, or was not cleaned up; remove it, then try again`
  const rules = objects.get('transportRule')?.length ?? 0
  const needed = table.filter((row) => row.kind === 'transportRule').length
  if (rules + needed > RULES_MAX)
    return `the tenant has ${rules} of ${RULES_MAX} transport rules and ${needed} are needed; delete some, then try again`
  const allowed = lists.get('ipAllowList') ?? []
  const added = addressesOf(site).filter((address) => !allowed.includes(address)).length
  if (allowed.length + added > ALLOWED_ADDRESSES_MAX)
    return `the IP Allow List has ${allowed.length} of ${ALLOWED_ADDRESSES_MAX} entries and ${added} are needed; remove some, then try again`
  const pairs = lists.get('spoofAllowList')?.length ?? 0
  if (pairs >= SPOOFED_SENDERS_MAX)
    return `the Tenant Allow/Block List has ${pairs} of ${SPOOFED_SENDERS_MAX} spoofed senders; remove some, then try again`
  return undefined
}
