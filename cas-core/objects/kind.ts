/** What a kind of thing is that the product keeps in a tenant: how to find, make, mend and remove it. */

import type { Session } from '../microsoft/session.ts'
import type { Marker } from './marker.ts'

/** Parameters or properties, under Microsoft's own names. */
export type Fields = Readonly<Record<string, unknown>>

/** An object as it stands in the tenant. */
export interface Found {
  readonly id: string
  readonly name: string
  readonly marker: Marker | undefined
  readonly fields: Fields
}

/** An object that we have just made. */
export type Made = Pick<Found, 'id' | 'fields'>

/** An object of its own, which can bear our mark. */
export interface ObjectKind {
  /** Property that bears our mark. */
  readonly markedIn: string
  /** Candidates: all that bear our name or mark, and those of the ids. `detail` asks for what `differences` compares. */
  observe(session: Session, ids: readonly string[], detail: boolean): Promise<Found[]>
  /** Makes it; `enabled` matters to kinds with a switch only. */
  create(
    session: Session,
    made: { readonly wanted: Fields; readonly mark: string; readonly enabled: boolean },
  ): Promise<Made>
  /** Sets the given fields only. */
  update(session: Session, found: Found, changes: Fields): Promise<void>
  /** Removes it. @throws M365Error `absent` where the server that answers knows no such object */
  remove(session: Session, found: Found): Promise<void>
  /** The wanted fields that stand otherwise in the tenant; empty where all is well. */
  differences(wanted: Fields, found: Found): Fields
  /** Whether a rule is switched on; kinds without a switch have none. */
  readonly isEnabled?: (found: Found) => boolean
  readonly setEnabled?: (session: Session, id: string, enabled: boolean) => Promise<void>
}

/** A list that we share with the customer, whose entries can bear no mark. */
export interface ListKind {
  observe(session: Session): Promise<readonly string[]>
  /** Adding what is there already changes nothing. */
  add(session: Session, entries: readonly string[]): Promise<void>
  /** Removes what is there. @throws M365Error `absent` where the server that answers does not know them all */
  remove(session: Session, entries: readonly string[]): Promise<void>
}
