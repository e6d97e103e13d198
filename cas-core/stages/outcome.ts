/** The result of a stage: an outcome, a code, and values. Profiles turn these into sentences. */
import { InputError } from '#input'
import { M365Error, type ServiceName } from '../microsoft/errors.ts'
import type { NotificationData } from '../notifications/notification.ts'
import type { PolicyRefusals } from '../policies/changes.ts'
import type { TargetName } from '../policies/policies.ts'
import { policiesFrom } from '../policies/policy-list.ts'
import type { Drift } from '../reconcile/drift.ts'
import type { Reached } from '../reconcile/engine.ts'
import type { Obstacle } from '../reconcile/obstacle.ts'
import type { Finding } from '../service-accounts/inline/security/finding.ts'
import type { Account } from '../service-accounts/kind.ts'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import type { CheckedSettings } from '../service-accounts/memory/security-settings.ts'
import type { Coded, RefusalData } from '../service-accounts/refusal.ts'
import { LeaseHeld, LeaseLost } from '../store/refusals.ts'
import type { CleanupItem } from './cleanup-item.ts'
import type { TargetActivityData, TargetStageData } from './target-codes.ts'

export type Outcome = 'done' | 'pending' | 'refused' | 'failed'

/** All codes, with the values that their wording needs. */
export interface StageData extends RefusalData, PolicyRefusals, TargetStageData {
  'consent recorded': { readonly purpose: string }
  'answer came elsewhere': { readonly expected: string }
  'answer to another request': object
  'consent declined': { readonly said: string }
  'answer without consent': object
  /** `tenant`: the one whose consent is needed, by name or id. */
  'consent of another tenant': { readonly tenant: string }
  /** A consent was given; the person who gave it has to sign in, so that it is known where. */
  'sign-in asked': object
  'sign-in declined': { readonly said: string }
  'answer without sign-in': object
  /** `tenant`: the one that the answer to the consent has named. */
  'signed in to another tenant': { readonly tenant: string }
  'signed in without role': object
  'tenant proven': object
  /** Credentials of a Global Administrator are asked for, or a sign-in. */
  'administrator needed': object
  'administrator without role': { readonly username: string }
  'administrator not signed in': {
    readonly service: ServiceName
    readonly status: number
    readonly error: string
    readonly said: string
  }
  'consent missing': { readonly purpose: string }
  'consent not yet in effect': { readonly error: string; readonly said: string }
  /** `isWhole`: schedules of Privileged Identity Management could be read too, and show nothing. */
  'role missing': { readonly isWhole: boolean }
  'role not in effect': object
  'role eligible only': object
  'role expired': { readonly at: string }
  'role scheduled': { readonly from: string }
  'role for a part of the directory': { readonly scope: string }
  /** Another application of the same name has it. */
  'role of another application': { readonly appId: string }
  'role in effect': object
  verified: object
  /** Purposes of consents, and `role`. */
  unverified: { readonly missing: readonly string[] }
  'organization dehydrated': object
  granted: object
  /** A first grant has failed for good: what it made is gone again, and the obstacles tell why. */
  'grant taken back': object
  upgraded: object
  /** Access is not granted, so that there is nothing to upgrade. */
  'nothing to upgrade': object
  'upgraded already': object
  'outbound protection migrated': object
  /** No former account is there whose outgoing mail could be taken over. */
  'nothing to migrate': object
  /** No account with inbound protection is there to take outgoing mail over. */
  'nothing to migrate to': object
  /** Nobody's outgoing mail would be scanned any more. */
  'no policy for outgoing mail': object
  'former account removed': object
  synchronized: { readonly notFound: readonly TargetName[] }
  'nothing to synchronize': object
  'tokens refreshed': object
  /** The service does not let the product into the tenant; synchronization and writes wait until it does. */
  'token invalid': NotificationData['token invalid']
  /** Consents are asked for again, in this order. */
  'recreation begun': { readonly purposes: readonly string[] }
  'nothing to recreate': object
  /** The e-mail about an invalid token: whether the mail server has taken it. */
  'administrators told': { readonly isSent: boolean }
  'token recreated': object
  revoked: object
  'nothing to revoke': object
  'cleaned up': object
  'nothing to clean up': object
  'still granted': object
  /** Administrators still have something to remove by hand. */
  'left to clean up': { readonly items: readonly CleanupItem[] }
  /** The application cannot read any more, and no administrator was named. */
  'cleanup unread': { readonly error: string; readonly said: string }
  'force not offered': object
  'removed by force': { readonly leftovers: readonly string[] }
  /** The application may not read yet, and no administrator was named. */
  'reader needed': object
  /** Findings are worded by the profile, each with its place and its mend. */
  'security settings checked': CheckedSettings & { readonly findings: readonly Finding[] }
  /** A setting that the account was given is wrong. */
  'ill-formed': { readonly said: string }
  'policies changed': { readonly count: number }
  /** Policies are made for services with access only. */
  'service not granted': object
  /** While access is refused, policies are kept and not applied. */
  'policy changed': { readonly count: number; readonly isApplied: boolean }
  'settings saved': object
  'report scheduled': { readonly name: string }
  'report schedule not found': { readonly id: string }
  'report schedule removed': { readonly name: string }
  'report generated': { readonly name: string }
  'protection changed': { readonly inbound: boolean; readonly outbound: boolean }
  /** Something is left, and the obstacles say why. */
  'subscriptions renewed': { readonly made: number; readonly renewed: number; readonly refused: number }
  'mail caught up': { readonly scanned: number; readonly detected: number; readonly refused: number }
  'left undone': { readonly done: number; readonly left: number }
  'service error': {
    readonly service: ServiceName
    /** HTTP status; 0 where no answer came. */
    readonly status: number
    readonly error: string
    readonly said: string
    readonly done: number
    readonly left: number
  }
  'worker busy': { readonly holder: string; readonly until: string }
  'taken over': { readonly holder: string }
}

export type StageCode = keyof StageData
type Said = Coded<StageData>

/** What was done in addition to changing the tenant. */
export interface ActivityData extends TargetActivityData {
  /** Somebody else has changed the product's objects. */
  'drift found': { readonly findings: readonly Drift[] }
  'tokens acquired': { readonly count: number }
  'token refreshed': object
  'directory read': { readonly users: number; readonly groups: number; readonly domains: number }
  'targets not found': { readonly notFound: readonly TargetName[] }
  'records not read': { readonly domains: readonly string[] }
  'mailboxes not read': object
  /** What the last check of related security settings found. */
  'security settings to correct': CheckedSettings
  /** Connectors of the former outbound protection are in the tenant. */
  'former account seen': { readonly names: readonly string[] }
  'synchronization stopped': object
  'reports stopped': object
}

export type Activity = Coded<ActivityData>

export type StageOutcome = Said & {
  readonly outcome: Outcome
  /** Writes of this stage, in order: `create TMCAS Inline …`. */
  readonly done: readonly string[]
  /** Writes that obstacles prevented. */
  readonly left: readonly string[]
  readonly obstacles: readonly Obstacle[]
  readonly activities: readonly Activity[]
}

const NOTHING_DONE = { done: [], left: [], obstacles: [], activities: [] }

/** A stage that did nothing in the tenant. */
export const outcome = (kind: Outcome, said: Said): StageOutcome => ({
  ...said,
  outcome: kind,
  ...NOTHING_DONE,
})

/** A stage that was not begun, because something has to be corrected first. */
export const refused = (said: Said): StageOutcome => outcome('refused', said)

/** A stage that cannot work, because the account has lost its access. */
export function tokenInvalid({ cause, service, status, error, said }: Incident): StageOutcome {
  return outcome('failed', { code: 'token invalid', data: { cause, service, status, error, said } })
}

/** A stage that has worked on the tenant. @param said where it has reached its goal */
export function worked(
  { done, left, obstacles, error }: Reached,
  said: Said,
  activities: readonly Activity[],
): StageOutcome {
  const shown = { done, left, obstacles, activities }
  const counts = { done: done.length, left: left.length }
  if (error) return { ...serviceError(error, counts), outcome: 'failed', ...shown }
  if (obstacles.length === 0) return { ...said, outcome: 'done', ...shown }
  return { code: 'left undone', data: counts, outcome: 'failed', ...shown }
}

const serviceError = (
  { service, status, code, message }: M365Error,
  counts: { readonly done: number; readonly left: number },
): Coded<Pick<StageData, 'service error'>> => ({
  code: 'service error',
  data: { service, status, error: code, said: message, ...counts },
})

/** A consent is still not known everywhere, although the stage waited for it. */
export class NotYetInEffect extends Error {
  override readonly cause: M365Error

  constructor(cause: M365Error) {
    super(cause.message)
    this.name = 'NotYetInEffect'
    this.cause = cause
  }
}

/** A value that came in, or why it is refused. */
export function wellFormed<T extends object>(read: () => T): T | Coded<Pick<StageData, 'ill-formed'>> {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { code: 'ill-formed', data: { said: error.message } }
  }
}

/** Runs a stage alone: under the journal's lease, with its failures as outcomes. */
export function alone(account: Account, stage: () => Promise<StageOutcome>): Promise<StageOutcome> {
  const { ledger, settings } = account
  return withFailures(() =>
    ledger.leased(async () => {
      // policies of an account file become the journal's, once
      if (!ledger.policies) {
        const policies = wellFormed(() => policiesFrom(settings.policies ?? []))
        if ('code' in policies) return refused(policies)
        await ledger.append({ type: 'policies', policies })
      }
      return await stage()
    }),
  )
}

/** Runs a stage that only reads, with its failures as outcomes. Others may work meanwhile. */
export const reading = ({ ledger }: Account, stage: () => Promise<StageOutcome>): Promise<StageOutcome> =>
  withFailures(async () => {
    await ledger.catchUp()
    return stage()
  })

async function withFailures(stage: () => Promise<StageOutcome>): Promise<StageOutcome> {
  try {
    return await stage()
  } catch (error) {
    if (error instanceof NotYetInEffect) {
      const { code, message } = error.cause
      return outcome('pending', { code: 'consent not yet in effect', data: { error: code, said: message } })
    }
    if (error instanceof M365Error) return outcome('failed', serviceError(error, { done: 0, left: 0 }))
    if (error instanceof LeaseLost)
      return outcome('failed', { code: 'taken over', data: { holder: error.holder } })
    if (!(error instanceof LeaseHeld)) throw error
    const until = new Date(error.untilMs).toISOString()
    return refused({ code: 'worker busy', data: { holder: error.holder, until } })
  }
}
