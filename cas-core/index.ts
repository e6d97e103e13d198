/** The door of cas-core: service accounts of both modes and their stages, and the console over them. */
import type { AdministratorCredential } from './microsoft/token.ts'
import type { Notification } from './notifications/notification.ts'
import type { ReportSchedule } from './notifications/report-schedule.ts'
import type { PolicyChange } from './policies/changes.ts'
import type { MailSettings } from './policies/mail-settings.ts'
import type { Policy } from './policies/policies.ts'
import type { Protection } from './policies/protection.ts'
import type { AccountPorts, Mailer } from './ports.ts'
import { type WordedCleanupItem, wordedCleanupItem } from './profiles/cleanup.ts'
import { type WordedFinding, wordedFinding } from './profiles/findings.ts'
import { notificationOf, type ProfileName, tokenMailTo } from './profiles/index.ts'
import { STOPPED } from './profiles/notifications.ts'
import { resultOf, type StageResult } from './profiles/stage-result.ts'
import type { WorkName } from './schedule/due.ts'
import { nextDueAt } from './schedule/due.ts'
import { runDue } from './schedule/run.ts'
import { stateOf } from './schedule/state.ts'
import { accountOf } from './service-accounts/account.ts'
import { formerKind } from './service-accounts/former/index.ts'
import { directionsOf } from './service-accounts/inline/directions.ts'
import { type InlinePurpose, inlineKind } from './service-accounts/inline/index.ts'
import type { InlineTable } from './service-accounts/inline/table.ts'
import { type Account, type Settings as AccountSettings, isGranted } from './service-accounts/kind.ts'
import type { Directions } from './service-accounts/memory/directions.ts'
import type { Incident } from './service-accounts/memory/incidents.ts'
import type { Report } from './service-accounts/memory/reports.ts'
import { nextSyncAt } from './service-accounts/sites.ts'
import { checkCleanup } from './stages/check-cleanup.ts'
import { cleanUp } from './stages/cleanup.ts'
import { acceptConsent, consentUrl } from './stages/consent.ts'
import { migrate } from './stages/former/migrate.ts'
import { grant } from './stages/grant.ts'
import { alone, type StageOutcome } from './stages/outcome.ts'
import {
  changePolicy,
  listedPolicies,
  setMailSettings,
  setPolicies,
  setProtection,
} from './stages/policies.ts'
import { beginRecreation, recreateToken } from './stages/recreate-token.ts'
import { type RemovalView, removeByForce, viewRemoval } from './stages/removal.ts'
import { removeReportSchedule, scheduleReport } from './stages/reports.ts'
import { revoke } from './stages/revoke.ts'
import { verify, viewRole } from './stages/role.ts'
import { checkSecuritySettings } from './stages/security-settings.ts'
import { synchronize } from './stages/synchronize.ts'
import { upgrade } from './stages/upgrade.ts'

export { type ApiService, type ApiSettings, apiService } from './api-service.ts'
export type { ConsoleUser } from './console/console-user.ts'
export { ANSWER_CODES, OPERATIONS, perform, performInSession } from './console/index.ts'
export type { Answer } from './console/operation.ts'
export { Product, type ProductSettings } from './console/product.ts'
export { type MailServer, PRODUCT, productFrom } from './console/product-file.ts'
export { type FormerService, formerService } from './former-service.ts'
export { type Network, type NetworkOptions, network } from './microsoft/network.ts'
export type { AdministratorCredential } from './microsoft/token.ts'
export type { ReportSchedule } from './notifications/report-schedule.ts'
export type { Policy } from './policies/policies.ts'
export { policiesFrom } from './policies/policy-list.ts'
export type { Protection } from './policies/protection.ts'
export type {
  AccountPorts as Ports,
  Dns,
  Journal,
  JournalRecord,
  Lease,
  Log,
  Mailer,
  Store,
} from './ports.ts'
export type { StageResult } from './profiles/stage-result.ts'
export { ACCOUNT, settingsFrom } from './service-accounts/account-file.ts'
export { type InlineTable as ObjectsByGoal, OBJECTS } from './service-accounts/inline/table.ts'
export { siteNamed } from './service-accounts/sites.ts'
export { memoryStore } from './store/memory-store.ts'
export { sqliteStore } from './store/sqlite-store.ts'

export interface Settings extends AccountSettings {
  /** Generation of the product whose words are used. Default `cecp`. */
  readonly profile?: ProfileName
  /** Name of the organization to which the account belongs. Default `Default organization`. */
  readonly organization?: string
}

export interface RunningMail {
  readonly mailer: Mailer
  /** Addresses of the System Notification Recipient Group. */
  readonly recipients: readonly string[]
}

export interface RanWork {
  readonly what: WorkName
  /** When it was due, and when it began, in milliseconds since the epoch. */
  readonly dueAt: number
  readonly beganAt: number
  readonly result: StageResult
}

export interface ShownReports {
  /** `status` is empty for a schedule that nothing has stopped. */
  readonly schedules: readonly (ReportSchedule & { readonly status: string })[]
  readonly reports: readonly Report[]
}

export interface ShownNotification {
  readonly id: string
  readonly code: Notification['code']
  readonly data: object
  readonly message: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Whether it stands on the Dashboard. */
  readonly isBanner: boolean
  readonly isDismissed: boolean
}

export interface CleanupResult extends StageResult {
  readonly items: readonly WordedCleanupItem[]
}

export interface SettingsResult extends StageResult {
  readonly findings: readonly WordedFinding[]
}

/** One worker at a time may work on an account. A second one is refused, with the name of the first. */
export interface InlineService {
  /** Where an administrator consents. @param state comes back with the callback */
  consentUrl(purpose: InlinePurpose, state: string): string
  /** Takes the URL to which Microsoft sent the browser back. */
  acceptConsent(purpose: InlinePurpose, callback: string, state: string): Promise<StageResult>
  /** Replaces the policies. They apply from the next synchronization on. @throws InputError for ill-formed ones */
  setPolicies(policies: readonly Policy[]): Promise<StageResult>
  /** Policies in their order, the predefined ones last. */
  policies(): Promise<readonly Policy[]>
  /** Changes one policy: the others keep their order. */
  changePolicy(change: PolicyChange): Promise<StageResult>
  /** Sender Address Match and Trust Scan. */
  setMailSettings(settings: MailSettings): Promise<StageResult>
  /** Switches inline protection on or off, per direction. */
  setProtection(protection: Protection): Promise<StageResult>
  /**
   * Reads the tenant's security settings that would keep scanned mail out, and changes nothing.
   * @param administrator who reads, as long as the application has no role
   */
  checkSecuritySettings(administrator?: AdministratorCredential): Promise<SettingsResult>
  /**
   * Whether the Exchange administrator role of the application is in effect, and if it is not, why.
   * @param administrator who may read Privileged Identity Management, which the application may not
   */
  viewRole(administrator?: AdministratorCredential): Promise<StageResult>
  /** "Verify" of the earlier generation: whether all steps before the last are done. It writes nothing. */
  verify(): Promise<StageResult>
  /** Grants access. If it can know that it would fail, it refuses before it writes. */
  provision(): Promise<StageResult>
  /** Adds outbound protection to an account that has inbound protection alone. Where it fails, it takes back what it made. */
  upgradeForOutbound(): Promise<StageResult>
  /**
   * Takes outgoing mail over from the former account, which then goes. Where it fails before, that account goes on.
   * @param former over the journal of the former account
   */
  migrateOutbound(former: AccountPorts): Promise<StageResult>
  /** In which directions access is granted, and whether the upgrade is offered; undefined while access is not granted. */
  viewDirections(): Promise<
    { readonly directions: Directions; readonly isUpgradeOffered: boolean } | undefined
  >
  /** The daily synchronization; it can also be run by hand. */
  synchronize(): Promise<StageResult>
  /** Revokes access. */
  deprovision(): Promise<StageResult>
  /** The cleanup that the vendor's page leaves to the administrator, with the administrator's credentials. */
  cleanUp(administrator: AdministratorCredential): Promise<StageResult>
  /**
   * The checklist of manual cleanup, each item with its place in Microsoft's portals and whether it still stands. Where
   * nothing stands any more, the account counts as cleaned up.
   * @param administrator who reads, where the application is gone already
   */
  viewCleanup(administrator?: AdministratorCredential): Promise<CleanupResult>
  /** The progress of a removal; undefined while none is under way or done. It calls nothing. */
  viewRemoval(): Promise<RemovalView | undefined>
  /** After a removal that failed: what the product keeps of the account goes, and no service is called. */
  removeByForce(): Promise<StageResult>
  /** An administrator is about to give the consents again, so that the access token is made again. */
  beginRecreation(): Promise<StageResult>
  /** Ends the recreation, when all consents were given again. A token that is invalid stays so if it fails. */
  recreateToken(): Promise<StageResult>
  /**
   * Does what is due, and lets time pass by the clock from one work to the next, up to a moment.
   * @param untilMs milliseconds since the epoch; the present moment for what is due now
   * @param mail how administrators are told of an invalid token
   */
  runDue(untilMs: number, mail?: RunningMail): Promise<readonly RanWork[]>
  /** Makes a scheduled report, or replaces the one with the same id. */
  scheduleReport(schedule: ReportSchedule): Promise<StageResult>
  removeReportSchedule(id: string): Promise<StageResult>
  /** Schedules with their status, and what was generated, newest first. */
  reports(): Promise<ShownReports>
  /** When something is due next, in milliseconds since the epoch; undefined where nothing will be. */
  nextDueAt(): Promise<number | undefined>
  /** The Notifications list, newest first. */
  notifications(): Promise<readonly ShownNotification[]>
  /** When the next daily synchronization is due, in milliseconds since the epoch; undefined unless granted. */
  nextSyncAt(): Promise<number | undefined>
}

/**
 * A service account over its journal: a new one over the same journal goes on where the last one stopped.
 * @param table the objects by goal; the product's own by default
 * @throws RangeError for a site that does not exist
 */
export function inlineService(ports: AccountPorts, settings: Settings, table?: InlineTable): InlineService {
  const account = accountOf(inlineKind(table), ports, settings)
  const { profile = 'cecp', organization = 'Default organization' } = settings
  const about = { organization, service: 'Exchange Online (Inline Mode)', account: settings.tenantId }
  const run = async (stage: () => Promise<StageOutcome>) => resultOf(await alone(account, stage), profile)
  return {
    consentUrl: (purpose, state) => consentUrl(account, purpose, state),
    acceptConsent: (purpose, callback, state) => run(() => acceptConsent(account, purpose, callback, state)),
    setPolicies: (policies) => run(() => setPolicies(account, policies)),
    async policies() {
      await account.ledger.catchUp()
      return listedPolicies(account)
    },
    changePolicy: (change) => run(() => changePolicy(account, change)),
    setMailSettings: (given) => run(() => setMailSettings(account, given)),
    setProtection: (protection) => run(() => setProtection(account, protection)),
    async checkSecuritySettings(administrator) {
      const result = await alone(account, () => checkSecuritySettings(account, administrator))
      const findings =
        result.code === 'security settings checked' ? result.data.findings.map(wordedFinding) : []
      return { ...resultOf(result, profile), findings }
    },
    viewRole: (administrator) => run(() => viewRole(account, administrator)),
    verify: () => run(() => verify(account)),
    provision: () => run(() => grant(account)),
    upgradeForOutbound: () => run(() => upgrade(account)),
    migrateOutbound: (former) => run(() => migrate(account, accountOf(formerKind(), former, settings))),
    async viewDirections() {
      await account.ledger.catchUp()
      return isGranted(account.kind, account.ledger.goal) ? directionsShown(account) : undefined
    },
    synchronize: () => run(() => synchronize(account)),
    deprovision: () => run(() => revoke(account)),
    cleanUp: (administrator) => run(() => cleanUp(account, administrator)),
    ...endOf(account, profile, run),
    beginRecreation: () => run(() => beginRecreation(account)),
    recreateToken: () => run(() => recreateToken(account)),
    async runDue(untilMs, mail) {
      const wording = (incident: Incident) => tokenMailTo(profile, incident, about)
      const ran = await runDue(account, untilMs, mail ? { mail: { ...mail, wording } } : {})
      return ran.map((one) => ({ ...one, result: resultOf(one.result, profile) }))
    },
    async nextDueAt() {
      await account.ledger.catchUp()
      return nextDueAt(stateOf(account, {}), ports.clock.now())
    },
    scheduleReport: (schedule) => run(() => scheduleReport(account, schedule)),
    removeReportSchedule: (id) => run(() => removeReportSchedule(account, id)),
    async reports() {
      await account.ledger.catchUp()
      return reportsShown(account)
    },
    async notifications() {
      await account.ledger.catchUp()
      return account.ledger.notifications.list.map((one) => ({
        ...one,
        message: notificationOf(profile, one, about),
        isDismissed: one.dismissedAt !== undefined,
      }))
    },
    async nextSyncAt() {
      await account.ledger.catchUp()
      const isDue = isGranted(account.kind, account.ledger.goal)
      return isDue ? nextSyncAt(account.site, ports.clock.now()) : undefined
    },
  }
}

function reportsShown({ ledger }: Account): ShownReports {
  const { schedules, reports } = ledger.reports
  const shown = schedules.map(({ since: _, isStopped, ...one }) => ({
    ...one,
    status: isStopped ? STOPPED : '',
  }))
  return { schedules: shown, reports }
}

function directionsShown(account: Account): { directions: Directions; isUpgradeOffered: boolean } {
  const directions = directionsOf(account)
  return { directions, isUpgradeOffered: directions === 'inbound' }
}

/** What follows a removal: its progress, its end by force, and the checklist of what is left. */
function endOf(
  account: Account,
  profile: ProfileName,
  run: (stage: () => Promise<StageOutcome>) => Promise<StageResult>,
): Pick<InlineService, 'viewCleanup' | 'viewRemoval' | 'removeByForce'> {
  return {
    async viewCleanup(administrator) {
      const result = await alone(account, () => checkCleanup(account, administrator))
      const items = result.code === 'left to clean up' ? result.data.items.map(wordedCleanupItem) : []
      return { ...resultOf(result, profile), items }
    },
    async viewRemoval() {
      await account.ledger.catchUp()
      return viewRemoval(account)
    },
    removeByForce: () => run(() => removeByForce(account)),
  }
}
