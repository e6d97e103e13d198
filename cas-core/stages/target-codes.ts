/** Codes of what API mode says about targets, with the values that their wording needs. */
import type { Page, Person } from '../directory/people.ts'
import type { DirectoryGroup } from '../ports.ts'
import type { SelectedUser, TargetChoice } from '../service-accounts/memory/targets.ts'

/** A row of the screen `Synchronized User List`. */
export interface ListedUser extends SelectedUser {
  /** Undefined where the tenant could not be asked. */
  readonly status: 'Synchronized' | 'Unavailable' | undefined
}

export interface TargetStageData {
  /** The token lacks application permissions. */
  'permissions missing': { readonly permissions: readonly string[] }
  'service protected': { readonly service: string }
  'granted already': object
  'targets chosen': { readonly choice: TargetChoice }
  'choice missing': object
  /** Another service of the organization was granted with another choice, and they must be the same. */
  'choice differs': { readonly service: string; readonly choice: TargetChoice }
  /** The choice is all targets, so that there are no users to select. */
  'users not selectable': object
  'user found': { readonly user: Person }
  'user not found': object
  'beginning too short': { readonly min: number }
  'groups found': { readonly groups: readonly DirectoryGroup[]; readonly isCut: boolean }
  'group not found': object
  'group users': Page<Person>
  'targets selected': { readonly selected: number; readonly max: number }
  'too many users': { readonly selected: number; readonly added: number; readonly max: number }
  'users not found': { readonly names: readonly string[] }
  'no user selected': object
  'selected targets alone': object
  extended: object
  'nothing to extend': object
  'list not offered': object
  'users listed': { readonly users: readonly ListedUser[]; readonly max: number }
  'users added': { readonly added: number; readonly listed: number }
  'users deleted': { readonly deleted: number; readonly listed: number }
  'users imported': {
    readonly added: number
    readonly overwritten: number
    /** User principal names of the file that are not in the tenant. */
    readonly notFound: readonly string[]
  }
  'file of another type': object
  'file too long': { readonly names: number; readonly max: number }
  'domain targets not offered': { readonly policy: string }
}

export interface TargetActivityData {
  'targets read': { readonly users: number; readonly groups: number; readonly mailboxes: number }
  'users unavailable': { readonly names: readonly string[] }
}
