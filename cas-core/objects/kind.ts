/** A kind of thing that the product keeps in a tenant: how to find, create, update and remove it. */

import type { M365Error } from '../microsoft/errors.ts'
import type { Session } from '../microsoft/session.ts'
import type { Marker, Marks } from './marker.ts'

/** A session together with the marks of its tenant. */
export type MarkedSession = Session & { readonly marks: Marks }

/** Parameters or properties, under Microsoft's own names. */
export type Fields = Readonly<Record<string, unknown>>

/** An object as it is in the tenant. */
export interface Found {
  readonly id: string
  readonly name: string
  readonly marker: Marker | undefined
  readonly fields: Fields
}

/**
 * A value of a list, or a property, that a service refused while it took the rest: a member, a domain, a name. What
 * refers to the object can do without it.
 */
export interface RefusedPart {
  /** The value, or the name of the property. */
  readonly part: string
  readonly error: M365Error
  /** True for a member that the directory does not know any more. */
  readonly isGone?: true
  /** The list in which the value stays, where it was to be taken out. */
  readonly staysIn?: string
  /** True for a value that is wanted and was not taken: the object covers less than it should. */
  readonly isMissing?: true
}

/** An object that we have just made. */
export type Made = Pick<Found, 'id' | 'fields'> & { readonly refused?: readonly RefusedPart[] }

/** What to look for: objects with one of the names, with our mark, or with one of the ids. */
export interface Candidates {
  readonly names: readonly string[]
  readonly ids: readonly string[]
  /** Whether what `differences` compares is to be read too. */
  readonly detail: boolean
  /** Whether one was asked to go, so that its absence surprises nobody. */
  readonly isGoing?: boolean
}

/** A separate object, which can hold our mark. */
export interface ObjectKind {
  /** Property that holds our mark. */
  readonly markedIn: string
  observe(session: MarkedSession, wanted: Candidates): Promise<Found[]>
  /** Makes it; `enabled` matters to kinds with a switch only. */
  create(
    session: MarkedSession,
    made: { readonly wanted: Fields; readonly mark: string; readonly enabled: boolean },
  ): Promise<Made>
  /** Sets the given fields only. Returns the parts that were refused. @throws M365Error where nothing could be set */
  update(session: MarkedSession, found: Found, changes: Fields): Promise<readonly RefusedPart[]>
  /** Removes it. @throws M365Error `absent` where the server that answers knows no such object */
  remove(session: MarkedSession, found: Found): Promise<void>
  /** The wanted fields that have another value in the tenant; empty if there are none. */
  differences(wanted: Fields, found: Found): Fields
  /** Lists of which every value stands for itself: an object with one more covers more mail, with one less covers less. */
  readonly covers?: readonly string[]
  /** By how much an object would be too large; undefined if it is not, or if no limit is known. */
  readonly excess?: (wanted: Fields) => { readonly characters: number; readonly max: number } | undefined
  /** Whether a rule is switched on; kinds without a switch have none. */
  readonly isEnabled?: (found: Found) => boolean
  readonly setEnabled?: (session: MarkedSession, id: string, enabled: boolean) => Promise<void>
}

/** A list that we share with the customer. Its entries cannot hold a mark. */
export interface ListKind {
  observe(session: MarkedSession): Promise<readonly string[]>
  /** Adding what is there already changes nothing. */
  add(session: MarkedSession, entries: readonly string[]): Promise<void>
  /**
   * Removes what is there.
   * @param gone entries of which it is known why they are not there
   * @throws M365Error `absent` where the server that answers does not know all others
   */
  remove(session: MarkedSession, entries: readonly string[], gone?: readonly string[]): Promise<void>
}
