/** Why a stage is not begun: a code, and the values that its wording needs. */
export interface RefusalData {
  /** An object with one of our names is in the tenant. */
  'name exists': { readonly name: string }
  /** Connectors of the former outbound protection are in the tenant, which access in both directions cannot go with. */
  'former account stands': { readonly names: readonly string[] }
  /** The same, of a site that is not this account's. */
  'former account at another site': { readonly names: readonly string[] }
  /** The same, where outgoing mail of an account with inbound protection can be taken over from them. */
  'former account to migrate': { readonly names: readonly string[] }
  /** A group has the alias that one of our groups needs. */
  'alias exists': { readonly name: string; readonly alias: string }
  'too many rules': { readonly standing: number; readonly max: number; readonly needed: number }
  'too many allowed addresses': { readonly standing: number; readonly max: number; readonly needed: number }
  'too many spoofed senders': { readonly standing: number; readonly max: number; readonly needed: number }
  /** A rule would have more characters than Exchange Online accepts. */
  'rule too large': { readonly name: string; readonly characters: number; readonly max: number }
}

/** One of the codes of a map, with its values. */
export type Coded<Data> = {
  readonly [Code in keyof Data]: { readonly code: Code; readonly data: Data[Code] }
}[keyof Data]

export type Refusal = Coded<RefusalData>
