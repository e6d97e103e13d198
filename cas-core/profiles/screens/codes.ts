/** What the console says in addition to the stages: codes, with the values that their wording needs. */

export interface ScreenData {
  /** A view: its data says everything. */
  shown: object
  'not permitted': { readonly operation: string }
  'session ended': object
  'not in this generation': { readonly operation: string }
  'no such organization': { readonly organization: string; readonly known: readonly string[] }
  'organization name taken': { readonly name: string }
  'too many organizations': { readonly max: number }
  'organization saved': { readonly name: string }
  'organization removed': { readonly name: string }
  'default organization kept': object
  'organization in use': { readonly name: string; readonly services: readonly string[] }
  'no licence': object
  'licence saved': { readonly site: string }
  'licence without inline mode': object
  'licence expired': object
  'already granted': { readonly service: string }
  'grant another first': { readonly services: readonly string[] }
  'remove another first': { readonly service: string }
  'being removed': { readonly service: string }
  'grant begun': { readonly service: string }
  'grant not begun': { readonly service: string }
  'grant cancelled': { readonly service: string }
  'grant has written': { readonly service: string }
  'no such consent': { readonly purpose: string; readonly purposes: readonly string[] }
  'not a callback': object
  'tenant of another organization': { readonly organization: string }
  'tenant of another customer': object
  'not granted': { readonly service: string }
  'signed in': { readonly name: string }
  'signed out': object
  'no such notification': { readonly id: string }
  'activity data offered': object
  'nothing scanned': object
  'not in quarantine': { readonly id: string }
  'quarantine changed': { readonly status: string }
  'not being removed': { readonly service: string }
  'quarantine first': object
  'quarantine logs first': object
  'automation ends': object
  'outbound quarantine first': object
  'recipients saved': { readonly count: number }
  'settings saved': object
}

export type ScreenCode = keyof ScreenData
