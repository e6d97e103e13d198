/** What a divergence is: a difference that is known, and whose it is. */

/** Whose the difference is, in the order in which `casproof coverage` prints them. */
export const FAULTS = {
  mock: 'the mock differs: what it lacks is listed',
  form: 'the path is emulated, this form of it is refused as not emulated',
  history: 'the answer shows how a tenant came to be as it is, which the example does not tell',
  page: 'the page is at fault: misprinted, abbreviated, outdated, or of another product',
} as const
export type Fault = keyof typeof FAULTS

export interface Divergence {
  readonly fault: Fault
  readonly because: string
  /** Example ids: `v1.0/api/user-list.md#get_users`. */
  readonly examples: RegExp
  /** Kind and place of the differences it excuses; all where absent. */
  readonly differences?: RegExp
}
