/**
 * From an entry of the change log to a subscription's notifications.
 * https://learn.microsoft.com/graph/api/resources/changenotification
 */
import type { Entity } from '../../base.ts'
import type { Change, Tenant } from '../../tenant.ts'
import { etagOf } from '../mail/answers.ts'
import { messageIdOf } from '../mail/messages/messages.ts'
import { isActive } from './operations.ts'

export type ChangeType = 'created' | 'updated' | 'deleted'

interface Told {
  readonly changeType: ChangeType
  readonly resource: string
  readonly resourceData: Readonly<Record<string, unknown>>
}

/** The notifications of one change for one subscription: none, one, or two where an item got another id. */
export function notificationsOf(
  tenant: Tenant,
  change: Change,
  subscription: Entity,
): Record<string, unknown>[] {
  if (!isActive(subscription, change.at) || subscription.paused === true) return []
  const wanted = String(subscription.changeType).split(',')
  return toldOf(tenant, change, subscription)
    .filter(({ changeType }) => wanted.includes(changeType))
    .map(({ changeType, resource, resourceData }) => ({
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: subscription.expirationDateTime,
      changeType,
      resource,
      resourceData,
      clientState: subscription.clientState,
      tenantId: tenant.id,
    }))
}

function toldOf(tenant: Tenant, change: Change, subscription: Entity): Told[] {
  const [kind, id, folderId] = ['kind', 'id', 'folderId'].map((name) => watched(subscription, name))
  if (kind === 'messages')
    return ofMessage(tenant, change, { id, folderId, immutable: subscription.immutable === true })
  if (kind === 'groups/members') return change.kind === kind ? ofMember(tenant, change, id) : []
  const own = ofObject(tenant, change, kind ?? '', id)
  // A member that joins or leaves changes the group.
  return kind === 'groups' && change.kind === 'groups/members' ? ofMember(tenant, change, id) : own
}

function watched({ watch }: Entity, name: string): string | undefined {
  const value: unknown = typeof watch === 'object' && watch !== null ? Reflect.get(watch, name) : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * Creation and removal to deletedItems are told as updates; only a purge is told as deleted (documented as a
 * known issue).
 * https://learn.microsoft.com/graph/known-issues
 */
function ofObject(tenant: Tenant, change: Change, kind: string, id: string | undefined): Told[] {
  const { key, after, seq } = change
  if (id !== undefined && key !== id) return []
  if (change.kind === kind) {
    // The service stores a removed object with the next entry of the log.
    const isKept = !after && tenant.before(seq + 2).get('deletedItems', key) !== undefined
    return [notificationOf(tenant, kind, key, after || isKept ? 'updated' : 'deleted')]
  }
  const isPurge = change.kind === 'deletedItems' && !after && !tenant.before(seq + 1).get(kind, key)
  const wasOfKind = change.before?.['@odata.type'] === `#microsoft.graph.${kind.slice(0, -1)}`
  return isPurge && wasOfKind ? [notificationOf(tenant, kind, key, 'deleted')] : []
}

function notificationOf(
  tenant: Tenant,
  kind: string,
  key: string,
  changeType: ChangeType,
  more: Readonly<Record<string, unknown>> = {},
): Told {
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
  const resource = `${title}/${key}`
  const resourceData = {
    '@odata.type': `#Microsoft.Graph.${title.slice(0, -1)}`,
    '@odata.id': resource,
    id: key,
    organizationId: tenant.id,
    ...more,
  }
  return { changeType, resource, resourceData }
}

function ofMember(tenant: Tenant, { before, after }: Change, id: string | undefined): Told[] {
  const membership = after ?? before
  const groupId = String(membership?.groupId)
  if (id !== undefined && groupId !== id) return []
  const member = { id: membership?.memberId, ...(after ? {} : { '@removed': 'deleted' }) }
  return [notificationOf(tenant, 'groups', groupId, 'updated', { 'members@delta': [member] })]
}

interface MailWatch {
  readonly id: string | undefined
  readonly folderId: string | undefined
  readonly immutable: boolean
}

/** A move changes the regular id (inferred: a subscriber to the whole mailbox is told of both ids). */
function ofMessage(tenant: Tenant, change: Change, { id, folderId, immutable }: MailWatch): Told[] {
  if (change.kind !== 'messages') return []
  const inside = (one: Entity | undefined) =>
    one?.mailbox === id && (folderId === undefined || one?.parentFolderId === folderId) ? one : undefined
  const [was, is] = [inside(change.before), inside(change.after)]
  const tell = (message: Entity, changeType: ChangeType): Told => {
    const itemId = messageIdOf(message, { immutable })
    const resource = `Users/${id}@${tenant.id}/Messages/${itemId}`
    const resourceData = {
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': resource,
      '@odata.etag': etagOf(message),
      id: itemId,
    }
    return { changeType, resource, resourceData }
  }
  if (was && is && messageIdOf(was, { immutable }) === messageIdOf(is, { immutable }))
    return [tell(is, 'updated')]
  return [...(was ? [tell(was, 'deleted')] : []), ...(is ? [tell(is, 'created')] : [])]
}
