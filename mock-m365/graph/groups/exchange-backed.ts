/** Settings of a Microsoft 365 group that its mailbox keeps. https://learn.microsoft.com/graph/api/resources/group (documented) */
import type { Entity } from '../../base.ts'
import { mailboxNotEnabled } from '../mail/errors.ts'
import type { Query } from '../odata/query.ts'
import type { Property } from '../schema.ts'
import type { Body } from '../verbs/resource.ts'
import { groupSettingNotForApps, groupSettingsNotAlone, propertyReadOnly } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { isUnified } from './memberships.ts'

const SETTING: Property = { type: 'Boolean', selectOnly: true, ofOne: true, absent: false }

export const EXCHANGE_BACKED: Readonly<Record<string, Property>> = {
  allowExternalSenders: SETTING,
  autoSubscribeNewMembers: SETTING,
  hideFromAddressLists: SETTING,
  hideFromOutlookClients: SETTING,
  isSubscribedByMail: SETTING,
  unseenCount: { type: 'Int32', selectOnly: true, ofOne: true, readOnly: true, absent: 0 },
}

const isKept = (name: string): boolean => Object.hasOwn(EXCHANGE_BACKED, name)

/**
 * A group without a mailbox has none of these settings, by design.
 * https://github.com/microsoftgraph/microsoft-graph-docs/pull/14958 (observed)
 */
export function checkMailboxAsked(_: Turn, { select = [] }: Query, group?: Entity): void {
  if (group && select.some(isKept) && !isUnified(group)) throw mailboxNotEnabled()
}

/** They cannot be set when the group is made (documented): it has no mailbox yet. */
export function checkNoneGiven({ values }: Body): void {
  const given = Object.keys(values).find(isKept)
  if (given !== undefined) throw propertyReadOnly(given)
}

/**
 * True for a PATCH of only these settings; it is answered with 200.
 * https://learn.microsoft.com/graph/api/group-update: in a separate request, and only by users
 * (documented).
 * @throws GraphError 400 together with other properties, or for an application's own token; 404 where there
 * is no mailbox
 */
export function changesMailbox({ claims }: Turn, group: Entity, { values }: Body): boolean {
  const names = Object.keys(values)
  const [first] = names.filter(isKept)
  if (first === undefined) return false
  if (!names.every(isKept)) throw groupSettingsNotAlone(first)
  if (claims.idtyp === 'app') throw groupSettingNotForApps()
  if (!isUnified(group)) throw mailboxNotEnabled()
  return true
}
