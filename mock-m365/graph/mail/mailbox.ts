/** Which user's mailbox a request is about, and whether that user has one. */
import type { Entity } from '../../base.ts'
import { users } from '../resources/users.ts'
import { findByKey } from '../verbs/entities.ts'
import { meNeedsUser } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { accessDenied, mailboxNotEnabled, userInvalid } from './errors.ts'

export interface Mailbox {
  readonly user: Entity
  readonly userId: string
  /** How `@odata.context` names it: `users('adele%40contoso.com')`. */
  readonly context: string
}

/** A request about a mailbox: `keys` are those of the path after the user's own. */
export interface MailTurn {
  readonly turn: Turn
  readonly mailbox: Mailbox
  readonly keys: readonly string[]
}

/**
 * A user has a mailbox by a licence, or by a primary address in the starting state. Users made later get a
 * mailbox when they are licensed. Guests have none (inferred).
 */
export function hasMailbox(user: Entity): boolean {
  if (user.userType === 'Guest') return false
  const { assignedLicenses, hasAddressAlone, proxyAddresses } = user
  if (Array.isArray(assignedLicenses) && assignedLicenses.length > 0) return true
  if (hasAddressAlone === true) return false
  return Array.isArray(proxyAddresses) && proxyAddresses.some((one) => String(one).startsWith('SMTP:'))
}

/** @throws GraphError 404 ErrorInvalidUser, 404 MailboxNotEnabledForRESTAPI, 403 ErrorAccessDenied */
export function mailTurnOfUser(turn: Turn): MailTurn {
  const [key, ...rest] = turn.keys
  const named = key?.value ?? ''
  const user = key && findByKey(turn.tenant, users, key)
  if (!user) throw userInvalid(named)
  // Shared and delegated mailboxes are not emulated: a signed-in user reaches only their own mailbox.
  if (turn.claims.idtyp === 'user' && user.id !== turn.claims.oid) throw accessDenied()
  return { turn, mailbox: mailboxOf(user, named), keys: rest.map(({ value }) => value) }
}

/** @throws GraphError 400 BadRequest for an app, which has no signed-in user */
export function mailTurnOfSelf(turn: Turn): MailTurn {
  const { claims, tenant, keys } = turn
  if (claims.idtyp === 'app') throw meNeedsUser()
  const user = tenant.get('users', claims.oid)
  if (!user) throw userInvalid(claims.oid)
  return { turn, mailbox: mailboxOf(user, claims.oid), keys: keys.map(({ value }) => value) }
}

function mailboxOf(user: Entity, named: string): Mailbox {
  if (!hasMailbox(user)) throw mailboxNotEnabled()
  return { user, userId: String(user.id), context: `users('${encodeURIComponent(named)}')` }
}
