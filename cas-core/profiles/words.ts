/** The wording of every code, as all generations of the product say it unless a profile says otherwise. */
import type { TargetName } from '../policies/policies.ts'
import type { ObstacleData } from '../reconcile/obstacle.ts'
import type { ActivityData, StageData } from '../stages/outcome.ts'
import { wordedCleanupItem } from './cleanup.ts'
import { failureIn } from './failures.ts'
import { wordedFinding } from './findings.ts'
import {
  driftIn,
  NOTIFICATION_WORDS,
  type NotificationWords,
  TOKEN_MAIL,
  type TokenMailWords,
} from './notifications.ts'
import { POLICY_WORDS } from './policies.ts'
import { TARGET_ACTIVITIES, TARGET_STAGES } from './target-words.ts'
import type { Wording } from './wording.ts'

export type { Wording }

export interface Words {
  readonly stages: Wording<StageData>
  readonly obstacles: Wording<ObstacleData>
  readonly activities: Wording<ActivityData>
  readonly notifications: NotificationWords
  readonly tokenMail: TokenMailWords
}

export const WORDS: Words = {
  notifications: NOTIFICATION_WORDS,
  tokenMail: TOKEN_MAIL,
  stages: {
    ...TARGET_STAGES,
    'consent recorded': ({ purpose }) => `consent for ${purpose} recorded`,
    'answer came elsewhere': ({ expected }) =>
      `the answer did not come to ${expected}; start the consent again`,
    'answer to another request': () => 'the answer does not belong to this request; start the consent again',
    'consent declined': ({ said }) => `consent was not given: ${said}`,
    'answer without consent': () => 'the answer does not say that consent was given; start the consent again',
    'consent of another tenant': ({ tenant }) =>
      `consent was given in another tenant; sign in with an administrator of the tenant ${tenant}`,
    'sign-in asked': () => 'consent was given; sign in with the same account, to show whose tenant it is',
    'sign-in declined': ({ said }) => `nobody has signed in: ${said}; start the consent again`,
    'answer without sign-in': () =>
      'the answer does not say that somebody signed in; start the consent again',
    'signed in to another tenant': ({ tenant }) =>
      `The account belongs to a different tenant. Use an account of the tenant ${tenant}.`,
    'signed in without role': () =>
      'The account is not a Global Administrator of the tenant. Start again with an account that is.',
    'tenant proven': () => 'an administrator of the tenant has signed in',
    'administrator needed': () =>
      'Only a Global Administrator of the tenant may have the service account removed. Enter the credentials of one and click OK, or sign in as one.',
    'administrator without role': ({ username }) =>
      `${username} is not a Global Administrator of the tenant. Enter the credentials of one, then click OK.`,
    'administrator not signed in': (failure) =>
      `${failureIn(failure)} Or ask for the removal without credentials: it gives an address to sign in at.`,
    'consent missing': ({ purpose }) => `consent for ${purpose} is still to be given`,
    'consent not yet in effect': ({ error, said }) =>
      `the consent is not yet in effect everywhere; try again after some minutes (${error}: ${said})`,
    'role missing': ({ isWhole }) =>
      `The Exchange administrator role has not been assigned to the Trend Micro Cloud App Security app. Assign it in Microsoft Entra ID, under Roles and administrators, to the app ID of this account${isWhole ? '' : '; with Privileged Identity Management it must be among the active assignments, and must not be eligible only, over, or yet to begin'}. Then try again`,
    'role not in effect': () =>
      'the Exchange administrator role is assigned, and not in effect everywhere yet; try again after some minutes',
    'role eligible only': () =>
      'the app is only eligible for the Exchange administrator role: assign it as Active in Privileged Identity Management, with a justification, then try again',
    'role expired': ({ at }) =>
      `the Exchange administrator role of the app ended at ${at}: assign it as Active again, permanently, then try again`,
    'role scheduled': ({ from }) =>
      `the Exchange administrator role of the app begins at ${from}: wait until then, or assign it from now on, then try again`,
    'role for a part of the directory': ({ scope }) =>
      `the app has the Exchange administrator role for ${scope} only: assign it with the scope Directory, then try again`,
    'role of another application': ({ appId }) =>
      `the Exchange administrator role was assigned to another application of the same name (${appId}): assign it to the app ID of this account, then try again`,
    'role in effect': () => 'the Exchange administrator role is in effect',
    verified: () => 'all steps are done',
    unverified: ({ missing }) =>
      `Unable to verify. Make sure that you have completed Step 1 to Step 3 and try again. (${missing.join(', ')})`,
    'organization dehydrated': () =>
      'the organization is not yet open to customization; run Enable-OrganizationCustomization once, then try again',
    'name exists': ({ name }) =>
      `"${name}" exists already: access is granted at another site, or was not cleaned up; remove it, then try again`,
    'former account stands': ({ names }) =>
      `${names.join(' and ')}: the Exchange Mail Flow service account protects outgoing mail; remove it first in Administration > Service Account, then try again`,
    'former account at another site': ({ names }) =>
      `${names.join(' and ')}: an Exchange Mail Flow service account at another site protects outgoing mail; remove it there first, then try again`,
    'former account to migrate': ({ names }) =>
      `${names.join(' and ')}: the Exchange Mail Flow service account protects outgoing mail; migrate outbound protection in place of the upgrade: Migration Available, in Administration > Service Account`,
    'alias exists': ({ name, alias }) =>
      `"${name}" has the alias "${alias}", which a group of ours needs; give it another alias, then try again`,
    'too many rules': ({ standing, max, needed }) =>
      `the tenant has ${standing} of ${max} transport rules and ${needed} are needed; delete some, then try again`,
    'too many allowed addresses': ({ standing, max, needed }) =>
      `the IP Allow List has ${standing} of ${max} entries and ${needed} are needed; remove some, then try again`,
    'too many spoofed senders': ({ standing, max, needed }) =>
      `the Tenant Allow/Block List has ${standing} of ${max} spoofed senders and ${needed} are needed; remove some, then try again`,
    'rule too large': ({ name, ...excess }) => `"${name}" ${tooLarge(excess)}`,
    'ill-formed': ({ said }) => said,
    granted: () => 'access granted',
    'grant taken back': () => 'what the grant had made was taken back; mend this, then try again',
    upgraded: () => 'outgoing mail is protected too',
    'nothing to upgrade': () => 'access is not granted; grant access first',
    'outbound protection migrated': () =>
      'outgoing mail is protected by Exchange Online (Inline Mode); the Exchange Mail Flow service account is removed',
    'nothing to migrate': () => 'there is no Exchange Mail Flow service account; there is nothing to migrate',
    'nothing to migrate to': () =>
      'there is no Exchange Online (Inline Mode) service account with inbound protection; remove the Exchange Mail Flow service account, then grant access',
    'no policy for outgoing mail': () =>
      'no enabled policy of Exchange Online (Inline Mode) protects outgoing mail, or Outbound Protection is switched off; enable a policy, then try again',
    'former account removed': () =>
      'the Exchange Mail Flow service account is removed: its transport rule and both connectors',
    'upgraded already': () => 'outgoing mail is protected already; there is nothing to upgrade',
    synchronized: ({ notFound }) =>
      notFound.length === 0 ? 'synchronized' : `synchronized; ${unavailable(notFound)}`,
    'nothing to synchronize': () => 'access is not granted; nothing is synchronized',
    'tokens refreshed': () => 'refreshed the access token',
    'token invalid': ({ cause: _, ...failure }) =>
      `the access token is invalid: recreate it in Administration > Service Account. ${failureIn(failure)}`,
    'recreation begun': ({ purposes }) => `grant the permissions again: ${purposes.join(', then ')}`,
    'nothing to recreate': () =>
      'there is no access token to recreate: access is not granted, or the recreation was not begun',
    'administrators told': ({ isSent }) =>
      isSent
        ? 'sent an e-mail about the invalid access token'
        : 'the e-mail about the invalid access token was not taken; it is sent later',
    'token recreated': () => 'the access token was recreated; the service account is valid',
    revoked: () => 'access revoked; check quarantined items and clean up by hand',
    'nothing to revoke': () => 'access is not granted; there is nothing to revoke',
    'cleaned up': () => 'cleaned up',
    'nothing to clean up': () => 'access was never granted; there is nothing to clean up',
    'left to clean up': ({ items }) =>
      `left to do by hand: ${items
        .filter(({ isStanding }) => isStanding)
        .map(wordedCleanupItem)
        .map(({ place, todo }) => `${todo} (${place})`)
        .join('; ')}`,
    'cleanup unread': ({ error, said }) =>
      `the application cannot look any more; look with an administrator (${error}: ${said})`,
    'force not offered': () => 'data can be removed by force only after a removal has failed',
    'removed by force': ({ leftovers }) =>
      `the data of this account is removed here; in the tenant these are left, to be removed by hand: ${leftovers.join(', ')}`,
    'still granted': () =>
      'access is still granted: rerouting rules would lose what they refer to; revoke access first',
    'reader needed': () =>
      'the application may not read Exchange Online yet; check with an administrator who may, such as a Global Reader',
    'security settings checked': ({ failures, warnings, advice, findings }) =>
      [
        failures === 0
          ? 'related security settings let scanned mail in'
          : `${failures === 1 ? '1 related security setting keeps' : `${failures} related security settings keep`} scanned mail out`,
        `${warnings} warnings, ${advice} pieces of advice`,
        ...findings.map((finding) => wordedFinding(finding)).map(({ found, mend }) => `${found}. ${mend}`),
      ].join('; '),
    'policies changed': ({ count }) =>
      `${count === 1 ? '1 policy applies' : `${count} policies apply`} from the next synchronization on`,
    ...POLICY_WORDS,
    'service not granted': () => 'policies can be made only for services to which access is granted',
    'policy changed': ({ count, isApplied }) =>
      isApplied
        ? `${count === 1 ? '1 policy applies' : `${count} policies apply`} from now on`
        : `${count === 1 ? '1 policy is kept, and applies' : `${count} policies are kept, and apply`} when the access token is valid again`,
    'settings saved': () => 'Settings saved.',
    'report scheduled': ({ name }) => `the report ${name} is scheduled`,
    'report schedule not found': ({ id }) =>
      `there is no scheduled report ${id}; refresh the list of reports`,
    'report schedule removed': ({ name }) => `the scheduled report ${name} was deleted`,
    'report generated': ({ name }) => `the report ${name} was generated`,
    'protection changed': ({ inbound, outbound }) =>
      `inline protection is ${onOff(inbound)} for incoming and ${onOff(outbound)} for outgoing mail from the next synchronization on`,
    'subscriptions renewed': ({ made, renewed, refused: mailboxes }) =>
      `${made} subscriptions made and ${renewed} renewed${mailboxes === 0 ? '' : `; ${mailboxes} mailboxes refused`}`,
    'mail caught up': ({ scanned, detected, refused: mailboxes }) =>
      `${scanned} messages scanned and ${detected} detected${mailboxes === 0 ? '' : `; ${mailboxes} mailboxes refused`}`,
    'left undone': ({ done, left }) => `${steps(done)} done and ${left} left`,
    'service error': ({ done, left, ...failure }) =>
      done + left === 0
        ? failureIn(failure)
        : `${failureIn(failure)}; before that ${steps(done)} done, and ${left} left`,
    'worker busy': ({ holder, until }) =>
      `${holder} works on this account, until ${until} unless it goes on; wait for it to end, then try again`,
    'taken over': ({ holder }) => `${holder} has taken over the work on this account`,
  },
  obstacles: {
    'name taken': () => 'an object of this name exists that is not ours; it was left alone',
    'waits for another': ({ missing }) => `waits for ${missing}, which is itself blocked`,
    'switched off by hand': () => 'was switched off by somebody else; switch it on to resume protection',
    'too large': tooLarge,
    'object refused': failureIn,
    'part refused': ({ part, ...failure }) => `${part} was refused: ${failureIn(failure)}`,
  },
  activities: {
    'drift found': ({ findings }) => `changed by somebody else: ${driftIn(findings)}`,
    ...TARGET_ACTIVITIES,
    'tokens acquired': ({ count }) => `acquired ${count} access tokens`,
    'token refreshed': () => 'refreshed the access token',
    'directory read': ({ users, groups, domains }) =>
      `synchronized ${users} users, ${groups} groups, ${domains} verified domains and their MX records`,
    'targets not found': ({ notFound }) => unavailable(notFound),
    'records not read': ({ domains }) =>
      `could not read the MX records of ${domains.join(', ')}; the next synchronization tries again`,
    'mailboxes not read': () =>
      'could not read the mailboxes, since Exchange Online refused it; the next synchronization tries again',
    'security settings to correct': ({ failures, warnings }) =>
      `the last check of related security settings found ${failures} to correct and ${warnings} to look at`,
    'former account seen': ({ names }) =>
      `${names.join(' and ')} stand: the Exchange Mail Flow service account protects outgoing mail; migrate outbound protection, or remove that account`,
    'synchronization stopped': () => 'stopped daily synchronization',
    'reports stopped': () => 'stopped scheduled reports',
  },
}

function tooLarge({ characters, max }: { readonly characters: number; readonly max: number }): string {
  return `would hold ${characters} characters, and a rule holds ${max} at most: in the policies, choose fewer domains, their parent domain, or groups as targets, then try again`
}

const unavailable = (notFound: readonly TargetName[]): string => {
  const names = notFound.map(({ kind, id, policy }) => `${kind} ${id} of policy "${policy}"`)
  return `not found in the tenant, and unavailable as targets: ${names.join('; ')}`
}

const onOff = (on: boolean): string => (on ? 'on' : 'off')
const steps = (count: number): string => (count === 1 ? '1 step was' : `${count} steps were`)
