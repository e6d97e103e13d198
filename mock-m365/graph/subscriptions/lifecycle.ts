/**
 * Lifecycle notifications: they are about the subscriptions, not about the watched resources.
 * https://learn.microsoft.com/graph/change-notifications-lifecycle-events
 */
import type { Entity } from '../../base.ts'
import { GRAPH_APP_ID, PERMISSIONS } from '../../entra/well-known.ts'
import type { Actor, Change, Tenant } from '../../tenant.ts'
import { hasMailbox } from '../mail/mailbox.ts'
import { rowNamed } from './resources.ts'

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'

/** Microsoft's own application that sends the notifications. */
const CHANGE_TRACKING: Actor = {
  type: 'system',
  id: '0bf30f3b-4a52-48df-9a82-234910c4a086',
  displayName: 'Microsoft Graph Change Tracking',
}

/** How long before the end a subscriber is warned. Proposed: the page says only that it is about to expire. */
const WARNING_MS = 60 * 60_000

export function lifecycleNotice(tenant: Tenant, subscription: Entity, lifecycleEvent: LifecycleEvent) {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: subscription.expirationDateTime,
    tenantId: tenant.id,
    clientState: subscription.clientState,
    lifecycleEvent,
  }
}

/** Whether the end is near enough for a warning. @param at milliseconds since the epoch */
export function isEnding({ expirationDateTime }: Entity, at: number): boolean {
  const leftMs = Date.parse(String(expirationDateTime)) - at
  return leftMs > 0 && leftMs <= WARNING_MS
}

/**
 * What a change does to a subscription. A withdrawn permission requires a new authorization, and nothing is
 * sent until then. Without the application or the mailbox the subscription ends. Only Outlook notifies of the
 * removal.
 */
export function effectOf(change: Change, subscription: Entity): LifecycleEvent | undefined {
  const { kind, key, before, after } = change
  if (kind === 'servicePrincipals' && before?.appId === subscription.applicationId)
    return !after || after.accountEnabled === false ? 'subscriptionRemoved' : undefined
  if (kind === 'appRoleAssignments' && before && !after && before.principalId === subscription.creatorId)
    return isNeeded(before, subscription) ? 'reauthorizationRequired' : undefined
  const isOwner = kind === 'users' && isMailOf(subscription, key)
  return isOwner && (!after || !hasMailbox(after)) ? 'subscriptionRemoved' : undefined
}

/** Carries out an effect in the tenant, as the service. @param at milliseconds since the epoch */
export function applyEffect(
  tenant: Tenant,
  subscription: Entity,
  effect: LifecycleEvent,
  { at, requestId }: { readonly at: number; readonly requestId: string },
): void {
  const write = { at, actor: CHANGE_TRACKING, call: effect, requestId }
  const after = effect === 'subscriptionRemoved' ? undefined : { ...subscription, paused: true }
  tenant.commit(write, 'subscriptions', String(subscription.id), after)
}

/**
 * Whether the subscriber is notified: always of reauthorization, of the rest only by Outlook (documented).
 */
export const isTold = (subscription: Entity, event: LifecycleEvent): boolean =>
  typeof subscription.lifecycleNotificationUrl === 'string' &&
  (event === 'reauthorizationRequired' || rowNamed(subscription.row)?.isOutlook === true)

function isNeeded({ appRoleId }: Entity, { row }: Entity): boolean {
  const { appRoles = {} } = PERMISSIONS[GRAPH_APP_ID] ?? {}
  const needed = rowNamed(row)?.access.application ?? new Set<string>()
  return [...needed].some((value) => appRoles[value] === appRoleId)
}

function isMailOf({ watch, row }: Entity, userId: string): boolean {
  if (rowNamed(row)?.isOutlook !== true || typeof watch !== 'object' || watch === null) return false
  return Reflect.get(watch, 'id') === userId
}
