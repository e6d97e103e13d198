/** Sample values of the codes of API mode, by code. */
import type { TargetActivityData, TargetStageData } from '../stages/target-codes.ts'

const user = {
  ...{ id: 'u1', userPrincipalName: 'ada@contoso.com', displayName: 'Ada', mail: 'ada@contoso.com' },
  ...{ isLicensed: true, isGuest: false, createdAt: '2026-01-01T00:00:00Z' },
}
const group = { id: 'g1', displayName: 'Research', type: 'security' } as const

export const TARGET_STAGES: TargetStageData = {
  'permissions missing': { permissions: ['Mail.ReadWrite'] },
  'service protected': { service: 'Exchange Online' },
  'granted already': {},
  'targets chosen': { choice: 'selected' },
  'choice missing': {},
  'choice differs': { service: 'OneDrive', choice: 'all' },
  'users not selectable': {},
  'user found': { user },
  'user not found': {},
  'beginning too short': { min: 3 },
  'groups found': { groups: [group], isCut: true },
  'group not found': {},
  'group users': { items: [user], next: 'https://graph.microsoft.com/v1.0/next' },
  'targets selected': { selected: 3, max: 100 },
  'too many users': { selected: 99, added: 2, max: 100 },
  'users not found': { names: ['nobody@contoso.com'] },
  'no user selected': {},
  'selected targets alone': {},
  extended: {},
  'nothing to extend': {},
  'list not offered': {},
  'users listed': { users: [{ ...user, addedAt: 0, status: 'Synchronized' }], max: 100 },
  'users added': { added: 1, listed: 4 },
  'users deleted': { deleted: 1, listed: 3 },
  'users imported': { added: 1, overwritten: 2, notFound: ['nobody@contoso.com'] },
  'file of another type': {},
  'file too long': { names: 101, max: 100 },
  'domain targets not offered': { policy: 'Sales' },
}

export const TARGET_ACTIVITIES: TargetActivityData = {
  'targets read': { users: 1, groups: 2, mailboxes: 3 },
  'users unavailable': { names: ['gone@contoso.com'] },
}
