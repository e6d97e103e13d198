/**
 * Authentication methods that users have registered in addition to their password.
 * https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview
 */

import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { secondsText } from '../../times.ts'
import { text } from '../directory/directory.ts'
import type { Account } from '../directory/people.ts'
import type { Entra } from '../service.ts'
import { isOneTimeCode } from './one-time-code.ts'

/** The kind under which a tenant stores them, each with its `userId`; a secret key is never shown. */
export const METHODS = 'authenticationMethods'

const APP = '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod'
const CODES = '#microsoft.graph.softwareOathAuthenticationMethod'

/** Methods that can be used on the page; messages and security keys are not emulated. */
export const factorsOf = (view: View, userId: string): Entity[] =>
  view
    .find(METHODS, 'userId', userId)
    .filter((one) => one['@odata.type'] === APP || one['@odata.type'] === CODES)

/** A notification: the user presses a button on a phone. Here the page has the button (proposed). */
export const canApprove = (factors: readonly Entity[]): boolean =>
  factors.some((one) => one['@odata.type'] === APP)

export const hasCodes = (factors: readonly Entity[]): boolean =>
  factors.some((one) => one['@odata.type'] === CODES)

/** @param at milliseconds since the epoch */
export const isRightCode = (factors: readonly Entity[], typed: string, at: number): boolean =>
  factors.some(
    (one) =>
      one['@odata.type'] === CODES && isOneTimeCode(text(one.secretKey), typed.replaceAll(' ', ''), at),
  )

/**
 * Registers the authenticator app with notifications (proposed: the real page asks the user to scan a code).
 */
export function registerApp({ ids }: Entra, { tenant, user }: Account, at: number, requestId: string): void {
  const [id, userId, displayName] = [ids.uuid(), text(user.id), text(user.displayName)]
  const actor = { type: 'user', id: userId, displayName } as const
  const write = { at, actor, call: 'User registered security info', requestId }
  tenant.commit(write, METHODS, id, {
    id,
    userId,
    '@odata.type': APP,
    displayName: 'Phone',
    deviceTag: 'SoftwareTokenActivated',
    phoneAppVersion: '6.2401.0617',
    createdDateTime: secondsText(at),
  })
}
