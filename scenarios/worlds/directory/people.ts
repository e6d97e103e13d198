/** People and groups, made as administrators make them. */
import type { Entity } from '#mock-m365'
import type { Hand } from '../hand.ts'

export interface Person {
  readonly displayName: string
  /** The first part of the user name. */
  readonly alias: string
  readonly more?: Entity
  /** Whether the person gets a licence, and with it a mailbox. */
  readonly licensed?: boolean
}

const DOMAIN = 'contoso.com'
/** Office 365 E3, which every drawn tenant has. */
const LICENCE = '6fd2c87f-b296-42f0-b197-1e91e994b900'

/** @returns the id */
export function newPerson(hand: Hand, { displayName, alias, more = {}, licensed = true }: Person): string {
  const { id } = hand.graph('POST', '/users', {
    accountEnabled: true,
    displayName,
    mailNickname: alias,
    userPrincipalName: `${alias}@${DOMAIN}`,
    usageLocation: 'DE',
    passwordProfile: { password: 'Mock-password-of-a-drawn-user-1' },
    ...more,
  })
  if (licensed)
    hand.graph('POST', `/users/${id}/assignLicense`, {
      addLicenses: [{ skuId: LICENCE, disabledPlans: [] }],
      removeLicenses: [],
    })
  return String(id)
}

/** A security group. @returns the id */
export function newGroup(hand: Hand, displayName: string, more: object = {}): string {
  const { id } = hand.graph('POST', '/groups', {
    displayName,
    mailEnabled: false,
    mailNickname: displayName.replaceAll(/[^A-Za-z0-9]/g, '') || 'group',
    securityEnabled: true,
    ...more,
  })
  return String(id)
}

/** As many as one request may add. */
const BOUND_MAX = 20

export function addMembers(hand: Hand, group: string, members: readonly string[]): void {
  for (let at = 0; at < members.length; at += BOUND_MAX)
    hand.graph('PATCH', `/groups/${group}`, {
      'members@odata.bind': members
        .slice(at, at + BOUND_MAX)
        .map((id) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`),
    })
}

/** The group of that display name. */
export function groupNamed(hand: Hand, displayName: string): string {
  const filter = encodeURIComponent(`displayName eq '${displayName}'`)
  const { value } = hand.graph('GET', `/groups?$filter=${filter}&$select=id`)
  const [first] = Array.isArray(value) ? value : []
  if (!first) throw new RangeError(`no group is called "${displayName}"`)
  return String(first.id)
}

/** The group whose people the mixed policies protect. */
export const PROTECTED = 'Research'
