/** The door of cas-core: an inline-mode service account and its four stages. */

import type { AdministratorCredential } from './microsoft/token.ts'
import type { Ports } from './ports.ts'
import type { Purpose } from './reconcile/journal.ts'
import { type Account, accountOf, type Settings, type StageResult } from './service-accounts/account.ts'
import type { ObjectsByGoal } from './service-accounts/inline/table.ts'
import { nextSyncAt } from './service-accounts/sites.ts'
import { cleanUp } from './stages/cleanup.ts'
import { deprovision } from './stages/deprovision.ts'
import { acceptConsent, consentUrl, provision } from './stages/grant.ts'
import { synchronize } from './stages/sync.ts'

export { type Network, type NetworkOptions, network } from './microsoft/network.ts'
export type { AdministratorCredential } from './microsoft/token.ts'
export type { Policy } from './policies/policies.ts'
export type { Log, Ports } from './ports.ts'
export { type Journal, memoryJournal } from './reconcile/journal.ts'
export type { Settings, StageResult } from './service-accounts/account.ts'
export { OBJECTS, type ObjectsByGoal } from './service-accounts/inline/table.ts'
export { siteNamed } from './service-accounts/sites.ts'
export { type FileJournal, fileJournal } from './store/file-journal.ts'

export interface InlineService {
  /** Where an administrator consents. @param state comes back with the callback */
  consentUrl(purpose: Purpose, state: string): string
  /** Takes the URL to which Microsoft sent the browser back. */
  acceptConsent(purpose: Purpose, callback: string, state: string): StageResult
  /** Grants access. Refuses before it writes, where it can know that it would fail. */
  provision(): Promise<StageResult>
  /** The daily synchronization, also by hand. */
  synchronize(): Promise<StageResult>
  /** Revokes access. */
  deprovision(): Promise<StageResult>
  /** What the vendor's page leaves to the administrator, with the administrator's credentials. */
  cleanUp(administrator: AdministratorCredential): Promise<StageResult>
  /** When the next daily synchronization is due, in milliseconds since the epoch; undefined unless granted. */
  nextSyncAt(): number | undefined
}

/**
 * A service account over its journal: a new one over the same journal goes on where the last one stopped.
 * @param table the objects by goal; the product's own unless told
 * @throws RangeError for a site that does not exist
 */
export function inlineService(ports: Ports, settings: Settings, table?: ObjectsByGoal): InlineService {
  const account: Account = accountOf(ports, settings, table)
  return {
    consentUrl: (purpose, state) => consentUrl(account, purpose, state),
    acceptConsent: (purpose, callback, state) => acceptConsent(account, purpose, callback, state),
    provision: () => provision(account),
    synchronize: () => synchronize(account),
    deprovision: () => deprovision(account),
    cleanUp: (administrator) => cleanUp(account, administrator),
    nextSyncAt: () =>
      account.ledger.goal?.startsWith('granted') ? nextSyncAt(account.site, ports.clock.now()) : undefined,
  }
}
