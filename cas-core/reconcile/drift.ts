/** What somebody else has changed in the product's objects. */

export type DriftKind = 'removed' | 'changed' | 'mark removed' | 'switched off' | 'switched on' | 'taken out'

export interface Drift {
  readonly kind: DriftKind
  /** Key of the row in the table. */
  readonly key: string
  /** Name of the object or list. */
  readonly name: string
  /** What the product would have there, and what is there, by property. */
  readonly fields: Readonly<Record<string, { readonly expected: unknown; readonly found: unknown }>>
  /** Whether the product has brought it back; `left` where it does not overrule people, or could not. */
  readonly outcome: 'repaired' | 'left'
}
