/**
 * What the console says of targets in API mode. Sentences that no page publishes are proposed: of all here, only the two
 * of success are published, and they differ by generation.
 */
import type { TargetActivityData, TargetStageData } from '../stages/target-codes.ts'
import type { Wording } from './wording.ts'

const CHOICES = { all: 'Synchronize all users and groups', selected: 'Synchronize selected users' }

export const TARGET_STAGES: Wording<TargetStageData> = {
  'permissions missing': ({ permissions }) =>
    `The application lacks permissions: ${permissions.join(', ')}. Grant the permission again with a Global Administrator, and accept all that is asked for. If that was done a moment ago, try again after some minutes.`,
  'service protected': ({ service }) => `access to ${service} granted`,
  'granted already': () =>
    'Access is granted already. Change the synchronized user list, or extend protection to all targets.',
  'targets chosen': ({ choice }) => `${CHOICES[choice]}.`,
  'choice missing': () => `Choose first: ${CHOICES.all}, or ${CHOICES.selected}.`,
  'choice differs': ({ service, choice }) =>
    `The same option must be used for Exchange Online, SharePoint Online, and OneDrive: access to ${service} is granted with "${CHOICES[choice]}".`,
  'users not selectable': () => `Users can be selected after "${CHOICES.selected}" is chosen.`,
  'user found': ({ user }) => user.displayName || user.userPrincipalName,
  'user not found': () => 'No user found. Specify the exact user principal name.',
  'beginning too short': ({ min }) => `Specify at least ${min === 3 ? 'three' : min} characters.`,
  'groups found': ({ groups, isCut }) =>
    `${groups.length === 1 ? '1 group' : `${groups.length} groups`} found.${isCut ? ' More groups have names that begin so: specify more characters.' : ''}`,
  'group not found': () => 'No group found.',
  'group users': ({ items, next }) =>
    `${items.length === 1 ? '1 user' : `${items.length} users`} found${next === undefined ? '' : ', and there are more'}.`,
  'targets selected': ({ selected, max }) => `Selected: ${selected} / ${max}`,
  'too many users': ({ selected, added, max }) =>
    `A maximum of ${max} users can be selected. ${selected} are selected and ${added} would be added, so that none was added.`,
  'users not found': ({ names }) => couldNotBeFound(names),
  'no user selected': () => 'Select at least one user.',
  'selected targets alone': () =>
    'Manual synchronization and scheduled synchronization are not supported while only selected users are synchronized. Extend protection to all targets first.',
  extended: () =>
    'Protection is extended to all targets. Open a policy of each service, select the General tab and click "Click here", or wait for the next daily synchronization.',
  'nothing to extend': () =>
    'All targets are synchronized, or access is not granted; there is nothing to extend.',
  'list not offered': () =>
    'The synchronized user list is available only while access is granted with selected users.',
  'users listed': ({ users, max }) => `Synchronized: ${users.length} / ${max}`,
  'users added': ({ added, listed }) => `${users(added)} added; ${listed} in the list.`,
  'users deleted': ({ deleted, listed }) =>
    `${users(deleted)} deleted and no longer protected; ${listed} in the list.`,
  'users imported': ({ added, overwritten, notFound }) =>
    [
      `${users(added + overwritten)} imported.`,
      ...(notFound.length > 0 ? [couldNotBeFound(notFound)] : []),
    ].join(' '),
  'file of another type': () => 'Only .txt files are supported.',
  'file too long': ({ max }) => `The file contains more than ${max} UPNs.`,
  'domain targets not offered': ({ policy }) =>
    `Policy "${policy}" targets domains. Policies of API mode target users and groups.`,
}

export const TARGET_ACTIVITIES: Wording<TargetActivityData> = {
  'targets read': ({ users: count, groups, mailboxes }) =>
    `synchronized ${count} users, ${groups} groups and ${mailboxes} mailboxes`,
  'users unavailable': ({ names }) => `not found in the tenant, and unavailable: ${names.join(', ')}`,
}

const users = (count: number): string => (count === 1 ? '1 user' : `${count} users`)

const couldNotBeFound = (names: readonly string[]): string =>
  `${names.length} user(s) could not be found. ${names.join(', ')}`
