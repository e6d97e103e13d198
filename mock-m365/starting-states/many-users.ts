/**
 * A million users, in little memory: repeated text is shared, a user's own text is flat (joined text keeps
 * its parts), and addresses derived from the name are computed when read.
 */

import type { Entity } from '../base.ts'
import { flat } from '../flat.ts'
import { seededIds } from '../seeded-ids.ts'
import { secondsText } from '../times.ts'
import type { Names } from './generated-people.ts'
import { EVERYBODY_HOLDS } from './licences.ts'

/** The maximum for one tenant. */
export const MANY_USERS_MAX = 1_000_000

export interface ManyUsers {
  readonly count: number
  readonly names: Names
}

/** Prime, and larger than the number of pairs of names: steps of this size reach every pair before one repeats. */
const STRIDE = 1_000_003

/**
 * The same arguments give the same users. @param at milliseconds since the epoch
 * @throws RangeError for more than a million
 */
export function* manyUsers({ count, names }: ManyUsers, domain: string, at: number): Generator<Entity> {
  if (!(Number.isInteger(count) && count >= 0 && count <= MANY_USERS_MAX))
    throw new RangeError(`${count} users cannot be made; at most ${MANY_USERS_MAX} can`)
  const { given, surnames } = names
  const pairs = given.length * surnames.length
  const ids = seededIds(`many users of ${domain}`)
  const createdDateTime = secondsText(at)
  const displayNames: string[] = []
  for (let i = 0; i < count; i++) {
    const pair = (i * STRIDE) % pairs
    const givenName = given[pair % given.length] ?? ''
    const surname = surnames[Math.floor(pair / given.length)] ?? ''
    const displayName = displayNames[i % pairs] ?? flat(`${givenName} ${surname}`)
    displayNames[i % pairs] = displayName
    const namesakes = Math.floor(i / pairs)
    const nickname = flat(
      `${givenName}.${surname}${namesakes === 0 ? '' : `.${namesakes + 1}`}`.toLowerCase(),
    )
    const userPrincipalName = flat(`${nickname}@${domain}`)
    const user = {
      id: flat(ids.uuid()),
      accountEnabled: true,
      assignedLicenses: EVERYBODY_HOLDS,
      createdDateTime,
      displayName,
      givenName,
      mail: userPrincipalName,
      mailNickname: nickname,
      preferredLanguage: 'en-US',
      surname,
      usageLocation: 'US',
      userPrincipalName,
      userType: 'Member',
    }
    yield Object.defineProperty(user, 'proxyAddresses', PROXY_ADDRESSES)
  }
}

/** One function for all of them, so that it is part of the objects' shape and needs no memory in each. */
const PROXY_ADDRESSES: PropertyDescriptor = {
  enumerable: true,
  get(this: { readonly mail: string }) {
    return [`SMTP:${this.mail}`]
  },
}
