/** What a whole run must have met at least once: of what it never met it has proved nothing. */
import type { Moment } from '../harness/moment.ts'

export interface Sometimes {
  readonly name: string
  /** What has to happen at some time, in one sentence. */
  readonly statement: string
}

/** Properties of one kind, such as the rows of a table. */
export interface Family {
  readonly properties: readonly Sometimes[]
  /** Names of those that the moment has reached. Names that are not among the properties are not counted. */
  readonly at: (moment: Moment) => readonly string[]
}

/** A property that has no others of its kind. */
export const sometimes = (name: string, statement: string, when: (moment: Moment) => boolean): Family => ({
  properties: [{ name, statement }],
  at: (moment) => (when(moment) ? [name] : []),
})
