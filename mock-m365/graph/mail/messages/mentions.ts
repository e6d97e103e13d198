/**
 * Mentions in a message; only beta has them.
 * https://learn.microsoft.com/graph/api/resources/mention?view=graph-rest-beta
 */

import type { Entity } from '../../../base.ts'
import { secondsText } from '../../../times.ts'
import { bodyTypeInvalid } from '../errors.ts'
import { member, type Readers, recipient } from '../input.ts'
import type { MailTurn } from '../mailbox.ts'

/** Proposed: no limit is documented. */
const MENTIONS_MAX = 100

/** Further properties of a draft in beta. */
export const MENTION_READERS: Readers = {
  mentions: (value, name) => {
    if (!Array.isArray(value) || value.length > MENTIONS_MAX)
      throw bodyTypeInvalid(name, 'Collection(microsoft.graph.mention)')
    return value.map((one) => {
      const mentioned = member(one, 'mentioned')
      if (mentioned === undefined) throw bodyTypeInvalid(name, 'microsoft.graph.mention')
      return member(recipient({ emailAddress: mentioned }, name), 'emailAddress')
    })
  },
}

/**
 * Mentions as stored, and whether the mailbox's owner is among them. @param given addresses as the reader
 * returns them
 */
export function mentionsOf({ turn, mailbox }: MailTurn, given: unknown): Entity {
  if (!Array.isArray(given)) return {}
  const { displayName, mail, userPrincipalName } = mailbox.user
  const self = { name: displayName ?? null, address: mail ?? userPrincipalName }
  const at = secondsText(turn.arrival.at)
  const mentions = given.map((mentioned: unknown) => ({
    id: turn.cloud.ids.uuid(),
    mentioned,
    mentionText: null,
    clientReference: null,
    createdBy: self,
    createdDateTime: at,
    serverCreatedDateTime: at,
    deepLink: null,
    application: null,
  }))
  const isSelf = ({ mentioned }: { mentioned: unknown }) =>
    String(member(mentioned, 'address')).toLowerCase() === String(self.address).toLowerCase()
  return { mentions, mentionsPreview: { isMentioned: mentions.some(isSelf) } }
}
