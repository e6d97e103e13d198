/** A tenant with mail for the tests of this folder. */
import type { Entity } from '../../base.ts'
import { deliver } from '../mail/messages/deliver.ts'
import { type Heard, idFor, world } from './world.ts'

export const MAIL = ['Mail.ReadWrite']
export const EVERY = ['Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.ReadWrite']
export const SELF = idFor('u', 1)
export const OTHER = idFor('u', 2)
export const UNLICENSED = idFor('u', 900)
export const HOME = `/users/${SELF}`
const unlicensed = { id: UNLICENSED, userPrincipalName: 'new@contoso.com', userType: 'Member' }

/** Two users with a mailbox and one without. */
export function mailWorld() {
  const made = world({ users: [person(1), person(2), unlicensed] })
  const { cloud, tenant, send } = made
  const receive = (subject: string, more: Partial<Parameters<typeof deliver>[3]> = {}) => {
    made.clock.advance(1000)
    const from = { name: 'Mallory', address: 'mallory@example.com' }
    const message = deliver(cloud, tenant, 'user1@contoso.com', { from, subject, body: 'Hello', ...more })
    if (!message) throw new Error('nobody took the message')
    return message
  }
  const ask = (line: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(line.replace(' /', ` ${HOME}/`), EVERY, { headers, ...(body === undefined ? {} : { body }) })
  const idOf = ({ json }: Heard) => String(json.id)
  return { ...made, receive, ask, idOf }
}

const person = (n: number): Entity => ({
  id: idFor('u', n),
  displayName: `User ${n}`,
  userPrincipalName: `user${n}@contoso.com`,
  mail: `user${n}@contoso.com`,
  proxyAddresses: [`SMTP:user${n}@contoso.com`],
  userType: 'Member',
})
